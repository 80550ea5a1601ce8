//! Peers of TLS 1.1 and older, which no library here still speaks: their messages are written by hand.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use sockets::Error;
use sockets::zssl::TlsError;

use crate::guard::gives_back;
use crate::harness::{Parties, host, listener};

/// SSL 3.0, TLS 1.0, TLS 1.1 by their last numbers.
const OLD: [u8; 3] = [0, 1, 2];
/// Alerts.
const HANDSHAKE_FAILURE: u8 = 40;
const PROTOCOL_VERSION: u8 = 70;

/// A handshake message in one record (RFC 5246, sections 6.2.1 and 7.4).
fn message(minor: u8, kind: u8, body: &[u8]) -> Vec<u8> {
    let len = u16::try_from(body.len()).unwrap().to_be_bytes();
    let whole = u16::try_from(body.len() + 4).unwrap().to_be_bytes();
    [&[22, 3, minor, whole[0], whole[1], kind, 0, len[0], len[1]], body].concat()
}

/// A client that offers the suites of its time and no extension.
fn client_hello(minor: u8) -> Vec<u8> {
    let suites = [0xc0, 0x13, 0x00, 0x2f];
    message(minor, 1, &[&[3, minor], &[9; 32][..], &[0, 0, 4], &suites, &[1, 0]].concat())
}

/// A server that chose `suite`.
fn server_hello(minor: u8) -> Vec<u8> {
    message(minor, 2, &[&[3, minor], &[8; 32][..], &[0, 0xc0, 0x13, 0]].concat())
}

#[test]
fn an_old_client_is_refused_by_name() {
    gives_back(|| {
        for minor in OLD {
            let context = Parties::new().open_server().build().unwrap();
            let sockets = host();
            let (listening, address) = listener(&sockets, Some(&context));
            let mut peer = TcpStream::connect(address).unwrap();
            peer.write_all(&client_hello(minor)).unwrap();
            let (fd, _) = sockets.accept(listening).unwrap();
            let error = sockets.handshake(fd).unwrap_err();
            assert_eq!(error, Error::Tls(TlsError::Incompatible("no TLS version".into())), "3.{minor}");
            sockets.close(fd).unwrap();
            sockets.close(listening).unwrap();
            let mut answer = Vec::new();
            peer.read_to_end(&mut answer).unwrap();
            // Such a client does not name signature schemes either, which is looked at first.
            assert_eq!((answer[0], &answer[5..]), (21, &[2, HANDSHAKE_FAILURE][..]), "3.{minor}");
        }
    });
}

#[test]
fn an_old_server_is_refused_by_name() {
    gives_back(|| {
        for minor in OLD {
            let peer = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = peer.local_addr().unwrap().port();
            let serving = thread::spawn(move || {
                let mut tcp = peer.accept().unwrap().0;
                tcp.read_exact(&mut [0; 64]).unwrap();
                tcp.write_all(&server_hello(minor)).unwrap();
                let mut answer = Vec::new();
                _ = tcp.read_to_end(&mut answer);
                answer
            });
            let context = Parties::new().client().build().unwrap();
            let error = host().connect_name("127.0.0.1", port, Some(&context)).unwrap_err();
            assert!(matches!(error, Error::Tls(_)), "3.{minor}: {error:?}");
            let answer = serving.join().unwrap();
            assert_eq!(answer[answer.len() - 2..], [2, PROTOCOL_VERSION], "3.{minor}: {error}");
        }
    });
}
