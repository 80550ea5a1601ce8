//! Handshakes with ring on the other side.

use alloc::sync::Arc;
use std::io::{Read, Write};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, PKCS_ECDSA_P384_SHA384,
    PKCS_ED25519, SignatureAlgorithm,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::sign::SingleCertAndKey;
use rustls::{
    ClientConnection, Error, RootCertStore, ServerConnection, SupportedCipherSuite, SupportedProtocolVersion,
    version,
};
use tls_glue::{ClientIdentity, SeededRandom, Wait};

use super::{provider, with_ecdsa_keys};
use crate::element::Element;
use crate::parties::{Parties, VERSIONS, in_element, in_memory, ring, shake};
use crate::pki::Issued;

/// The version that a suite belongs to.
fn version(suite: &SupportedCipherSuite) -> &'static SupportedProtocolVersion {
    match suite {
        SupportedCipherSuite::Tls12(_) => &version::TLS12,
        SupportedCipherSuite::Tls13(_) => &version::TLS13,
    }
}

/// A client and a server that have shaken hands with `suite`, each with a certificate.
fn connected(
    mut client: CryptoProvider,
    server: CryptoProvider,
    suite: SupportedCipherSuite,
) -> (ClientConnection, ServerConnection) {
    let parties = Parties::new();
    client.cipher_suites.retain(|kept| kept.suite() == suite.suite());
    let identity = ClientIdentity::new(in_memory(&parties.device));
    let mut client = parties.client(client, version(&suite), Arc::new(identity));
    let mut server = parties.server(server, Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
    shake(&mut client, &mut server).unwrap();
    assert_eq!(client.negotiated_cipher_suite().map(|used| used.suite()), Some(suite.suite()));
    (client, server)
}

/// What the client sends for `text`.
fn sent(client: &mut ClientConnection, text: &[u8]) -> Vec<u8> {
    client.writer().write_all(text).unwrap();
    let mut wire = Vec::new();
    client.write_tls(&mut wire).unwrap();
    wire
}

/// What the server makes of `wire`.
fn received(server: &mut ServerConnection, mut wire: &[u8]) -> Result<Vec<u8>, Error> {
    server.read_tls(&mut wire).unwrap();
    let state = server.process_new_packets()?;
    let mut text = vec![0; state.plaintext_bytes_to_read()];
    server.reader().read_exact(&mut text).unwrap();
    Ok(text)
}

#[test]
fn each_suite_connects_with_ring_as_client_and_as_server() {
    for suite in with_ecdsa_keys() {
        for (client, server) in [(provider(), ring()), (ring(), provider())] {
            let (mut client, mut server) = connected(client, server, suite);
            for text in [&b"one"[..], &[2; 4000], b"three"] {
                let wire = sent(&mut client, text);
                assert_eq!(received(&mut server, &wire).unwrap(), text, "{:?}", suite.suite());
            }
        }
    }
}

#[test]
fn each_suite_refuses_a_changed_a_repeated_and_a_skipped_record() {
    for suite in with_ecdsa_keys() {
        let connect = || connected(ring(), provider(), suite);
        let (mut client, mut server) = connect();
        let mut wire = sent(&mut client, b"attack");
        *wire.last_mut().unwrap() ^= 1;
        assert_eq!(received(&mut server, &wire), Err(Error::DecryptError), "{:?}", suite.suite());

        let (mut client, mut server) = connect();
        let wire = sent(&mut client, b"attack");
        received(&mut server, &wire).unwrap();
        assert_eq!(received(&mut server, &wire), Err(Error::DecryptError), "{:?}", suite.suite());

        let (mut client, mut server) = connect();
        sent(&mut client, b"do not ");
        let wire = sent(&mut client, b"attack");
        assert_eq!(received(&mut server, &wire), Err(Error::DecryptError), "{:?}", suite.suite());
    }
}

/// A microcontroller whose only source of random numbers is its element.
#[test]
fn a_seed_of_the_element_is_all_the_randomness_there_is() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let random = Box::leak(Box::new(SeededRandom::new(element.table, Wait::NONE)));
    for handshake in 0..2 {
        let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
        let base = tls_glue::rustcrypto::provider(random);
        let mut client = parties.client(base, &version::TLS13, Arc::new(identity));
        let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
        shake(&mut client, &mut server).unwrap();
        assert_eq!(element.counts().random, 1, "handshake {handshake}");
    }
}

/// A certificate for the server, and its authority's, both with keys of `algorithm`.
fn issue(algorithm: &'static SignatureAlgorithm) -> (Issued, CertificateDer<'static>) {
    let key = || KeyPair::generate_for(algorithm).unwrap();
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, key()).unwrap();
    let (params, key) = (CertificateParams::new(["localhost".to_string()]).unwrap(), key());
    let chain = params.signed_by(&key, &authority).unwrap().pem();
    let root = CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap();
    (Issued { chain, key: key.serialize_pem() }, root)
}

#[test]
fn servers_with_p384_and_ed25519_keys_are_verified_and_strangers_refused() {
    for algorithm in [&PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        for version in VERSIONS {
            let (issued, root) = issue(algorithm);
            let shake_with = |root| {
                let mut parties = Parties::new();
                let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&issued))));
                let mut roots = RootCertStore::empty();
                roots.add(root).unwrap();
                parties.roots = Arc::new(roots);
                let identity = ClientIdentity::new(in_memory(&parties.device));
                let mut client = parties.client(provider(), version, Arc::new(identity));
                shake(&mut client, &mut server)
            };
            shake_with(root).unwrap();
            let (_, stranger) = issue(algorithm);
            assert!(matches!(shake_with(stranger), Err(Error::InvalidCertificate(_))), "{version:?}");
        }
    }
}
