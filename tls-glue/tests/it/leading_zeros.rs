//! A shared secret that begins with a zero byte keeps it: dropping it would fail one handshake in 256.

use alloc::sync::Arc;

use hwcrypto_api::Error;
use p256::SecretKey;
use rustls::crypto::{CryptoProvider, ring};
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConnection, ServerConnection, version};
use tls_glue::{ClientIdentity, KeyExchange, Options, Wait, provider};

use crate::element::{Element, agree};
use crate::parties::{Parties, in_element, in_memory, ring, shake};

fn p256_only() -> CryptoProvider {
    CryptoProvider { kx_groups: vec![ring::kx_group::SECP256R1], ..ring() }
}

/// The point that follows `start` in what a peer sends.
fn share_in(wire: &[u8], start: &[u8]) -> [u8; 64] {
    let place = wire.windows(start.len()).position(|window| window == start).unwrap() + start.len();
    wire[place..place + 64].try_into().unwrap()
}

/// A key whose secret shared with `peer` begins with a zero byte.
fn key_for(peer: &[u8; 64]) -> SecretKey {
    let keys = (1_u32..).map(|number| {
        let mut scalar = [0; 32];
        scalar[28..].copy_from_slice(&number.to_be_bytes());
        SecretKey::from_slice(&scalar).unwrap()
    });
    keys.into_iter().find(|key| agree(key, peer)[0] == 0).unwrap()
}

/// The next ephemeral key of the element will be one whose secret shared with `peer` begins with a zero byte.
fn plan(element: &Element, peer: &[u8; 64]) {
    let planned = Some(key_for(peer));
    element
        .driver
        .with(|element| {
            element.driver().planned = planned;
            Ok::<_, Error>(())
        })
        .unwrap();
}

fn carry_to_client(server: &mut ServerConnection, client: &mut ClientConnection, wire: &[u8]) {
    client.read_tls(&mut &wire[..]).unwrap();
    client.process_new_packets().unwrap();
    shake(client, server).unwrap();
}

#[test]
fn on_a_server_of_tls_1_3() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    let options = Options::default().key_exchange(KeyExchange::Element);
    let identity = SingleCertAndKey::from(in_element(&element, &parties.server, Wait::NONE));
    let mut server = parties.server(provider(ring(), element.table, options), Arc::new(identity));
    let identity = ClientIdentity::new(in_memory(&parties.device));
    let mut client = parties.client(p256_only(), &version::TLS13, Arc::new(identity));
    let mut wire = Vec::new();
    client.write_tls(&mut wire).unwrap();
    // KeyShareEntry of secp256r1, 65 bytes, uncompressed.
    plan(&element, &share_in(&wire, &[0x00, 0x17, 0x00, 0x41, 0x04]));
    server.read_tls(&mut wire.as_slice()).unwrap();
    server.process_new_packets().unwrap();
    shake(&mut client, &mut server).unwrap();
    assert_eq!(element.counts().ecdh, 1);
}

#[test]
fn on_a_client_of_tls_1_2() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let options = Options::default().key_exchange(KeyExchange::Element);
    let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
    let client = provider(ring(), element.table, options);
    let mut client = parties.client(client, &version::TLS12, Arc::new(identity));
    let identity = SingleCertAndKey::from(in_memory(&parties.server));
    let mut server = parties.server(p256_only(), Arc::new(identity));
    let mut wire = Vec::new();
    client.write_tls(&mut wire).unwrap();
    server.read_tls(&mut wire.as_slice()).unwrap();
    server.process_new_packets().unwrap();
    let mut wire = Vec::new();
    while server.wants_write() {
        server.write_tls(&mut wire).unwrap();
    }
    // ServerECDHParams: named curve secp256r1, 65 bytes, uncompressed.
    plan(&element, &share_in(&wire, &[0x03, 0x00, 0x17, 0x41, 0x04]));
    carry_to_client(&mut server, &mut client, &wire);
    assert_eq!(element.counts().ecdh, 1);
}
