//! Handshakes with ring on the other side.

use alloc::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::SingleCertAndKey;
use rustls::{SignatureScheme, SupportedCipherSuite, SupportedProtocolVersion, version};
use tls_glue::ClientIdentity;

use super::provider;
use crate::parties::{Parties, in_memory, ring, shake};

/// The version that a suite belongs to.
fn version(suite: &SupportedCipherSuite) -> &'static SupportedProtocolVersion {
    match suite {
        SupportedCipherSuite::Tls12(_) => &version::TLS12,
        SupportedCipherSuite::Tls13(_) => &version::TLS13,
    }
}

/// Shakes hands with `suite` and carries data both ways.
fn connect(client: CryptoProvider, server: CryptoProvider, suite: SupportedCipherSuite) {
    let parties = Parties::new();
    let only = |mut provider: CryptoProvider| {
        provider.cipher_suites.retain(|kept| kept.suite() == suite.suite());
        provider
    };
    let identity = ClientIdentity::new(in_memory(&parties.device));
    let mut client = parties.client(only(client), version(&suite), Arc::new(identity));
    let mut server = parties.server(server, Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
    shake(&mut client, &mut server).unwrap();
    assert_eq!(client.negotiated_cipher_suite().map(|used| used.suite()), Some(suite.suite()));
}

/// The suites that go with the parties' keys.
fn with_ecdsa_keys() -> Vec<SupportedCipherSuite> {
    let ecdsa = SignatureScheme::ECDSA_NISTP256_SHA256;
    let mut suites = provider().cipher_suites;
    suites.retain(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => suite.sign.contains(&ecdsa),
        SupportedCipherSuite::Tls13(_) => true,
    });
    suites
}

#[test]
fn each_suite_shakes_hands_with_ring_as_client_and_as_server() {
    for suite in with_ecdsa_keys() {
        connect(provider(), ring(), suite);
        connect(ring(), provider(), suite);
    }
}
