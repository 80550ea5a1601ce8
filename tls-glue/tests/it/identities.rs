//! Several identities: each peer sees the one that fits it, and who fits none learns why.

use alloc::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, ServerConfig, ServerConnection, SignatureScheme,
};
use tls_glue::{ClientIdentity, Error, ServerIdentity};

use crate::element::{Element, OTHER_SLOT, SLOT};
use crate::parties::{Parties, VERSIONS, chain, in_memory, in_slot, ring, shake};
use crate::pki::Issued;

/// Takes signatures of these schemes and no others.
fn picky(schemes: &[SignatureScheme]) -> CryptoProvider {
    let mut crypto = ring();
    let mapping = crypto.signature_verification_algorithms.mapping.iter().copied();
    let mapping: Vec<_> = mapping.filter(|(scheme, _)| schemes.contains(scheme)).collect();
    crypto.signature_verification_algorithms.mapping = mapping.leak();
    crypto
}

/// A server with one key per slot.
struct Server {
    parties: Parties,
    element: Element,
    /// For any name below example.org.
    wild: Issued,
    /// For shop.example.org.
    exact: Issued,
}

impl Server {
    fn new() -> Self {
        let parties = Parties::new();
        let [wild, exact] = ["*.example.org", "shop.example.org"].map(|name| parties.authority.issue(name));
        let element = Element::holding_two(&wild.key, &exact.key);
        Self { parties, element, wild, exact }
    }

    /// The wildcard first, so that it would be chosen for every name if the order alone decided.
    fn identities(&self) -> Vec<Arc<CertifiedKey>> {
        vec![in_slot(&self.element, SLOT, &self.wild), in_slot(&self.element, OTHER_SLOT, &self.exact)]
    }

    /// What a client sees that expects `name`.
    fn seen(
        &self,
        name: &'static str,
        identity: ServerIdentity,
        crypto: CryptoProvider,
    ) -> Result<Vec<CertificateDer<'static>>, rustls::Error> {
        let device = ClientIdentity::new(in_memory(&self.parties.device));
        let mut client = self.parties.client_of(name, crypto, VERSIONS[1], Arc::new(device));
        let mut server = self.parties.server(ring(), Arc::new(identity));
        shake(&mut client, &mut server)?;
        Ok(client.peer_certificates().unwrap().to_vec())
    }
}

#[test]
fn a_server_shows_the_certificate_for_the_name_and_its_own_key_signs() {
    let server = Server::new();
    let names = [
        ("shop.example.org", &server.exact),
        ("SHOP.Example.org", &server.exact),
        ("other.example.org", &server.wild),
    ];
    for (signatures, (name, issued)) in (1..).zip(names) {
        let identity = ServerIdentity::one_of(server.identities()).unwrap();
        assert_eq!(server.seen(name, identity, ring()).unwrap(), chain(issued), "{name}");
        assert_eq!(server.element.counts().p256_sign, signatures);
    }
}

#[test]
fn an_unknown_name_gets_the_first_certificate_or_a_refusal() {
    let server = Server::new();
    // One label is one label: the client itself would not accept the wildcard here.
    for name in ["elsewhere.example", "a.b.example.org", "example.org"] {
        let identity = ServerIdentity::one_of(server.identities()).unwrap();
        let error = server.seen(name, identity, ring()).unwrap_err();
        let rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) =
            &error
        else {
            panic!("{name}: {error}");
        };
        assert_eq!(presented.len(), 1);
        assert!(presented[0].contains("*.example.org"), "{name}: {presented:?}");
        let identity = ServerIdentity::one_of(server.identities()).unwrap().refuse_unknown_names();
        let error = server.seen(name, identity, ring()).unwrap_err().to_string();
        assert!(error.contains("no server certificate chain resolved"), "{name}: {error}");
    }
    // An address is no name that a client could ask for.
    let identity = ServerIdentity::one_of(server.identities()).unwrap().refuse_unknown_names();
    let error = server.seen("192.0.2.1", identity, ring()).unwrap_err();
    assert!(matches!(error, rustls::Error::InvalidCertificate(_)), "{error}");
}

#[test]
fn a_server_shows_a_certificate_whose_signature_the_client_takes() {
    let server = Server::new();
    let large = server.parties.authority.issue_p384("shop.example.org");
    let identities = || [server.identities(), vec![in_memory(&large)]].concat();
    const P256: SignatureScheme = SignatureScheme::ECDSA_NISTP256_SHA256;
    const P384: SignatureScheme = SignatureScheme::ECDSA_NISTP384_SHA384;
    for (schemes, issued, signatures) in
        [(&[P256][..], &server.exact, 1), (&[P384], &large, 1), (&[P384, P256], &server.exact, 2)]
    {
        let identity = ServerIdentity::one_of(identities()).unwrap();
        let seen = server.seen("shop.example.org", identity, picky(schemes)).unwrap();
        assert_eq!(seen, chain(issued), "{schemes:?}");
        assert_eq!(server.element.counts().p256_sign, signatures, "{schemes:?}");
    }
    // A certificate of the right name with which the client cannot do anything is not replaced by one of another name.
    let identity = ServerIdentity::one_of(server.identities()).unwrap();
    let error = server.seen("shop.example.org", identity, picky(&[P384])).unwrap_err();
    let none = rustls::PeerIncompatible::NoSignatureSchemesInCommon;
    assert_eq!(error, rustls::Error::PeerIncompatible(none));
}

#[test]
fn what_cannot_be_shown_is_refused_at_once() {
    let parties = Parties::new();
    let key = Arc::clone(&in_memory(&parties.server).key);
    let empty = Arc::new(CertifiedKey::new(Vec::new(), Arc::clone(&key)));
    assert_eq!(ServerIdentity::one_of([empty]).unwrap_err(), Error::EmptyChain);
    let broken = Arc::new(CertifiedKey::new(vec![CertificateDer::from(vec![0x30, 0])], key));
    let is_broken = |error| matches!(error, Error::Certificate { position: 0, .. });
    assert!(is_broken(ServerIdentity::one_of([Arc::clone(&broken)]).unwrap_err()));
    assert!(is_broken(ClientIdentity::one_of([broken]).unwrap_err()));
}

/// What a client with these identities, one per slot, shows to a server of `parties`.
fn shown(
    version: &'static rustls::SupportedProtocolVersion,
    parties: &Parties,
    identity: ClientIdentity,
    crypto: CryptoProvider,
) -> Result<Vec<CertificateDer<'static>>, rustls::Error> {
    let mut client = parties.client(ring(), version, Arc::new(identity));
    let mut server = parties.server(crypto, Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
    shake(&mut client, &mut server)?;
    Ok(server.peer_certificates().unwrap().to_vec())
}

#[test]
fn a_client_shows_the_certificate_of_an_authority_that_the_server_names() {
    let (one, other, third) = (Parties::of("one"), Parties::of("other"), Parties::of("third"));
    let element = Element::holding_two(&one.device.key, &other.device.key);
    let identity = || {
        let first = in_slot(&element, SLOT, &one.device);
        ClientIdentity::one_of([first, in_slot(&element, OTHER_SLOT, &other.device)]).unwrap()
    };
    for version in VERSIONS {
        let before = element.counts().p256_sign;
        assert_eq!(shown(version, &one, identity(), ring()).unwrap(), chain(&one.device));
        assert_eq!(shown(version, &other, identity(), ring()).unwrap(), chain(&other.device));
        assert_eq!(element.counts().p256_sign, before + 2);
        let error = shown(version, &third, identity(), ring()).unwrap_err().to_string();
        assert!(error.contains("of other authorities than issued ours"), "{version:?}: {error}");
        let p384 = picky(&[SignatureScheme::ECDSA_NISTP384_SHA384]);
        let error = shown(version, &one, identity(), p384).unwrap_err().to_string();
        assert!(error.contains("accepts no signature scheme of our key"), "{version:?}: {error}");
        assert_eq!(element.counts().p256_sign, before + 2);
    }
}

#[test]
fn an_authority_that_issued_an_intermediate_counts_and_a_single_identity_is_always_shown() {
    let (one, other) = (Parties::of("one"), Parties::of("other"));
    let stranger = ClientIdentity::one_of([in_memory(&other.device)]).unwrap();
    let error = shown(VERSIONS[0], &one, stranger, ring()).unwrap_err();
    let unknown = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
    assert_eq!(error, unknown, "the server has seen it, and judged");
    // A leaf of `other`, followed by a certificate of `one`: that the chain leads nowhere is for the server to find out.
    let mixed = [chain(&other.device), chain(&one.device)].concat();
    let mixed = Arc::new(CertifiedKey::new(mixed, Arc::clone(&in_memory(&other.device).key)));
    let identity = ClientIdentity::one_of([in_memory(&Parties::of("third").device), mixed]).unwrap();
    assert_eq!(shown(VERSIONS[0], &one, identity, ring()).unwrap_err(), unknown);
}

#[test]
fn a_client_without_identities_goes_without() {
    let parties = Parties::new();
    let nobody = ClientIdentity::one_of([]).unwrap();
    let error = shown(VERSIONS[1], &parties, nobody, ring()).unwrap_err();
    assert_eq!(error, rustls::Error::NoCertificatesPresented);
}

#[test]
fn a_session_goes_on_only_under_the_name_for_which_it_was_made() {
    let server = Server::new();
    for version in VERSIONS {
        // One memory of sessions for all names, on either side.
        let client = ClientConfig::builder_with_provider(Arc::new(ring()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(Arc::clone(&server.parties.roots))
            .with_no_client_auth();
        let identity = ServerIdentity::one_of(server.identities()).unwrap();
        let listening = ServerConfig::builder_with_provider(Arc::new(ring()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(identity));
        let (client, listening) = (Arc::new(client), Arc::new(listening));
        let (shop, other) = ("shop.example.org", "other.example.org");
        for (name, signatures) in [(shop, 1), (other, 1), (shop, 0), (other, 0)] {
            let before = server.element.counts().p256_sign;
            let name = ServerName::try_from(name).unwrap();
            let mut client = ClientConnection::new(Arc::clone(&client), name.clone()).unwrap();
            let mut served = ServerConnection::new(Arc::clone(&listening)).unwrap();
            shake(&mut client, &mut served).unwrap();
            // The tickets of TLS 1.3 come after the handshake.
            let mut wire = Vec::new();
            served.write_tls(&mut wire).unwrap();
            client.read_tls(&mut wire.as_slice()).unwrap();
            client.process_new_packets().unwrap();
            assert_eq!(server.element.counts().p256_sign - before, signatures, "{name:?}, {version:?}");
        }
    }
}
