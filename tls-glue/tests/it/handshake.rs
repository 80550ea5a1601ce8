//! Mutual TLS in memory: the element signs once, software does not, and failures say what failed.

use alloc::sync::Arc;
use core::time::Duration;
use std::sync::mpsc;
use std::thread;

use hwcrypto_api::{Error as HwError, KeyRef};
use rustls::client::ResolvesClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::server::{ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, SignatureScheme,
    SupportedProtocolVersion, version,
};
use tls_glue::{ClientIdentity, Options, RandomSource, Wait, certified_key, element_failure, provider};

use crate::element::{Element, SLOT};
use crate::pki::{Authority, Issued};

const VERSIONS: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

fn chain(issued: &Issued) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(issued.chain.as_bytes()).map(Result::unwrap).collect()
}

fn in_memory(issued: &Issued) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
    let key = ring::default_provider().key_provider.load_private_key(key).unwrap();
    Arc::new(CertifiedKey::new(chain(issued), key))
}

fn in_element(element: &Element, issued: &Issued, wait: Wait) -> Arc<CertifiedKey> {
    Arc::new(certified_key(element.table, KeyRef::slot(SLOT), chain(issued), wait).unwrap())
}

/// Two parties of one authority; what they run with is up to the test.
struct Parties {
    roots: Arc<RootCertStore>,
    device: Issued,
    server: Issued,
}

impl Parties {
    fn new() -> Self {
        let authority = Authority::new("authority");
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
        Self {
            roots: Arc::new(roots),
            device: authority.issue("device"),
            server: authority.issue("localhost"),
        }
    }

    fn client(
        &self,
        provider: CryptoProvider,
        version: &'static SupportedProtocolVersion,
        identity: Arc<dyn ResolvesClientCert>,
    ) -> ClientConnection {
        let config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_client_cert_resolver(identity);
        ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap()
    }

    /// `provider` also decides which signature schemes the server accepts of a client.
    fn server(&self, provider: CryptoProvider, identity: Arc<dyn ResolvesServerCert>) -> ServerConnection {
        let provider = Arc::new(provider);
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::clone(&self.roots), Arc::clone(&provider))
                .build()
                .unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_cert_resolver(identity);
        ServerConnection::new(Arc::new(config)).unwrap()
    }
}

/// Carries bytes between the two until both are done or one fails.
fn shake(client: &mut ClientConnection, server: &mut ServerConnection) -> Result<(), rustls::Error> {
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            server.process_new_packets()?;
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest).unwrap();
            client.process_new_packets()?;
        }
    }
    Ok(())
}

fn ring() -> CryptoProvider {
    ring::default_provider()
}

#[test]
fn the_element_signs_for_a_client_exactly_once() {
    for version in VERSIONS {
        let parties = Parties::new();
        // The key is nowhere but in the element: nothing else could have signed.
        let element = Element::holding(&parties.device.key);
        let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
        let mut client = parties.client(ring(), version, Arc::new(identity));
        let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
        shake(&mut client, &mut server).unwrap();
        let counts = element.counts();
        assert_eq!((counts.p256_sign, counts.public_key, counts.random), (1, 1, 0), "{version:?}");
        assert_eq!(server.peer_certificates().unwrap(), chain(&parties.device));
    }
}

#[test]
fn the_element_signs_for_a_server_exactly_once() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.server.key);
        let identity = SingleCertAndKey::from(in_element(&element, &parties.server, Wait::NONE));
        let mut client =
            parties.client(ring(), version, Arc::new(ClientIdentity::new(in_memory(&parties.device))));
        let mut server = parties.server(ring(), Arc::new(identity));
        shake(&mut client, &mut server).unwrap();
        assert_eq!(element.counts().p256_sign, 1, "{version:?}");
    }
}

#[test]
fn random_numbers_come_from_where_the_options_say() {
    let parties = Parties::new();
    for (source, drawn) in [(RandomSource::Base, false), (RandomSource::Element, true)] {
        let element = Element::holding(&parties.device.key);
        let provider = provider(ring(), element.table, Options::default().random(source));
        let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
        let mut client = parties.client(provider, &version::TLS13, Arc::new(identity));
        let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
        shake(&mut client, &mut server).unwrap();
        assert_eq!(element.counts().random > 0, drawn, "{source:?}");
    }
}

#[test]
fn a_failing_element_is_one_clear_error() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.device.key);
        let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
        element.break_signing(HwError::Refused);
        let mut client = parties.client(ring(), version, Arc::new(identity));
        let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
        let error = shake(&mut client, &mut server).unwrap_err();
        assert_eq!(
            element_failure(&error),
            Some(
                "the crypto element could not sign with slot 2: \
                 the crypto element refused: its configuration or lock state forbids this"
            ),
        );
        assert_eq!(element.counts().p256_sign, 1, "a refusal is not asked for again");
    }
}

#[test]
fn no_common_scheme_is_an_error_and_not_an_empty_certificate() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.device.key);
        let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
        let mut client = parties.client(ring(), version, Arc::new(identity));
        // This server takes P-384 signatures of clients and no others.
        let mut picky = ring();
        let mapping = picky.signature_verification_algorithms.mapping;
        let p384 = mapping
            .iter()
            .filter(|(scheme, _)| *scheme == SignatureScheme::ECDSA_NISTP384_SHA384)
            .copied()
            .collect::<Vec<_>>();
        picky.signature_verification_algorithms.mapping = p384.leak();
        let mut server = parties.server(picky, Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
        let error = shake(&mut client, &mut server).unwrap_err().to_string();
        assert!(error.contains("accepts no signature scheme of our key"), "{version:?}: {error}");
        assert_eq!(element.counts().p256_sign, 0);
    }
}

#[test]
fn a_signature_waits_for_a_busy_element() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    // Each pause of the waiting signature is a message to the one who occupies the element.
    static PAUSES: std::sync::Mutex<Option<mpsc::Sender<()>>> = std::sync::Mutex::new(None);
    let (sender, paused) = mpsc::channel();
    *PAUSES.lock().unwrap() = Some(sender);
    let wait = Wait::new(Duration::from_millis(1), Duration::from_secs(3600), |_| {
        _ = PAUSES.lock().unwrap().as_ref().unwrap().send(());
        thread::yield_now();
    });
    let identity = ClientIdentity::new(in_element(&element, &parties.device, wait));
    let handshake = element.busy_while(|| {
        let handshake = thread::spawn(move || {
            let mut client = parties.client(ring(), &version::TLS13, Arc::new(identity));
            let mut server =
                parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
            shake(&mut client, &mut server)
        });
        // The element is given back only after the signature has found it busy twice.
        paused.recv().unwrap();
        paused.recv().unwrap();
        handshake
    });
    handshake.join().unwrap().unwrap();
    assert_eq!(element.counts().p256_sign, 1);
}
