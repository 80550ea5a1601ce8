//! Handshakes whose keys the element exchanges, many at once and one element for all.

use core::time::Duration;
use std::io;

use hwcrypto_api::{Error, HwCrypto, Shared, Software};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rustls::crypto::ring;
use tls_glue::{ElementFailure, KeyExchange, Operation, Options, Provider, Wait, provider};
use tls_glue_tokio::{Handshakes, Refused, tls_error};
use tokio::io::{AsyncReadExt, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio_rustls::{TlsConnector, client};

use crate::parties::{server_name, with_client_provider};
use crate::runtimes::{current_thread, on_each};

const BUFFER: usize = 16 * 1024;

/// An element that exchanges keys, and nothing else.
fn exchanging() -> Provider {
    let software = Software::new(ChaCha20Rng::seed_from_u64(2), b"kx");
    let driver: &'static Shared<parking_lot::RawMutex, _> = Box::leak(Box::new(Shared::new(software)));
    let table: &'static HwCrypto =
        Box::leak(Box::new(HwCrypto::builder(driver).ecdh().ephemeral_key().build()));
    let options = Options::default().key_exchange(KeyExchange::Element).wait(Wait::NONE);
    provider(ring::default_provider(), table, options)
}

type Connected = JoinHandle<io::Result<client::TlsStream<DuplexStream>>>;

fn connect(handshakes: &Handshakes, connector: &TlsConnector) -> (DuplexStream, Connected) {
    let (near, far) = duplex(BUFFER);
    let (handshakes, connector) = (handshakes.clone(), connector.clone());
    let connected = tokio::spawn(async move { handshakes.connect(&connector, server_name(), near).await });
    (far, connected)
}

/// A handshake that has a key of the element and waits for its peer.
async fn holding(handshakes: &Handshakes, connector: &TlsConnector) -> (DuplexStream, Connected) {
    let (mut far, connected) = connect(handshakes, connector);
    far.read_exact(&mut [0; 5]).await.unwrap();
    (far, connected)
}

#[test]
fn all_come_to_their_turn() {
    on_each(|| async {
        let provider = exchanging();
        let (connector, acceptor) = with_client_provider(provider.clone().into());
        let handshakes = Handshakes::new(20).in_turn(&provider);
        let mut clients = Vec::new();
        for _ in 0..20 {
            let (far, connected) = connect(&handshakes, &connector);
            let acceptor = acceptor.clone();
            clients.push((tokio::spawn(async move { acceptor.accept(far).await }), connected));
        }
        for (accepted, connected) in clients {
            let _open = connected.await.unwrap().unwrap();
            accepted.await.unwrap().unwrap();
        }
        assert_eq!(provider.gate().unwrap().standing(), 0);
    });
}

#[test]
fn without_a_turn_a_second_exchange_is_busy() {
    on_each(|| async {
        let provider = exchanging();
        let (connector, _) = with_client_provider(provider.clone().into());
        let handshakes = Handshakes::new(2);
        let _first = holding(&handshakes, &connector).await;
        let (_far, second) = connect(&handshakes, &connector);
        let error = second.await.unwrap().unwrap_err();
        let failure = ElementFailure::new(Operation::KeyExchange, None, Error::Busy);
        assert_eq!(tls_error(&error).and_then(ElementFailure::of), Some(failure));
    });
}

#[test]
fn a_line_that_is_full_refuses() {
    on_each(|| async {
        let provider = exchanging();
        let (connector, _) = with_client_provider(provider.clone().into());
        let handshakes = Handshakes::new(1).in_turn(&provider);
        let (far, first) = holding(&handshakes, &connector).await;
        let (_far, second) = connect(&handshakes, &connector);
        let error = second.await.unwrap().unwrap_err();
        let refused = error.get_ref().and_then(|error| error.downcast_ref::<Refused>());
        assert_eq!(refused, Some(&Refused { limit: 1 }));
        // Who gives up leaves the line.
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        drop(far);
        // The abort may have come while the element was asked.
        while provider.gate().unwrap().standing() > 0 {
            tokio::task::yield_now().await;
        }
        holding(&handshakes, &connector).await.1.abort();
    });
}

#[test]
fn a_silent_peer_loses_its_turn_to_who_waits() {
    current_thread().block_on(async {
        // Time passes as soon as there is nothing else to do.
        tokio::time::pause();
        let provider = exchanging();
        let (connector, acceptor) = with_client_provider(provider.clone().into());
        let handshakes = Handshakes::new(2).in_turn(&provider).deadline(Duration::from_secs(3_600));
        let (_silent, first) = holding(&handshakes, &connector).await;
        let (far, second) = connect(&handshakes, &connector);
        acceptor.accept(far).await.unwrap();
        second.await.unwrap().unwrap();
        assert!(!first.is_finished(), "it is still waiting for its peer");
    });
}

#[test]
fn an_element_that_exchanges_no_keys_has_no_line() {
    on_each(|| async {
        let provider = Provider::from(ring::default_provider());
        let (connector, _) = with_client_provider(provider.clone().into());
        let handshakes = Handshakes::new(3).in_turn(&provider);
        let _first = holding(&handshakes, &connector).await;
        let _second = holding(&handshakes, &connector).await;
        let _third = holding(&handshakes, &connector).await;
    });
}
