//! Secure streams through the standard library's traits, against rustls' own stream and against themselves.

use alloc::sync::Arc;
use core::time::Duration;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net;
use std::thread;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sockets::net::{SecureListener, SecureStream};
use sockets::zsock::Shutdown;
use sockets::{ConfigError, Errno, Error};

use super::{anywhere, certificates, client_config, meet, pair, rustls_client};
use crate::harness::{Parties, VERSIONS, crypto, host};

#[test]
fn a_client_reads_lines_of_rustls_and_says_goodbye() {
    let parties = Parties::new();
    let key = PrivateKeyDer::from_pem_slice(parties.server.key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(crypto()).with_safe_default_protocol_versions().unwrap();
    let config =
        config.with_no_client_auth().with_single_cert(certificates(&parties.server.chain), key).unwrap();
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut theirs = StreamOwned::new(connection, listener.accept().unwrap().0);
        theirs.write_all(b"one\ntwo\n").unwrap();
        theirs.conn.send_close_notify();
        theirs.flush().unwrap();
        let mut answer = String::new();
        theirs.read_to_string(&mut answer).map(|_| answer)
    });
    let context = parties.client().build().unwrap();
    let mut ours = SecureStream::connect_name(&host(), &context, "127.0.0.1", port).unwrap();
    let lines: Vec<_> = BufReader::new(&ours).lines().map(Result::unwrap).collect();
    assert_eq!(lines, ["one", "two"]);
    write!(ours, "{} lines", lines.len()).unwrap();
    drop(ours);
    // Without a close_notify this would be an error of theirs.
    assert_eq!(server.join().unwrap().unwrap(), "2 lines");
}

#[test]
fn a_server_shakes_hands_with_rustls_when_it_is_read_from() {
    let parties = Parties::new();
    let config = client_config(&parties);
    let context = parties.open_server().build().unwrap();
    let listener = SecureListener::bind(&host(), &context, &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    let client = thread::spawn(move || {
        let mut theirs = rustls_client(config, address);
        theirs.write_all(b"question\n").unwrap();
        let mut answer = String::new();
        theirs.read_to_string(&mut answer).map(|_| answer)
    });
    let mut ours = listener.incoming().next().unwrap().unwrap();
    assert_eq!(ours.info().unwrap_err(), Error::Io(Errno::ENOTCONN), "no handshake yet");
    let mut line = String::new();
    BufReader::new(&ours).read_line(&mut line).unwrap();
    assert_eq!(line, "question\n");
    assert_eq!(ours.info().unwrap().version.to_string(), "1.3");
    ours.write_all(b"answer").unwrap();
    drop(ours);
    assert_eq!(client.join().unwrap().unwrap(), "answer");
}

#[test]
fn each_side_knows_the_other() {
    for version in VERSIONS {
        let parties = Parties::new();
        let client = parties.device().versions(&[version]).alpn(["x/1"]).build().unwrap();
        let server = parties.server().alpn(["x/1"]).build().unwrap();
        let (client, server) = meet(&host(), &client, &server);
        for (end, peer) in [(&client, &parties.server), (&server, &parties.device)] {
            let info = end.info().unwrap();
            assert_eq!((info.version, info.alpn.as_deref()), (version, Some(&b"x/1"[..])));
            let shown: Vec<_> = info.peer_certificates.into_iter().map(CertificateDer::from).collect();
            assert_eq!(shown, certificates(&peer.chain));
            assert!(info.peer_verified);
        }
        assert_eq!(client.peer_addr().unwrap(), server.local_addr().unwrap());
    }
}

#[test]
fn one_thread_reads_while_another_writes() {
    let (client, server) = pair();
    let data: Vec<u8> = (0..1_u32 << 20).map(|n| n.to_le_bytes()[n as usize % 3]).collect();
    thread::scope(|scope| {
        // The echo reads and writes by clones, the other end by references.
        let mut back = server.try_clone().unwrap();
        scope.spawn(move || {
            io::copy(&mut &server, &mut back).unwrap();
            back.shutdown(Shutdown::Write).unwrap();
        });
        scope.spawn(|| {
            (&client).write_all(&data).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
        });
        let mut echo = Vec::new();
        (&client).read_to_end(&mut echo).unwrap();
        assert!(echo == data);
    });
}

#[test]
fn what_a_write_took_arrives_once_however_often_it_is_interrupted() {
    let (mut client, server) = pair();
    client.set_write_timeout(Some(Duration::from_millis(2))).unwrap();
    let mut numbers = (0_u32..).flat_map(u32::to_le_bytes);
    let mut next: Vec<u8> = numbers.by_ref().take(40_000).collect();
    let mut taken = 0;
    let mut refusals = 0;
    // Nobody reads: sooner or later the buffers are full, and a piece is taken in part.
    while refusals < 3 {
        match client.write(&next) {
            Ok(len) => {
                taken += len;
                next.drain(..len);
                next.extend(numbers.by_ref().take(len));
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock);
                refusals += 1;
            }
        }
    }
    // Records may be left, unless the system has found more room meanwhile.
    assert!(client.flush().map_or_else(|error| error.kind() == ErrorKind::WouldBlock, |()| true));
    client.set_write_timeout(None).unwrap();
    let received = thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut received = Vec::new();
            (&server).read_to_end(&mut received).unwrap();
            received
        });
        client.flush().unwrap();
        drop(client);
        reading.join().unwrap()
    });
    let sent: Vec<u8> = (0_u32..).flat_map(u32::to_le_bytes).take(taken).collect();
    assert!(received == sent, "{} of {taken}", received.len());
}

#[test]
fn what_does_not_wait_says_so_and_goes_on_later() {
    let (mut client, mut server) = pair();
    server.set_nonblocking(true).unwrap();
    assert_eq!(server.read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock);
    server.set_nonblocking(false).unwrap();
    client.write_all(b"now").unwrap();
    let mut buffer = [0; 3];
    assert_ne!(server.peek(&mut buffer).unwrap(), 0);
    server.read_exact(&mut buffer).unwrap();
    assert_eq!(&buffer, b"now");
    assert_eq!(client.read_timeout(), Ok(None));
    client.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    assert_eq!(client.read(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn a_context_of_the_other_side_is_refused() {
    let parties = Parties::new();
    let (client, server) = (parties.client().build().unwrap(), parties.server().build().unwrap());
    let role = Error::Config(ConfigError::Role);
    assert_eq!(SecureListener::bind(&host(), &client, &anywhere()).unwrap_err(), role);
    let listener = SecureListener::bind(&host(), &server, &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    assert_eq!(SecureStream::connect(&host(), &server, &address).unwrap_err(), role);
}
