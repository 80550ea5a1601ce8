//! Peers that are no TLS peers at all: each ends with its own clear error, and in time.

use alloc::sync::Arc;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use sockets::zssl::TlsError;
use sockets::{Errno, Error};

use crate::harness::{End, Parties, crypto, host, listener};
use crate::tap::record_types;

/// What our client gets from a peer that does `behave`.
fn client_meets(limit: Duration, behave: impl FnOnce(TcpStream) + Send + 'static) -> Error {
    let peer = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = peer.local_addr().unwrap().port();
    let behaving = thread::spawn(move || behave(peer.accept().unwrap().0));
    let context = Parties::new().device().handshake_deadline(limit).build().unwrap();
    let error = host().connect_name("127.0.0.1", port, Some(&context)).unwrap_err();
    behaving.join().unwrap();
    error
}

/// What our server gets from a peer that does `behave`, and what it said to that peer.
fn server_meets(behave: impl FnOnce(&mut TcpStream) + Send + 'static) -> (Error, Vec<u8>) {
    let context = Parties::new().server().build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&context));
    let behaving = thread::spawn(move || {
        let mut peer = TcpStream::connect(address).unwrap();
        behave(&mut peer);
        let mut answer = Vec::new();
        peer.read_to_end(&mut answer).unwrap();
        answer
    });
    let (fd, _) = sockets.accept(listening).unwrap();
    let error = sockets.handshake(fd).unwrap_err();
    sockets.close(fd).unwrap();
    (error, behaving.join().unwrap())
}

const AMPLE: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);

#[test]
fn a_peer_that_speaks_something_else() {
    let error = client_meets(AMPLE, |mut peer| {
        peer.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").unwrap();
        _ = peer.read_to_end(&mut Vec::new());
    });
    assert_eq!(error, Error::Tls(TlsError::NotTls));
    let (error, answer) = server_meets(|peer| peer.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap());
    assert_eq!(error.to_string(), "the peer does not speak TLS; check the port");
    assert_eq!(record_types(&answer), [21], "an alert was the answer");
}

#[test]
fn a_peer_that_closes_at_once() {
    let error = client_meets(AMPLE, |mut peer| {
        let mut hello = [0; 4096];
        assert_ne!(peer.read(&mut hello).unwrap(), 0);
    });
    assert_eq!(error, Error::Tls(TlsError::ClosedDuringHandshake));
    let (error, _) = server_meets(|peer| peer.shutdown(std::net::Shutdown::Write).unwrap());
    assert_eq!(error, Error::Tls(TlsError::ClosedDuringHandshake));
}

#[test]
fn a_peer_that_never_answers() {
    let error = client_meets(SHORT, |mut peer| _ = peer.read_to_end(&mut Vec::new()));
    assert_eq!(error, Error::Tls(TlsError::Deadline));
    assert_eq!(error.errno(), Errno::ETIMEDOUT);
}

#[test]
fn a_peer_that_drips_forever() {
    // The header of a record that promises far more than the drip will deliver. The peer stops when we are gone; if the
    // drip prolonged the deadline, that would be never.
    let error = client_meets(SHORT, |mut peer| {
        peer.write_all(&[22, 3, 3, 0x3f, 0xff, 2, 0, 0x3f, 0xfb]).unwrap();
        while peer.write_all(&[0]).is_ok() {
            thread::sleep(Duration::from_millis(1));
        }
    });
    assert_eq!(error, Error::Tls(TlsError::Deadline));
}

#[test]
fn a_record_that_is_too_long() {
    let (error, answer) = server_meets(|peer| peer.write_all(&[22, 3, 1, 0xff, 0xff]).unwrap());
    assert_eq!(error, Error::Tls(TlsError::NotTls));
    assert_eq!(record_types(&answer), [21]);
}

#[test]
fn a_peer_that_asks_for_new_keys() {
    let parties = Parties::new();
    let chain = CertificateDer::pem_slice_iter(parties.server.chain.as_bytes()).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(parties.server.key.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(crypto())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = thread::spawn(move || {
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut tcp = listener.accept().unwrap().0;
        for round in 0..5 {
            let mut stream = rustls::Stream::new(&mut tls, &mut tcp);
            stream.write_all(&[round; 10]).unwrap();
            let mut echo = [0; 10];
            stream.read_exact(&mut echo).unwrap();
            assert_eq!(echo, [round; 10]);
            // The answer to this, and everything after it, is under other keys.
            tls.refresh_traffic_keys().unwrap();
        }
    });
    let sockets = host();
    let context = parties.client().build().unwrap();
    let fd = sockets.connect_name("127.0.0.1", port, Some(&context)).unwrap();
    let end = End { sockets, fd };
    for _ in 0..5 {
        let got = end.recv_exactly(10).unwrap();
        end.send_all(&got).unwrap();
    }
    peer.join().unwrap();
}
