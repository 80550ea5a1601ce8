//! Plain sockets behave as BSD sockets do, with handles that stay dead once they are closed.

use core::time::Duration;
use std::thread;

use sockets::zsock::{Domain, Fd, MsgFlags, OptionName, Protocol, Shutdown, SockType, SocketOption};
use sockets::{Errno, Error};

use crate::harness::{End, host, listener, stream};

fn pair() -> (End, End) {
    let sockets = host();
    let (listening, address) = listener(&sockets, None);
    let client = stream(&sockets, None);
    sockets.connect(client, &address).unwrap();
    let (server, peer) = sockets.accept(listening).unwrap();
    assert_eq!(peer, sockets.getsockname(client).unwrap());
    assert_eq!(sockets.getpeername(client).unwrap(), address);
    sockets.close(listening).unwrap();
    (End { sockets: sockets.clone(), fd: client }, End { sockets, fd: server })
}

#[test]
fn a_stream_carries_bytes_both_ways_and_ends_with_zero() {
    let (client, server) = pair();
    client.send_all(b"ping").unwrap();
    assert_eq!(server.recv_exactly(4).unwrap(), b"ping");
    client.sockets.shutdown(client.fd, Shutdown::Write).unwrap();
    assert_eq!(server.recv(&mut [0; 8]).unwrap(), 0);
    server.send_all(b"pong").unwrap();
    server.close();
    assert_eq!(client.recv_exactly(4).unwrap(), b"pong");
    assert_eq!(client.recv(&mut [0; 8]).unwrap(), 0);
    assert!(!client.sockets.is_secure(client.fd).unwrap());
    assert_eq!(client.sockets.tls_info(client.fd).unwrap(), None);
    client.sockets.handshake(client.fd).unwrap();
}

#[test]
fn writing_to_a_closed_peer_is_an_error_and_no_signal() {
    let (client, server) = pair();
    server.close();
    let error = (0..100).find_map(|_| client.send_all(&[0; 1024]).err()).unwrap();
    assert!(matches!(error.errno(), Errno::EPIPE | Errno::ECONNRESET), "{error}");
}

#[test]
fn datagrams_keep_their_boundaries_and_senders() {
    let sockets = host();
    let [a, b] = [(); 2].map(|()| {
        let fd = sockets.socket(Domain::Inet, SockType::Datagram, Protocol::Udp, None).unwrap();
        sockets.bind(fd, &"127.0.0.1:0".parse().unwrap()).unwrap();
        fd
    });
    let to = sockets.getsockname(b).unwrap();
    sockets.sendto(a, b"one", MsgFlags::NONE, &to).unwrap();
    sockets.sendto(a, b"two", MsgFlags::NONE, &to).unwrap();
    let mut buffer = [0; 16];
    assert_eq!(sockets.recv(b, &mut buffer, MsgFlags::PEEK).unwrap(), 3);
    for expected in [b"one", b"two"] {
        let (len, from) = sockets.recvfrom(b, &mut buffer, MsgFlags::NONE).unwrap();
        assert_eq!((&buffer[..len], from), (&expected[..], sockets.getsockname(a).unwrap()));
    }
    let nothing = sockets.recv(b, &mut buffer, MsgFlags::DONTWAIT).unwrap_err();
    assert_eq!(nothing, Error::Io(Errno::EAGAIN));
}

#[test]
fn options_are_read_back_as_they_were_set() {
    let sockets = host();
    let fd = stream(&sockets, None);
    for option in [
        SocketOption::ReceiveTimeout(Some(Duration::from_millis(1500))),
        SocketOption::ReceiveTimeout(None),
        SocketOption::SendTimeout(Some(Duration::from_secs(2))),
        SocketOption::ReuseAddress(true),
        SocketOption::NoDelay(true),
        SocketOption::KeepAlive(true),
        SocketOption::KeepAlive(false),
    ] {
        sockets.set_option(fd, option).unwrap();
        assert_eq!(sockets.option(fd, option.name()).unwrap(), option);
    }
    let zero = SocketOption::ReceiveTimeout(Some(Duration::ZERO));
    assert_eq!(sockets.set_option(fd, zero).unwrap_err(), Error::Io(Errno::EINVAL));
    let unchanged = sockets.option(fd, OptionName::ReceiveTimeout).unwrap();
    assert_eq!(unchanged, SocketOption::ReceiveTimeout(None));
}

#[test]
fn a_timeout_ends_a_wait() {
    let (client, _server) = pair();
    let limit = SocketOption::ReceiveTimeout(Some(Duration::from_millis(5)));
    client.sockets.set_option(client.fd, limit).unwrap();
    assert_eq!(client.recv(&mut [0; 1]).unwrap_err(), Error::Io(Errno::EAGAIN));
}

#[test]
fn a_closed_handle_is_dead_even_when_its_place_is_taken() {
    let sockets = host();
    let first = stream(&sockets, None);
    sockets.close(first).unwrap();
    let second = stream(&sockets, None);
    assert_eq!(sockets.close(first).unwrap_err(), Error::Io(Errno::EBADF));
    assert_eq!(sockets.getsockname(first).unwrap_err(), Error::Io(Errno::EBADF));
    sockets.getsockname(second).unwrap();
    for never in [-1, 0, 1, 2, i32::MAX] {
        assert_eq!(sockets.close(Fd(never)).unwrap_err(), Error::Io(Errno::EBADF));
    }
}

#[test]
fn closing_wakes_who_waits() {
    let (client, _server) = pair();
    let sockets = client.sockets.clone();
    let (listening, _) = listener(&sockets, None);
    let datagrams = sockets.socket(Domain::Inet, SockType::Datagram, Protocol::Udp, None).unwrap();
    sockets.bind(datagrams, &"127.0.0.1:0".parse().unwrap()).unwrap();
    thread::scope(|scope| {
        let accepting = scope.spawn(|| sockets.accept(listening).unwrap_err());
        let receiving = scope.spawn(|| client.recv(&mut [0; 1]).unwrap_err());
        let listening_for_messages =
            scope.spawn(|| sockets.recv(datagrams, &mut [0; 1], MsgFlags::NONE).unwrap_err());
        // Whether they wait already or only come to it, the answer is the same.
        thread::yield_now();
        for fd in [listening, client.fd, datagrams] {
            sockets.close(fd).unwrap();
        }
        for waiting in [accepting, receiving, listening_for_messages] {
            assert_eq!(waiting.join().unwrap(), Error::Io(Errno::EBADF));
        }
    });
}

#[test]
fn names_are_looked_up_and_unknown_ones_are_said_to_be() {
    let sockets = host();
    let (listening, address) = listener(&sockets, None);
    let fd = sockets.connect_name("localhost", address.port(), None).unwrap();
    sockets.accept(listening).unwrap();
    assert_eq!(sockets.getpeername(fd).unwrap(), address);
    let error = sockets.connect_name("no-such-host.invalid", 1, None).unwrap_err();
    assert_eq!(error, Error::Io(Errno::ENOENT));
}

#[test]
fn nobody_listening_is_said_so() {
    let sockets = host();
    let (listening, address) = listener(&sockets, None);
    sockets.close(listening).unwrap();
    let fd = stream(&sockets, None);
    assert_eq!(sockets.connect(fd, &address).unwrap_err(), Error::Io(Errno::ECONNREFUSED));
    let error = sockets.connect_name("127.0.0.1", address.port(), None).unwrap_err();
    assert_eq!(error.to_string(), "nobody listens at that address and port (ECONNREFUSED)");
}

#[test]
fn a_connection_that_was_refused_is_no_end_of_a_stream() {
    let sockets = host();
    let (listening, address) = listener(&sockets, None);
    sockets.close(listening).unwrap();
    for limit in [None, Some(Duration::from_secs(60))] {
        let fd = stream(&sockets, None);
        sockets.set_option(fd, SocketOption::SendTimeout(limit)).unwrap();
        assert_eq!(sockets.connect(fd, &address), Err(Error::Io(Errno::ECONNREFUSED)));
        let end = sockets.recv(fd, &mut [0; 1], MsgFlags::DONTWAIT);
        assert_eq!(end, Err(Error::Io(Errno::ENOTCONN)), "with {limit:?}");
    }
}
