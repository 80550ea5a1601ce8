//! Mutual TLS with one side's key in an element: the element signs, once, and nothing travels in the clear.

use hwcrypto_api::KeyRef;
use sockets::gzsock::Gzsock;
use sockets::zssl::{Identity, TlsContext};

use crate::element::{Element, SLOT};
use crate::harness::{End, Parties, VERSIONS, crypto, meet, pair};
use crate::tap::{Tap, record_types};

const SECRET: &[u8] = b"the quick brown fox jumps over the lazy dog";

fn exchange(client: &End, server: &End) {
    client.send_all(SECRET).unwrap();
    assert_eq!(server.recv_exactly(SECRET.len()).unwrap(), SECRET);
    server.send_all(SECRET).unwrap();
    assert_eq!(client.recv_exactly(SECRET.len()).unwrap(), SECRET);
    client.close();
    assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0);
    server.close();
}

#[test]
fn a_clients_key_in_an_element() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.device.key);
        let identity = Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT));
        let client = parties.client().identity(identity).versions(&[version]).build().unwrap();
        let (client, server) = pair(&client, &parties.server().build().unwrap());
        assert_eq!(element.counts().p256_sign, 1, "TLS {version}");

        let info = server.sockets.tls_info(server.fd).unwrap().unwrap();
        assert_eq!(info.version, version);
        assert!(info.peer_verified);
        assert_eq!(info.peer_certificates.len(), 1);
        let info = client.sockets.tls_info(client.fd).unwrap().unwrap();
        assert!(info.peer_verified && info.cipher_suite.starts_with("TLS_"), "{info:?}");
        exchange(&client, &server);
        assert_eq!(element.counts().p256_sign, 1);
    }
}

#[test]
fn a_servers_key_in_an_element() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.server.key);
        let identity = Identity::element(&parties.server.chain, element.table, KeyRef::slot(SLOT));
        let server = TlsContext::server(crypto())
            .identity(identity)
            .trust(parties.authority.pem())
            .require_client_certificate()
            .versions(&[version])
            .build()
            .unwrap();
        let (client, server) = pair(&parties.device().build().unwrap(), &server);
        assert_eq!(element.counts().p256_sign, 1, "TLS {version}");
        exchange(&client, &server);
    }
}

#[test]
fn nothing_travels_in_the_clear() {
    for version in VERSIONS {
        let parties = Parties::new();
        let tap = Tap::new();
        let client = parties.device().versions(&[version]).build().unwrap();
        let server = parties.server().build().unwrap();
        let (client, server) = meet((&tap.sockets(), &client), (&Gzsock::host().into(), &server));
        exchange(&client.unwrap(), &server.unwrap());
        for wire in [tap.sent(), tap.received()] {
            assert!(!wire.windows(SECRET.len()).any(|window| window == SECRET));
            let types = record_types(&wire);
            assert!(
                types.contains(&22) && types.contains(&23),
                "handshake and data went this way: {types:?}"
            );
        }
    }
}

#[test]
fn protocols_are_negotiated() {
    let parties = Parties::new();
    let client = parties.device().alpn(["other/1", "ours/1"]).build().unwrap();
    let server = parties.server().alpn(["ours/1"]).build().unwrap();
    let (client, server) = pair(&client, &server);
    for end in [client, server] {
        let info = end.sockets.tls_info(end.fd).unwrap().unwrap();
        assert_eq!(info.alpn.as_deref(), Some(&b"ours/1"[..]));
    }
}

#[test]
fn each_handshake_signs_anew() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let identity = Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT));
    let client = parties.client().identity(identity).build().unwrap();
    let server = parties.server().build().unwrap();
    for signatures in 1..=3 {
        let (client, server) = pair(&client, &server);
        exchange(&client, &server);
        assert_eq!(element.counts().p256_sign, signatures);
    }
}
