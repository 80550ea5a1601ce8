//! Raw public keys instead of certificates: the element's key is who we are, pinned keys are whom we trust.

use hwcrypto_api::KeyRef;
use p256::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use sockets::zssl::{
    ClientSide, ContextBuilder, Identity, Resumption, ServerSide, TlsContext, TlsError, TlsVersion,
};
use sockets::{ConfigError, Error};

use crate::element::{Element, OTHER_SLOT, SLOT};
use crate::harness::{Parties, crypto, host, in_memory, meet, pair};

/// The public key of a private one, in PEM, by another library than the one that is tested.
pub(crate) fn public_pem(key: &str) -> String {
    let key = p256::SecretKey::from_pkcs8_pem(key).unwrap();
    key.public_key().to_public_key_pem(LineEnding::LF).unwrap()
}

fn public_der(key: &str) -> Vec<u8> {
    p256::SecretKey::from_pkcs8_pem(key).unwrap().public_key().to_public_key_der().unwrap().into_vec()
}

/// Both keys in one element, the server's in the first slot.
struct Setup {
    parties: Parties,
    element: Element,
}

impl Setup {
    fn new() -> Self {
        let parties = Parties::new();
        let element = Element::holding_two(&parties.server.key, &parties.device.key);
        Self { parties, element }
    }

    fn client(&self) -> ContextBuilder<ClientSide> {
        self.client_trusting(&self.parties.server.key)
    }

    fn client_trusting(&self, key: &str) -> ContextBuilder<ClientSide> {
        TlsContext::client(crypto())
            .trust_raw_key(public_pem(key))
            .server_name("any.name")
            .identity(Identity::raw_element(self.element.table, KeyRef::slot(OTHER_SLOT)))
    }

    fn server(&self) -> ContextBuilder<ServerSide> {
        TlsContext::server(crypto())
            .trust_raw_key(public_der(&self.parties.device.key))
            .require_client_certificate()
            .identity(Identity::raw_element(self.element.table, KeyRef::slot(SLOT)))
    }
}

#[test]
fn keys_prove_both_sides_without_a_certificate() {
    let setup = Setup::new();
    let (client, server) = pair(&setup.client().build().unwrap(), &setup.server().build().unwrap());
    assert_eq!(setup.element.counts().p256_sign, 2);
    for (end, key) in [(&client, &setup.parties.server.key), (&server, &setup.parties.device.key)] {
        let info = end.sockets.tls_info(end.fd).unwrap().unwrap();
        assert_eq!(info.peer_public_key, Some(public_der(key)));
        assert!(info.peer_verified && info.peer_certificates.is_empty(), "{info:?}");
        assert_eq!(info.version, TlsVersion::Tls13);
    }
    client.send_all(b"hello").unwrap();
    assert_eq!(server.recv_exactly(5).unwrap(), b"hello");
}

#[test]
fn each_direction_may_have_its_own_way() {
    let setup = Setup::new();
    let parties = &setup.parties;
    // A certificate of the server, a raw key of the client.
    let client = parties.client().identity(Identity::raw_pem(&parties.device.key)).build().unwrap();
    let server = TlsContext::server(crypto())
        .identity(in_memory(&parties.server))
        .trust_raw_key(public_pem(&parties.device.key))
        .require_client_certificate();
    let (client, server) = pair(&client, &server.build().unwrap());
    let info = client.sockets.tls_info(client.fd).unwrap().unwrap();
    assert_eq!(info.peer_public_key, Some(public_der(&parties.server.key)), "that of the certificate");
    assert_eq!(info.peer_certificates.len(), 1);
    let info = server.sockets.tls_info(server.fd).unwrap().unwrap();
    assert_eq!(
        (info.peer_public_key, info.peer_certificates.len()),
        (Some(public_der(&parties.device.key)), 0)
    );
}

#[test]
fn another_key_is_refused_and_so_is_none() {
    let setup = Setup::new();
    let stranger = setup.parties.authority.issue("stranger").key;
    let server = setup.server().build().unwrap();
    // Who has no key to show offers to show a certificate, and would then have none.
    let no_key = TlsError::Incompatible("no certificate type (X.509 or raw public keys)".into());
    for (identity, expected) in [(Some(Identity::raw_pem(&stranger)), TlsError::UntrustedKey), (None, no_key)]
    {
        let mut client = TlsContext::client(crypto())
            .trust_raw_key(public_pem(&setup.parties.server.key))
            .server_name("any.name");
        if let Some(identity) = identity {
            client = client.identity(identity);
        }
        let (_, served) = meet((&host(), &client.build().unwrap()), (&host(), &server));
        assert_eq!(served.map(|end| end.fd).unwrap_err(), Error::Tls(expected));
    }
    let client = setup.client_trusting(&stranger);
    let (connected, _) = meet((&host(), &client.build().unwrap()), (&host(), &server));
    assert_eq!(connected.map(|end| end.fd).unwrap_err(), Error::Tls(TlsError::UntrustedKey));
}

#[test]
fn certificates_and_raw_keys_are_told_apart() {
    let setup = Setup::new();
    let certified = setup.parties.server().build().unwrap();
    let (client, server) = meet((&host(), &setup.client().build().unwrap()), (&host(), &certified));
    let server = server.map(|end| end.fd).unwrap_err();
    assert_eq!(
        server.to_string(),
        "the peer has no certificate type (X.509 or raw public keys) in common with us"
    );
    assert_eq!(client.map(|end| end.fd).unwrap_err(), TlsError::Alert("handshake_failure".into()).into());
}

#[test]
fn a_session_with_raw_keys_is_resumed_as_it_was() {
    let setup = Setup::new();
    let client = setup.client().resumption(Resumption::Memory(8)).build().unwrap();
    let server = setup.server().resumption(Resumption::Memory(8)).build().unwrap();
    for resumed in [false, true] {
        let (client, server) = pair(&client, &server);
        server.send_all(b"hello").unwrap();
        assert_eq!(client.recv_exactly(5).unwrap(), b"hello");
        let info = server.sockets.tls_info(server.fd).unwrap().unwrap();
        assert_eq!(
            (info.resumed, info.peer_public_key),
            (resumed, Some(public_der(&setup.parties.device.key)))
        );
    }
    assert_eq!(setup.element.counts().p256_sign, 2, "those of the first handshake");
}

#[test]
fn what_does_not_go_together_is_found_when_the_context_is_built() {
    let setup = Setup::new();
    let conflict = |context: Result<TlsContext, ConfigError>, part: &str| match context {
        Err(ConfigError::RawPublicKeys(text)) => assert!(text.contains(part), "{text}"),
        other => panic!("{other:?}"),
    };
    let both = [TlsVersion::Tls12, TlsVersion::Tls13];
    conflict(setup.client().versions(&both).build(), "need TLS 1.3");
    conflict(setup.server().versions(&both[..1]).build(), "need TLS 1.3");
    conflict(setup.client().trust(setup.parties.authority.pem()).build(), "not both");
    conflict(setup.client().identity(in_memory(&setup.parties.device)).build(), "only identity");
    let certificate = setup.client().trust_raw_key(&setup.parties.server.chain);
    assert_eq!(certificate.build().unwrap_err(), ConfigError::NoPublicKey);
}
