//! Each call on each kind of socket does what the README's table says, whatever stack is below.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;

use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketOption,
};
use sockets::zssl::TlsContext;
use sockets::{ConfigError, Errno, Error};

use crate::harness::{End, Parties, listener, meet, stream};

const AGAIN: Error = Error::Io(Errno::EAGAIN);

struct Kind {
    name: &'static str,
    end: End,
    peer: End,
    /// Whom it is connected to, by its own address there.
    listening: Fd,
}

struct Contexts {
    client: TlsContext,
    server: TlsContext,
}

impl Contexts {
    fn new() -> Self {
        let parties = Parties::new();
        Self { client: parties.device().build().unwrap(), server: parties.server().build().unwrap() }
    }
}

/// A plain socket, a secure client's and a secure one that was accepted, each connected.
fn kinds(sockets: &Arc<Gzsock>) -> [Kind; 3] {
    let Contexts { client, server } = Contexts::new();
    let end = |fd| End { sockets: Arc::clone(sockets), fd };
    let (plain_listening, address) = listener(sockets, None);
    let plain = stream(sockets, None);
    sockets.connect(plain, &address).unwrap();
    let (visited, _) = sockets.accept(plain_listening).unwrap();
    let connected = meet((sockets, &client), (sockets, &server));
    let accepted = meet((sockets, &client), (sockets, &server));
    let (listening, _) = listener(sockets, Some(&server));
    let (secure, secure_peer) = (connected.0.unwrap(), connected.1.unwrap());
    let (accepted_peer, accepted) = (accepted.0.unwrap(), accepted.1.unwrap());
    [
        Kind { name: "plain", end: end(plain), peer: end(visited), listening: plain_listening },
        Kind { name: "secure client", end: secure, peer: secure_peer, listening },
        Kind { name: "secure, accepted", end: accepted, peer: accepted_peer, listening },
    ]
}

/// For each kind over each stack.
fn for_each(stacks: &[Arc<Gzsock>], test: impl Fn(&Gzsock, &Kind)) {
    for sockets in stacks {
        for kind in &kinds(sockets) {
            test(sockets, kind);
        }
    }
}

pub(crate) fn sockets_are_made_bound_and_listen_as_their_context_says(stacks: &[Arc<Gzsock>]) {
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let Contexts { client, server } = Contexts::new();
    for sockets in stacks {
        for context in [None, Some(&client), Some(&server)] {
            let datagram = sockets.socket(Domain::Inet, SockType::Datagram, Protocol::Default, context);
            assert_eq!(datagram.is_ok(), context.is_none(), "there is no secure datagram socket");
            let fd = stream(sockets, context);
            assert_eq!(sockets.is_secure(fd).unwrap(), context.is_some());
            sockets.bind(fd, &any).unwrap();
            let address = sockets.getsockname(fd).unwrap();
            assert!(address.port() > 0);
            let listening = sockets.listen(fd, 1);
            let is_client = context.is_some_and(|context| !context.is_server());
            let role = Error::Config(ConfigError::Role);
            assert_eq!(listening.err(), is_client.then_some(role.clone()));
            if is_client {
                assert_eq!((sockets.accept(fd).err(), role.errno()), (Some(role), Errno::EINVAL));
            } else if context.is_some() {
                assert_eq!(sockets.connect(fd, &address), Err(role));
            }
        }
    }
}

pub(crate) fn what_is_connected_neither_connects_nor_accepts_again(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let address = sockets.getsockname(kind.listening).unwrap();
        let again = sockets.connect(kind.end.fd, &address).unwrap_err();
        let expected = if kind.name == "secure, accepted" { Errno::EINVAL } else { Errno::EISCONN };
        assert_eq!(again.errno(), expected, "{}", kind.name);
        assert_eq!(sockets.accept(kind.end.fd).unwrap_err().errno(), Errno::EINVAL, "{}", kind.name);
    });
}

pub(crate) fn both_names_are_those_of_the_connection(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let (end, peer) = (kind.end.fd, kind.peer.fd);
        assert_eq!(sockets.getsockname(end).unwrap(), sockets.getpeername(peer).unwrap(), "{}", kind.name);
        assert_eq!(sockets.getpeername(end).unwrap(), sockets.getsockname(peer).unwrap(), "{}", kind.name);
    });
}

pub(crate) fn options_are_set_and_read(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let fd = kind.end.fd;
        for option in [
            SocketOption::ReceiveTimeout(Some(Duration::from_secs(7))),
            SocketOption::SendTimeout(Some(Duration::from_secs(7))),
            SocketOption::ReceiveTimeout(None),
            SocketOption::SendTimeout(None),
            SocketOption::NoDelay(true),
            SocketOption::KeepAlive(true),
            SocketOption::Nonblocking(true),
            SocketOption::Nonblocking(false),
        ] {
            sockets.set_option(fd, option).unwrap();
            assert_eq!(sockets.option(fd, option.name()).unwrap(), option, "{}", kind.name);
        }
        assert_eq!(sockets.option(fd, OptionName::Error).unwrap(), SocketOption::Error(None));
        let stream = SocketOption::Type(SockType::Stream);
        assert_eq!(sockets.option(fd, OptionName::Type).unwrap(), stream);
        let read_only = sockets.set_option(fd, SocketOption::Error(None)).unwrap_err();
        assert_eq!(read_only, Error::Io(Errno::ENOPROTOOPT));
    });
}

pub(crate) fn bytes_are_sent_received_peeked_at_and_counted(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let fd = kind.end.fd;
        let mut buffer = [0; 8];
        assert_eq!(sockets.recv(fd, &mut buffer, MsgFlags::DONTWAIT), Err(AGAIN), "{}", kind.name);
        kind.peer.send_all(b"hello").unwrap();
        assert_eq!(sockets.recv(fd, &mut buffer, MsgFlags::PEEK), Ok(5), "{}", kind.name);
        let available = sockets.option(fd, OptionName::Available).unwrap();
        assert_eq!(available, SocketOption::Available(5), "{}", kind.name);
        assert_eq!(sockets.recv(fd, &mut buffer, MsgFlags::NONE), Ok(5), "{}", kind.name);
        assert_eq!(&buffer[..5], b"hello");
        assert_eq!(sockets.send(fd, b"back", MsgFlags::DONTWAIT), Ok(4), "{}", kind.name);
        assert_eq!(kind.peer.recv_exactly(4).unwrap(), b"back");
        let peeking = sockets.send(fd, b"x", MsgFlags::PEEK).unwrap_err();
        assert_eq!(peeking, Error::Io(Errno::EOPNOTSUPP), "{}", kind.name);
    });
}

pub(crate) fn messages_with_an_address_never_pass_tls(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let (fd, to) = (kind.end.fd, sockets.getpeername(kind.end.fd).unwrap());
        if kind.name == "plain" {
            kind.peer.send_all(b"x").unwrap();
            assert_eq!(sockets.recvfrom(fd, &mut [0; 4], MsgFlags::NONE), Ok((1, to)));
            return;
        }
        let refused = Error::Io(Errno::EOPNOTSUPP);
        assert_eq!(sockets.sendto(fd, b"x", MsgFlags::NONE, &to).unwrap_err(), refused);
        assert_eq!(sockets.recvfrom(fd, &mut [0; 1], MsgFlags::NONE).unwrap_err(), refused);
        assert_eq!(kind.peer.sockets.recv(kind.peer.fd, &mut [0; 1], MsgFlags::DONTWAIT), Err(AGAIN));
    });
}

pub(crate) fn waiting_tells_who_is_ready(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let mut fds =
            [PollFd::new(kind.end.fd, Events::IN | Events::OUT), PollFd::new(kind.listening, Events::IN)];
        assert_eq!(sockets.poll(&mut fds, None), Ok(1), "{}", kind.name);
        assert_eq!(fds.map(|fd| fd.revents), [Events::OUT, Events::NONE]);
        fds[0].events = Events::IN;
        assert_eq!(sockets.poll(&mut fds, Some(Duration::ZERO)), Ok(0), "{}", kind.name);
        kind.peer.send_all(b"x").unwrap();
        assert_eq!(sockets.poll(&mut fds, None), Ok(1), "{}", kind.name);
        assert_eq!(fds[0].revents, Events::IN);
    });
}

pub(crate) fn both_ends_are_ended_and_closed(stacks: &[Arc<Gzsock>]) {
    for_each(stacks, |sockets, kind| {
        let fd = kind.end.fd;
        sockets.shutdown(fd, Shutdown::Write).unwrap();
        assert_eq!(kind.peer.recv(&mut [0; 1]), Ok(0), "{}", kind.name);
        assert_eq!(sockets.send(fd, b"x", MsgFlags::NONE).unwrap_err(), Error::Io(Errno::EPIPE));
        kind.peer.send_all(b"more").unwrap();
        assert_eq!(kind.end.recv_exactly(4).unwrap(), b"more", "{}", kind.name);
        kind.peer.close();
        assert_eq!(kind.end.recv(&mut [0; 1]), Ok(0), "{}", kind.name);
        sockets.close(fd).unwrap();
        assert_eq!(sockets.close(fd), Err(Error::Io(Errno::EBADF)), "{}", kind.name);
    });
}
