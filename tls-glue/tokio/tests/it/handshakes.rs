//! While the element signs, the runtime's one thread does other things, and a handshake that is given up closes its
//! stream.

use core::time::Duration;
use std::io;

use hwcrypto_api::{Error, KeyRef};
use tls_glue::{ElementFailure, Operation};
use tls_glue_tokio::{Handshakes, tls_error};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::task::JoinHandle;

use crate::element::SLOT;
use crate::parties::{Parties, Side, server_name};
use crate::runtimes::{current_thread, on_each};

/// As much as a handshake needs.
const BUFFER: usize = 16 * 1024;

/// Both sides of a handshake; `told` is what the client read from the server.
struct Session {
    client: JoinHandle<io::Result<Vec<u8>>>,
    server: JoinHandle<io::Result<()>>,
}

impl Session {
    /// Both sides use `handshakes` of their own, with two places.
    fn start(parties: &Parties) -> Self {
        let (near, far) = duplex(BUFFER);
        let (acceptor, connector) = (parties.acceptor.clone(), parties.connector.clone());
        let server = tokio::spawn(async move {
            let mut stream = Handshakes::new(2).accept(&acceptor, far).await?;
            stream.write_all(b"hello").await?;
            stream.shutdown().await
        });
        let client = tokio::spawn(async move {
            let mut stream = Handshakes::new(2).connect(&connector, server_name(), near).await?;
            let mut told = Vec::new();
            stream.read_to_end(&mut told).await?;
            Ok(told)
        });
        Self { client, server }
    }
}

#[test]
fn others_make_progress_while_the_element_signs() {
    for side in [Side::Server, Side::Client] {
        on_each(move || async move {
            let mut parties = Parties::new(side);
            let session = Session::start(&parties);
            parties.hand.signing().await;
            // The signature ends after this task has run, and not before.
            let other = tokio::spawn(async { "progress" });
            assert_eq!(other.await.unwrap(), "progress");
            parties.hand.finish(Ok(()));
            assert_eq!(session.client.await.unwrap().unwrap(), b"hello", "{side:?}");
            session.server.await.unwrap().unwrap();
        });
    }
}

#[test]
fn what_the_element_says_is_the_error() {
    for side in [Side::Server, Side::Client] {
        on_each(move || async move {
            let mut parties = Parties::new(side);
            let session = Session::start(&parties);
            parties.hand.finish(Err(Error::NoResponse));
            parties.hand.signing().await;
            let (client, server) = (session.client.await.unwrap(), session.server.await.unwrap());
            let (ours, theirs) = match side {
                Side::Client => (client.unwrap_err(), server.unwrap_err()),
                Side::Server => (server.unwrap_err(), client.unwrap_err()),
            };
            let failure = ElementFailure::new(Operation::Sign, Some(KeyRef::slot(SLOT)), Error::NoResponse);
            assert_eq!(tls_error(&ours).and_then(ElementFailure::of), Some(failure));
            assert_eq!(tls_error(&theirs).and_then(ElementFailure::of), None, "{theirs}");
        });
    }
}

#[test]
fn a_handshake_dropped_while_the_element_signs_closes_its_stream() {
    on_each(|| async {
        let mut parties = Parties::new(Side::Server);
        let session = Session::start(&parties);
        parties.hand.signing().await;
        session.server.abort();
        assert!(session.server.await.unwrap_err().is_cancelled());
        parties.hand.finish(Ok(()));
        let error = session.client.await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe), "{error}");
    });
}

#[test]
fn a_handshake_dropped_while_it_waits_for_its_peer_closes_its_stream() {
    on_each(|| async {
        let parties = Parties::new(Side::Client);
        let (near, mut far) = duplex(BUFFER);
        let client = tokio::spawn(async move {
            Handshakes::new(1).connect(&parties.connector, server_name(), near).await.map(drop)
        });
        let mut hello = [0; 5];
        far.read_exact(&mut hello).await.unwrap();
        client.abort();
        assert!(client.await.unwrap_err().is_cancelled());
        // The rest of the ClientHello, and then the end.
        far.read_to_end(&mut Vec::new()).await.unwrap();
    });
}

#[test]
fn a_silent_peer_is_given_up_at_the_deadline() {
    let runtime = current_thread();
    runtime.block_on(async {
        // Time passes as soon as there is nothing else to do.
        tokio::time::pause();
        let parties = Parties::new(Side::Server);
        let handshakes = Handshakes::new(1).deadline(Duration::from_secs(3_600));
        let (near, _far) = duplex(BUFFER);
        let error = handshakes.accept(&parties.acceptor, near).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        let (near, _far) = duplex(BUFFER);
        let error = handshakes.connect(&parties.connector, server_name(), near).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(error.to_string(), "the TLS handshake was not done after 3600s");
    });
}
