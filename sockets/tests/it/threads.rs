//! One thread receives while another sends: neither keeps the other waiting.

use alloc::sync::Arc;
use core::time::Duration;
use std::sync::mpsc;
use std::thread;

use sockets::driver::host::HostSockets;
use sockets::zsock::{Domain, MsgFlags, OptionName, Protocol, SockType, Socket, SocketDriver, SocketOption};
use sockets::zssl::Session;

use crate::harness::{Parties, VERSIONS, host, listener, pair, stream};

#[test]
fn a_blocked_receiver_does_not_keep_a_sender_waiting() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        let (client, server) = pair(&client, &parties.server().build().unwrap());
        thread::scope(|scope| {
            // The receiver gets its byte only after the other direction has carried a thousand: were it to keep the
            // sender waiting, this test would never end.
            let receiver = scope.spawn(|| client.recv_exactly(1).unwrap());
            for _ in 0..1000 {
                client.send_all(&[7; 100]).unwrap();
            }
            assert_eq!(server.recv_exactly(100_000).unwrap(), [7; 100_000]);
            server.send_all(&[8]).unwrap();
            assert_eq!(receiver.join().unwrap(), [8]);
        });
    }
}

#[test]
fn a_blocked_sender_does_not_keep_a_receiver_waiting() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let (client, server) = pair(&client, &server);
    const LEN: usize = 16 << 20;
    thread::scope(|scope| {
        // More than the buffers of any host hold: the sender blocks until the server receives, which happens only
        // after the client has received.
        let sender = scope.spawn(|| client.send_all(&vec![7; LEN]).unwrap());
        server.send_all(&[8; 1000]).unwrap();
        assert_eq!(client.recv_exactly(1000).unwrap(), [8; 1000]);
        assert!(server.recv_exactly(LEN).unwrap().iter().all(|byte| *byte == 7));
        sender.join().unwrap();
    });
}

#[test]
fn many_bytes_cross_in_both_directions() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let (client, server) = pair(&client, &server);
    let data: Vec<u8> = (0..1_u32 << 20).map(|n| n.to_le_bytes()[n as usize % 3]).collect();
    thread::scope(|scope| {
        for end in [&client, &server] {
            scope.spawn(|| end.send_all(&data).unwrap());
            scope.spawn(|| assert!(end.recv_exactly(data.len()).unwrap() == data));
        }
    });
}

#[test]
fn a_slow_client_keeps_nobody_else_waiting() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    // Connected first, and says nothing.
    let silent = stream(&sockets, None);
    sockets.connect(silent, &address).unwrap();
    let (connected, prompt) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            connected.send(sockets.connect_name("127.0.0.1", address.port(), Some(&client))).unwrap();
        });
        let (waiting, _) = sockets.accept(listening).unwrap();
        let (served, _) = sockets.accept(listening).unwrap();
        sockets.handshake(served).unwrap();
        prompt.recv().unwrap().unwrap();
        assert_eq!(sockets.tls_info(waiting).unwrap(), None);
    });
}

#[test]
fn timeouts_are_the_users_again_after_the_handshake() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let (client, _server) = pair(&client, &server);
    let limit = SocketOption::ReceiveTimeout(Some(Duration::from_millis(5)));
    assert_eq!(
        client.sockets.option(client.fd, limit.name()).unwrap(),
        SocketOption::ReceiveTimeout(None),
        "the handshake's own is gone"
    );
    client.sockets.set_option(client.fd, limit).unwrap();
    let error = client.sockets.recv(client.fd, &mut [0; 1], MsgFlags::NONE).unwrap_err();
    assert_eq!(error.errno(), sockets::Errno::EAGAIN);
}

#[test]
fn a_failed_connection_leaves_the_timeouts_alone() {
    let context = Parties::new().client().build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, None);
    sockets.close(listening).unwrap();
    let fd = stream(&sockets, Some(&context));
    let limit = SocketOption::ReceiveTimeout(Some(Duration::from_secs(3)));
    sockets.set_option(fd, limit).unwrap();
    for _ in 0..2 {
        sockets.connect(fd, &address).unwrap_err();
        assert_eq!(sockets.option(fd, OptionName::ReceiveTimeout).unwrap(), limit);
        let never = SocketOption::SendTimeout(None);
        assert_eq!(sockets.option(fd, OptionName::SendTimeout).unwrap(), never);
    }
}

#[test]
fn a_sender_and_a_receiver_may_both_come_before_the_handshake() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let driver: Arc<dyn SocketDriver> = Arc::new(HostSockets::new());
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    for _ in 0..10 {
        let socket =
            Socket::open(Arc::clone(&driver), Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap();
        driver.connect(socket.fd(), &address).unwrap();
        let client = Session::new(Arc::new(socket), &client);
        let (fd, _) = sockets.accept(listening).unwrap();
        thread::scope(|scope| {
            let receiver = scope.spawn(|| sockets.recv(fd, &mut [0; 1], MsgFlags::NONE).unwrap());
            scope.spawn(|| sockets.send_all(fd, b"?").unwrap());
            // Both are probably waiting for the handshake by now; whether or not, the outcome is the same.
            thread::sleep(Duration::from_millis(5));
            client.handshake().unwrap();
            // The client answers only what it was asked: were the receiver to keep the sender waiting, this test
            // would never end.
            let mut asked = [0; 1];
            assert_eq!(client.recv(&mut asked, MsgFlags::NONE).unwrap(), 1);
            client.send(&asked, MsgFlags::NONE).unwrap();
            assert_eq!(receiver.join().unwrap(), 1);
        });
        client.close();
        sockets.close(fd).unwrap();
    }
}
