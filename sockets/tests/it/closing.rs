//! A proper end is zero, a cut is an error, and each direction ends on its own.

use alloc::sync::Arc;
use std::thread;

use sockets::zsock::Shutdown;
use sockets::zssl::TlsError;
use sockets::{Errno, Error};

use crate::harness::{Parties, VERSIONS, host, listener, meet, pair, stream};
use crate::tap::Tap;

#[test]
fn each_direction_ends_on_its_own() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        let (client, server) = pair(&client, &parties.server().build().unwrap());
        client.send_all(b"question").unwrap();
        client.sockets.shutdown(client.fd, Shutdown::Write).unwrap();
        assert_eq!(client.send_all(b"more").unwrap_err(), Error::Io(Errno::EPIPE));
        assert_eq!(server.recv_exactly(8).unwrap(), b"question");
        for _ in 0..2 {
            assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0, "the end stays the end");
        }
        server.send_all(b"answer").unwrap();
        server.close();
        assert_eq!(client.recv_exactly(6).unwrap(), b"answer");
        assert_eq!(client.recv(&mut [0; 1]).unwrap(), 0);
        client.close();
    }
}

#[test]
fn a_stream_that_is_cut_off_is_an_error_after_the_bytes_that_came() {
    let parties = Parties::new();
    let tap = Tap::new();
    let client = parties.device().build().unwrap();
    let (client, server) = meet((&tap.sockets(), &client), (&host(), &parties.server().build().unwrap()));
    let (client, server) = (client.unwrap(), server.unwrap());
    client.send_all(b"before").unwrap();
    // The driver's socket ends below TLS, as when a middlebox or a crash cuts the connection.
    drop(Arc::try_unwrap(client.sockets).expect("the only owner"));
    assert_eq!(server.recv_exactly(6).unwrap(), b"before");
    for _ in 0..2 {
        let error = server.recv(&mut [0; 1]).unwrap_err();
        assert_eq!(error, Error::Tls(TlsError::Truncated));
        assert_eq!(error.errno(), Errno::ECONNABORTED);
    }
}

#[test]
fn what_was_sent_before_closing_arrives_although_the_other_side_sent_too() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let (client, server) = pair(&client, &server);
    // Unread bytes on a closing socket make the system send a reset, which could overtake the last message.
    server.send_all(&[1; 50_000]).unwrap();
    client.recv_exactly(1).unwrap();
    client.send_all(b"last words").unwrap();
    client.close();
    assert_eq!(server.recv_exactly(10).unwrap(), b"last words");
    assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0);
}

#[test]
fn closing_wakes_a_receiver() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let (client, server) = pair(&client, &server);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| client.recv(&mut [0; 1]).unwrap_err());
        thread::yield_now();
        client.close();
        assert_eq!(waiting.join().unwrap(), Error::Io(Errno::EBADF));
    });
    assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0, "the peer was told");
}

#[test]
fn closing_wakes_a_handshake() {
    let parties = Parties::new();
    let server = parties.server().build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    // A plain client that says nothing.
    let silent = stream(&sockets, None);
    sockets.connect(silent, &address).unwrap();
    let (fd, _) = sockets.accept(listening).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| sockets.handshake(fd).unwrap_err());
        thread::yield_now();
        sockets.close(fd).unwrap();
        assert_eq!(waiting.join().unwrap(), Error::Io(Errno::EBADF));
    });
}

#[test]
fn ending_the_receiving_direction_leaves_the_sending_one() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let (client, server) = pair(&client, &server);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| client.recv(&mut [0; 1]).unwrap());
        client.sockets.shutdown(client.fd, Shutdown::Read).unwrap();
        assert_eq!(waiting.join().unwrap(), 0);
    });
    assert_eq!(client.recv(&mut [0; 1]).unwrap(), 0);
    client.send_all(b"still here").unwrap();
    assert_eq!(server.recv_exactly(10).unwrap(), b"still here");
}

#[test]
fn a_record_that_was_tampered_with_ends_the_session_on_both_sides() {
    for version in VERSIONS {
        let parties = Parties::new();
        let tap = Tap::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        let (client, server) = meet((&tap.sockets(), &client), (&host(), &parties.server().build().unwrap()));
        let (client, server) = (client.unwrap(), server.unwrap());
        client.send_all(b"intact").unwrap();
        tap.corrupt_next();
        client.send_all(b"broken").unwrap();
        assert_eq!(server.recv_exactly(6).unwrap(), b"intact");
        let broken = Error::Tls(TlsError::Protocol("cannot decrypt peer's message".into()));
        assert_eq!(server.recv(&mut [0; 1]).unwrap_err(), broken);
        // The receiver that found it out has told the peer.
        let told = Error::Tls(TlsError::Alert("bad_record_mac".into()));
        assert_eq!(client.recv(&mut [0; 1]).unwrap_err(), told);
        assert_eq!(server.send_all(b"more").unwrap_err(), broken);
    }
}
