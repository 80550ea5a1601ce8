//! A stream that ends by itself says close_notify; one that was cut off is not taken for one that ended.

use alloc::sync::Arc;
use std::io::{ErrorKind, Read, Write};
use std::thread;

use sockets::Error;
use sockets::net::{SecureListener, SecureStream};
use sockets::zssl::{TlsError, TlsVersion};

use super::{anywhere, client_config, meet, rustls_client};
use crate::harness::{Parties, VERSIONS, host};
use crate::tap::{Tap, record_types};

const APPLICATION_DATA: u8 = 23;
const ALERT: u8 = 21;

/// Client and server whose traffic is seen.
fn tapped(version: TlsVersion) -> (Arc<Tap>, SecureStream, SecureStream) {
    let (parties, tap) = (Parties::new(), Tap::new());
    let client = parties.device().versions(&[version]).build().unwrap();
    let (client, server) = meet(&tap.sockets(), &client, &parties.server().build().unwrap());
    (tap, client, server)
}

#[test]
fn dropping_says_close_notify_and_only_the_last_clone_does() {
    for version in VERSIONS {
        let (tap, mut client, mut server) = tapped(version);
        client.write_all(b"x").unwrap();
        server.read_exact(&mut [0; 1]).unwrap();
        let before = tap.sent().len();
        let clone = client.try_clone().unwrap();
        drop(client);
        assert_eq!(tap.sent().len(), before);
        drop(clone);
        // In TLS 1.3 an alert looks like data: two bytes, its type and the tag.
        let last = if version == TlsVersion::Tls12 { ALERT } else { APPLICATION_DATA };
        let goodbye = tap.sent().split_off(before);
        assert_eq!(record_types(&goodbye), [last]);
        if version == TlsVersion::Tls13 {
            assert_eq!(goodbye.len(), 5 + 2 + 1 + 16);
        }
        assert_eq!(server.read_to_end(&mut Vec::new()).unwrap(), 0);
    }
}

#[test]
fn a_stream_that_was_cut_off_is_an_unexpected_end_after_its_bytes() {
    for version in VERSIONS {
        let parties = Parties::new();
        let context = parties.open_server().versions(&[version]).build().unwrap();
        let listener = SecureListener::bind(&host(), &context, &anywhere()).unwrap();
        let address = listener.local_addr().unwrap();
        let config = client_config(&parties);
        let client = thread::spawn(move || {
            let mut theirs = rustls_client(config, address);
            theirs.write_all(b"before").unwrap();
            theirs.flush().unwrap();
            // Closes TCP without a word of TLS, as a crash does.
            drop(theirs);
        });
        let (mut server, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        let error = server.read_to_end(&mut received).unwrap_err();
        client.join().unwrap();
        assert_eq!((&received[..], error.kind()), (&b"before"[..], ErrorKind::UnexpectedEof));
        assert_eq!(error.downcast::<Error>().unwrap(), Error::Tls(TlsError::Truncated));
    }
}
