//! Who is turned away when others wait for the element, and who is not.

use std::io;

use tls_glue_tokio::{Handshakes, Refused};
use tokio::io::{AsyncReadExt, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio_rustls::{TlsAcceptor, client, server};

use crate::parties::{Parties, Side, server_name};
use crate::runtimes::on_each;

const BUFFER: usize = 16 * 1024;

type Visit = JoinHandle<io::Result<client::TlsStream<DuplexStream>>>;
type Accepted = JoinHandle<io::Result<server::TlsStream<DuplexStream>>>;

fn accept(handshakes: &Handshakes, acceptor: &TlsAcceptor, stream: DuplexStream) -> Accepted {
    let (handshakes, acceptor) = (handshakes.clone(), acceptor.clone());
    tokio::spawn(async move { handshakes.accept(&acceptor, stream).await })
}

/// A client that shakes hands.
fn visit(parties: &Parties) -> (DuplexStream, Visit) {
    let (near, far) = duplex(BUFFER);
    let connector = parties.connector.clone();
    (far, tokio::spawn(async move { connector.connect(server_name(), near).await }))
}

/// Whatever a visitor has reached, the server has gone without a word.
async fn is_cut_off(visit: Visit) -> bool {
    match visit.await.unwrap() {
        // With TLS 1.3 a client is content before the server has heard of it.
        Ok(mut stream) => stream.read_to_end(&mut Vec::new()).await.is_err(),
        Err(error) => matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe),
    }
}

#[test]
fn a_handshake_beyond_the_limit_is_refused_at_once_and_others_are_not() {
    on_each(|| async {
        let mut parties = Parties::new(Side::Server);
        let handshakes = Handshakes::new(1);
        let (stream, first) = visit(&parties);
        let accepted = accept(&handshakes, &parties.acceptor, stream);
        parties.hand.signing().await;

        let (stream, second) = visit(&parties);
        let error = accept(&handshakes, &parties.acceptor, stream).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        let refused = error.get_ref().and_then(|error| error.downcast_ref::<Refused>());
        assert_eq!(refused, Some(&Refused { limit: 1 }));
        assert!(is_cut_off(second).await);

        parties.hand.finish(Ok(()));
        accepted.await.unwrap().unwrap();
        first.await.unwrap().unwrap();
        parties.hand.finish(Ok(()));
        let (stream, third) = visit(&parties);
        accept(&handshakes, &parties.acceptor, stream).await.unwrap().unwrap();
        third.await.unwrap().unwrap();
    });
}

#[test]
fn peers_that_say_nothing_keep_nobody_out() {
    on_each(|| async {
        let parties = Parties::new(Side::Server);
        let handshakes = Handshakes::new(1);
        // One says nothing at all, one nothing after its ClientHello.
        let (mute, far) = duplex(BUFFER);
        let muted = accept(&handshakes, &parties.acceptor, far);
        let (mut shy, far) = duplex(BUFFER);
        let hello = client_hello();
        tokio::io::AsyncWriteExt::write_all(&mut shy, &hello).await.unwrap();
        parties.hand.finish(Ok(()));
        let shied = accept(&handshakes, &parties.acceptor, far);
        shy.read_exact(&mut [0; 5]).await.unwrap();

        parties.hand.finish(Ok(()));
        // What the shy one has read may have come a moment before its place was given back.
        let mut tries = 0..10_000;
        let (served, visitor) = loop {
            tries.next().unwrap();
            let (stream, visitor) = visit(&parties);
            let served = accept(&handshakes, &parties.acceptor, stream).await.unwrap();
            if !served.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::ResourceBusy) {
                break (served, visitor);
            }
        };
        served.unwrap();
        visitor.await.unwrap().unwrap();
        drop((mute, shy));
        assert!(muted.await.unwrap().is_err() && shied.await.unwrap().is_err());
    });
}

/// The first flight of a client.
fn client_hello() -> Vec<u8> {
    let parties = Parties::new(Side::Server);
    let config = std::sync::Arc::clone(parties.connector.config());
    let mut client = rustls::ClientConnection::new(config, server_name()).unwrap();
    let mut hello = Vec::new();
    client.write_tls(&mut hello).unwrap();
    hello
}

#[test]
fn the_place_of_a_dropped_handshake_is_free_when_the_element_is() {
    on_each(|| async {
        let mut parties = Parties::new(Side::Server);
        let handshakes = Handshakes::new(1);
        let (stream, first) = visit(&parties);
        let accepted = accept(&handshakes, &parties.acceptor, stream);
        parties.hand.signing().await;
        accepted.abort();
        assert!(accepted.await.unwrap_err().is_cancelled());

        // The element is still at it: letting somebody else in would only make a longer queue.
        let (stream, second) = visit(&parties);
        accept(&handshakes, &parties.acceptor, stream).await.unwrap().unwrap_err();
        parties.hand.finish(Ok(()));
        assert!(is_cut_off(second).await && is_cut_off(first).await);
        parties.hand.finish(Ok(()));
        let (stream, third) = visit(&parties);
        accept(&handshakes, &parties.acceptor, stream).await.unwrap().unwrap();
        third.await.unwrap().unwrap();
    });
}
