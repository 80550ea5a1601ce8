//! Raw public keys: the element's key is who we are, and a pinned key is whom we trust.

use alloc::sync::Arc;

use hwcrypto_api::KeyRef;
use p256::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rustls::client::ResolvesClientCert;
use rustls::pki_types::{ServerName, SubjectPublicKeyInfoDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, PeerIncompatible, ServerConfig, ServerConnection,
    version,
};
use tls_glue::{ClientIdentity, PinnedKeys, Provider, ServerIdentity, Wait, provider, raw_key, with_raw_key};

use crate::element::{Element, SLOT};
use crate::parties::{Parties, in_memory, ring, shake};

/// By another library than the one that is tested.
fn spki(key: &str) -> SubjectPublicKeyInfoDer<'static> {
    let key = p256::SecretKey::from_pkcs8_pem(key).unwrap();
    key.public_key().to_public_key_der().unwrap().into_vec().into()
}

fn in_element(element: &Element) -> Arc<CertifiedKey> {
    Arc::new(raw_key(element.table, KeyRef::slot(SLOT), Wait::NONE).unwrap())
}

fn client(crypto: &Provider, pinned: &str, identity: impl ResolvesClientCert + 'static) -> ClientConnection {
    let config = ClientConfig::builder_with_provider(Arc::clone(crypto.crypto()))
        .with_protocol_versions(&[&version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(PinnedKeys::new(crypto, [spki(pinned)])))
        .with_client_cert_resolver(Arc::new(identity));
    ClientConnection::new(Arc::new(config), ServerName::try_from("any.name").unwrap()).unwrap()
}

fn server(crypto: &Provider, pinned: &str, identity: ServerIdentity) -> ServerConnection {
    let config = ServerConfig::builder_with_provider(Arc::clone(crypto.crypto()))
        .with_protocol_versions(&[&version::TLS13])
        .unwrap()
        .with_client_cert_verifier(Arc::new(PinnedKeys::new(crypto, [spki(pinned)])))
        .with_cert_resolver(Arc::new(identity));
    ServerConnection::new(Arc::new(config)).unwrap()
}

#[test]
fn the_elements_key_is_the_identity_on_both_sides_and_no_certificate_is_sent() {
    let parties = Parties::new();
    let (ours, theirs) = (&parties.device.key, &parties.server.key);
    let (client_element, server_element) = (Element::holding(ours), Element::holding(theirs));
    let options = tls_glue::Options::default().verify_handshakes();
    let [client_crypto, server_crypto] =
        [&client_element, &server_element].map(|element| provider(ring(), element.table, options));
    let mut client = client(&client_crypto, theirs, ClientIdentity::raw(in_element(&client_element)));
    let mut server =
        server(&server_crypto, ours, ServerIdentity::raw(in_element(&server_element)).refuse_unknown_names());
    shake(&mut client, &mut server).unwrap();
    for (element, seen, key) in [
        (&client_element, server.peer_certificates(), ours),
        (&server_element, client.peer_certificates(), theirs),
    ] {
        assert_eq!(seen.unwrap().len(), 1);
        assert_eq!(seen.unwrap()[0].as_ref(), spki(key).as_ref(), "the key, and nothing around it");
        let counts = element.counts();
        assert_eq!((counts.p256_sign, counts.p256_verify), (1, 1));
    }
}

#[test]
fn a_key_that_is_not_pinned_is_refused_by_either_side() {
    let parties = Parties::new();
    let stranger = parties.authority.issue("stranger").key;
    let (ours, theirs) = (&parties.device.key, &parties.server.key);
    let (client_element, server_element) = (Element::holding(ours), Element::holding(theirs));
    let crypto = Provider::from(ring());
    for (of_server, of_client) in [(&stranger, ours), (theirs, &stranger)] {
        let mut client = client(&crypto, of_server, ClientIdentity::raw(in_element(&client_element)));
        let mut server = server(&crypto, of_client, ServerIdentity::raw(in_element(&server_element)));
        let error = shake(&mut client, &mut server).unwrap_err();
        let refused = CertificateError::ApplicationVerificationFailure;
        assert_eq!(error, rustls::Error::InvalidCertificate(refused));
    }
    assert_eq!((server_element.counts().p256_sign, client_element.counts().p256_sign), (2, 1));
}

#[test]
fn showing_a_pinned_key_without_holding_it_does_not_help() {
    let parties = Parties::new();
    let (ours, theirs) = (&parties.device.key, &parties.server.key);
    let element = Element::holding(ours);
    let crypto = Provider::from(ring());
    // The server's key is shown, and another one signs.
    let impostor = Arc::clone(&in_memory(&parties.authority.issue("impostor")).key);
    let identity = ServerIdentity::raw(Arc::new(with_raw_key(spki(theirs), impostor)));
    let mut client = client(&crypto, theirs, ClientIdentity::raw(in_element(&element)));
    let error = shake(&mut client, &mut server(&crypto, ours, identity)).unwrap_err();
    assert_eq!(error, rustls::Error::InvalidCertificate(CertificateError::BadSignature));
    assert_eq!(element.counts().p256_sign, 0);
}

#[test]
fn certificates_and_raw_keys_do_not_meet() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let crypto = Provider::from(ring());
    let mismatch = rustls::Error::PeerIncompatible(PeerIncompatible::IncorrectCertificateTypeExtension);
    let mut raw = client(&crypto, &parties.server.key, ClientIdentity::raw(in_element(&element)));
    let identity = SingleCertAndKey::from(in_memory(&parties.server));
    assert_eq!(shake(&mut raw, &mut parties.server(ring(), Arc::new(identity))).unwrap_err(), mismatch);
    let mut certified =
        parties.client(ring(), &version::TLS13, Arc::new(ClientIdentity::new(in_memory(&parties.device))));
    let mut raw = server(&crypto, &parties.device.key, ServerIdentity::raw(in_element(&element)));
    assert_eq!(shake(&mut certified, &mut raw).unwrap_err(), mismatch);
}
