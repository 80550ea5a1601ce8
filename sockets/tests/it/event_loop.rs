//! Plain and secure sockets that never wait, driven by poll from one thread.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;
use std::collections::HashMap;

use sockets::gzsock::Gzsock;
use sockets::zsock::{Events, Fd, MsgFlags, OptionName, PollFd, SocketOption};
use sockets::zssl::{TlsContext, TlsError};
use sockets::{Errno, Error};

use crate::harness::{Parties, VERSIONS, host, listener, stream};

/// Long enough to be taken for ever if a poll did not end by itself.
pub(crate) const LONG: Option<Duration> = Some(Duration::from_secs(3600));
const NOW: Option<Duration> = Some(Duration::ZERO);
const AGAIN: Error = Error::Io(Errno::EAGAIN);

pub(crate) fn dont_wait(sockets: &Gzsock, fd: Fd) {
    sockets.set_option(fd, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(sockets.option(fd, OptionName::Nonblocking).unwrap(), SocketOption::Nonblocking(true));
}

/// What one socket is ready for, of `events`.
pub(crate) fn poll(sockets: &Gzsock, fd: Fd, events: Events, timeout: Option<Duration>) -> Events {
    let mut fds = [PollFd::new(fd, events)];
    let ready = sockets.poll(&mut fds, timeout).unwrap();
    assert_eq!(ready, usize::from(!fds[0].revents.is_empty()));
    fds[0].revents
}

/// Begins a connection without waiting for it.
fn begin(sockets: &Gzsock, context: Option<&TlsContext>, address: &SocketAddr) -> Fd {
    let fd = stream(sockets, context);
    dont_wait(sockets, fd);
    assert_eq!(sockets.connect(fd, address), Err(Error::Io(Errno::EINPROGRESS)));
    fd
}

/// Somebody who sends a question, or the answer to it, and counts what has come.
struct Party {
    to_send: Vec<u8>,
    to_receive: usize,
    answers: bool,
}

impl Party {
    /// Takes part in as much as is possible at once; gives what to wait for, if anything.
    fn go_on(&mut self, sockets: &Gzsock, fd: Fd, ready: Events) -> Option<Events> {
        if ready.contains(Events::IN) {
            let mut buffer = [0; 700];
            let len = sockets.recv(fd, &mut buffer, MsgFlags::NONE).expect("poll said so");
            assert!(len > 0, "nobody has closed");
            self.to_receive -= len;
            if self.answers {
                self.to_send.extend_from_slice(&buffer[..len]);
            }
        }
        if ready.contains(Events::OUT) && !self.to_send.is_empty() {
            let taken = sockets.send(fd, &self.to_send, MsgFlags::NONE).expect("poll said so");
            assert!(taken > 0);
            self.to_send.drain(..taken);
        }
        let mut wanted = Events::NONE;
        if self.to_receive > 0 {
            wanted |= Events::IN;
        }
        if !self.to_send.is_empty() {
            wanted |= Events::OUT;
        }
        (!wanted.is_empty()).then_some(wanted)
    }
}

/// `clients` connections to `server`; every byte goes to the server and back.
fn run(clients: usize, len: usize, client: Option<&TlsContext>, server: Option<&TlsContext>) {
    let sockets = host();
    let (listening, address) = listener(&sockets, server);
    dont_wait(&sockets, listening);
    assert_eq!(sockets.accept(listening).unwrap_err(), AGAIN);
    let mut parties = HashMap::new();
    for n in 0..clients {
        let question = (0..len).map(|at| (at + n).to_le_bytes()[0]).collect();
        let party = Party { to_send: question, to_receive: len, answers: false };
        parties.insert(begin(&sockets, client, &address).0, (party, Events::IN | Events::OUT));
        serve(&sockets, listening, &mut parties, len);
    }
    while parties.values().any(|(_, wanted)| !wanted.is_empty()) {
        let mut fds = vec![PollFd::new(listening, Events::IN)];
        fds.extend(parties.iter().map(|(fd, (_, wanted))| PollFd::new(Fd(*fd), *wanted)));
        // Who wants nothing any more may still have something to send: taken, and queued above the socket.
        sockets.poll(&mut fds, LONG).unwrap();
        for PollFd { fd, revents, .. } in fds.into_iter().filter(|fd| !fd.revents.is_empty()) {
            let Some((party, wanted)) = parties.get_mut(&fd.0) else {
                serve(&sockets, listening, &mut parties, len);
                continue;
            };
            assert!(!revents.intersects(Events::ERR | Events::HUP | Events::NVAL), "{revents:?}");
            *wanted = party.go_on(&sockets, fd, revents).unwrap_or_default();
        }
    }
    assert_eq!(parties.len(), 2 * clients);
    for (party, _) in parties.values() {
        assert_eq!((party.to_receive, party.to_send.len()), (0, 0));
    }
}

/// Accepts whoever has come.
fn serve(sockets: &Gzsock, listening: Fd, parties: &mut HashMap<i32, (Party, Events)>, len: usize) {
    loop {
        let fd = match sockets.accept(listening) {
            Ok((fd, _)) => fd,
            Err(error) => return assert_eq!(error, AGAIN),
        };
        let blocking = sockets.option(fd, OptionName::Nonblocking).unwrap();
        assert_eq!(blocking, SocketOption::Nonblocking(false), "whatever the listener is");
        dont_wait(sockets, fd);
        parties.insert(fd.0, (Party { to_send: vec![], to_receive: len, answers: true }, Events::IN));
    }
}

#[test]
fn fifty_secure_connections_in_one_thread() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        run(50, 20_000, Some(&client), Some(&parties.server().build().unwrap()));
    }
}

#[test]
fn plain_connections_in_one_thread() {
    run(50, 20_000, None, None);
}

#[test]
fn a_connection_that_nobody_accepts_is_told_by_poll_and_so_error() {
    let parties = Parties::new();
    let context = parties.client().build().unwrap();
    let sockets = host();
    for context in [None, Some(&context)] {
        let (listening, address) = listener(&sockets, None);
        sockets.close(listening).unwrap();
        let fd = stream(&sockets, context);
        dont_wait(&sockets, fd);
        match sockets.connect(fd, &address).unwrap_err().errno() {
            Errno::EINPROGRESS => {
                let told = poll(&sockets, fd, Events::OUT, LONG);
                assert!(told.contains(Events::OUT | Events::ERR), "{told:?}");
                let refused = SocketOption::Error(Some(Errno::ECONNREFUSED));
                assert_eq!(sockets.option(fd, OptionName::Error).unwrap(), refused);
            }
            errno => assert_eq!(errno, Errno::ECONNREFUSED),
        }
    }
}

#[test]
fn connecting_twice_is_told_as_bsd_does() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    let fd = begin(&sockets, Some(&client), &address);
    assert_eq!(sockets.connect(fd, &address), Err(Error::Io(Errno::EALREADY)));
    for outcome in [sockets.recv(fd, &mut [0; 1], MsgFlags::NONE), sockets.send(fd, b"x", MsgFlags::NONE)] {
        assert_eq!(outcome, Err(AGAIN), "the handshake is not done");
    }
    assert_eq!(poll(&sockets, fd, Events::OUT, NOW), Events::NONE);
    let (peer, _) = sockets.accept(listening).unwrap();
    let mut fds = [PollFd::new(fd, Events::OUT), PollFd::new(peer, Events::OUT)];
    while fds.iter().any(|fd| fd.revents.is_empty()) {
        sockets.poll(&mut fds, LONG).unwrap();
    }
    assert_eq!([fds[0].revents, fds[1].revents], [Events::OUT; 2]);
    assert_eq!(sockets.connect(fd, &address), Err(Error::Io(Errno::EISCONN)));
    assert_eq!(sockets.option(fd, OptionName::Error).unwrap(), SocketOption::Error(None));
    sockets.handshake(fd).unwrap();
}

#[test]
fn a_handshake_that_fails_is_told_by_poll_to_both() {
    let (ours, theirs) = (Parties::of("ours"), Parties::of("theirs"));
    let (client, server) = (ours.client().build().unwrap(), theirs.open_server().build().unwrap());
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    let fd = begin(&sockets, Some(&client), &address);
    let (peer, _) = sockets.accept(listening).unwrap();
    let mut fds = [PollFd::new(fd, Events::OUT), PollFd::new(peer, Events::IN)];
    while fds.iter().any(|fd| fd.revents.is_empty()) {
        sockets.poll(&mut fds, LONG).unwrap();
    }
    assert!(fds[0].revents.contains(Events::OUT | Events::ERR), "{:?}", fds[0]);
    assert!(fds[1].revents.contains(Events::IN | Events::ERR), "{:?}", fds[1]);
    let failure = sockets.handshake(fd).unwrap_err();
    assert!(matches!(failure, Error::Tls(_)), "{failure}");
    let error = SocketOption::Error(Some(Errno::EPROTO));
    for _ in 0..2 {
        assert_eq!(sockets.option(fd, OptionName::Error).unwrap(), error, "it stays");
    }
    assert_eq!(sockets.connect(fd, &address), Err(failure));
}

#[test]
fn a_handshake_that_nobody_answers_ends_a_poll_at_its_deadline() {
    let parties = Parties::new();
    let context = parties.client().handshake_deadline(Duration::from_millis(20)).build().unwrap();
    let sockets = host();
    let (_silent, address) = listener(&sockets, None);
    let fd = begin(&sockets, Some(&context), &address);
    assert_eq!(poll(&sockets, fd, Events::OUT, None), Events::OUT | Events::ERR);
    assert_eq!(sockets.handshake(fd), Err(Error::Tls(TlsError::Deadline)));
}

#[test]
fn a_connection_that_was_begun_can_be_waited_for_as_well() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    let fd = begin(&sockets, Some(&client), &address);
    sockets.set_option(fd, SocketOption::Nonblocking(false)).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| sockets.handshake(fd).unwrap());
        let (peer, _) = sockets.accept(listening).unwrap();
        sockets.handshake(peer).unwrap();
    });
}

#[test]
fn a_driver_without_poll_says_so() {
    struct Nothing;
    impl sockets::zsock::SocketDriver for Nothing {}
    let sockets = Gzsock::new(Arc::new(Nothing));
    assert_eq!(sockets.poll(&mut [], NOW), Err(Error::Io(Errno::ENOSYS)));
}
