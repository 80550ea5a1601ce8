//! The element exchanges keys: once per handshake, one at a time, and never with a peer that sends rubbish.

use alloc::sync::Arc;

use hwcrypto_api::Error as HwError;
use rustls::crypto::{CryptoProvider, SupportedKxGroup, ring};
use rustls::sign::SingleCertAndKey;
use rustls::{
    ClientConnection, Error, NamedGroup, PeerMisbehaved, ServerConnection, SupportedProtocolVersion,
};
use tls_glue::{
    ClientIdentity, ElementFailure, HwKeyExchange, KeyExchange, Operation, Options, Provider, Wait, provider,
};

use crate::element::Element;
use crate::parties::{Parties, VERSIONS, in_element, in_memory, ring, shake};

fn exchanging(element: &Element) -> Provider {
    let options = Options::default().key_exchange(KeyExchange::Element).wait(Wait::NONE);
    provider(ring(), element.table, options)
}

/// Client and server, one of which exchanges keys and signs with the element.
fn pair(
    element_is_client: bool,
    version: &'static SupportedProtocolVersion,
    other: CryptoProvider,
) -> (Element, ClientConnection, ServerConnection) {
    let parties = Parties::new();
    let issued = if element_is_client { &parties.device } else { &parties.server };
    let element = Element::holding(&issued.key);
    let identity = in_element(&element, issued, Wait::NONE);
    let (client, server) = if element_is_client {
        let server = Arc::new(SingleCertAndKey::from(in_memory(&parties.server)));
        let identity = Arc::new(ClientIdentity::new(identity));
        (parties.client(exchanging(&element), version, identity), parties.server(other, server))
    } else {
        let client = Arc::new(ClientIdentity::new(in_memory(&parties.device)));
        let identity = Arc::new(SingleCertAndKey::from(identity));
        (parties.client(other, version, client), parties.server(exchanging(&element), identity))
    };
    (element, client, server)
}

#[test]
fn each_handshake_makes_one_key_agrees_once_and_signs_once() {
    for version in VERSIONS {
        for element_is_client in [true, false] {
            // With ring's own order the client offers X25519 first: an element's server asks for another share.
            let (element, mut client, mut server) = pair(element_is_client, version, ring());
            shake(&mut client, &mut server).unwrap();
            let counts = element.counts();
            let done = (counts.ephemeral_key, counts.ecdh, counts.p256_sign);
            assert_eq!(done, (1, 1, 1), "{version:?}, client: {element_is_client}");
            for group in [client.negotiated_key_exchange_group(), server.negotiated_key_exchange_group()] {
                assert_eq!(group.unwrap().name(), NamedGroup::secp256r1);
            }
        }
    }
}

#[test]
fn a_client_that_meets_an_older_server_makes_a_second_key() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
    let mut client = parties.client_of_both(exchanging(&element), Arc::new(identity));
    let mut old = ring();
    // Without suites of TLS 1.3 there is no TLS 1.3.
    old.cipher_suites.retain(|suite| suite.tls13().is_none());
    let identity = SingleCertAndKey::from(in_memory(&parties.server));
    let mut server = parties.server(old, Arc::new(identity));
    shake(&mut client, &mut server).unwrap();
    // The first was for TLS 1.3, and is given up before the second is made.
    let counts = element.counts();
    assert_eq!((counts.ephemeral_key, counts.ecdh, counts.p256_sign), (2, 1, 1));
}

#[test]
fn by_default_the_base_exchanges_keys_with_all_its_groups() {
    let element = Element::holding(&Parties::new().device.key);
    let names =
        |provider: &CryptoProvider| provider.kx_groups.iter().map(|group| group.name()).collect::<Vec<_>>();
    let laid_over = provider(ring(), element.table, Options::default());
    assert_eq!(names(&laid_over), names(&ring()));
    assert!(names(&laid_over).contains(&NamedGroup::X25519));
    assert!(laid_over.gate().is_none());
    assert_eq!(names(&exchanging(&element)), [NamedGroup::secp256r1], "no way past the element");
}

#[test]
fn nothing_falls_back_to_software() {
    for version in VERSIONS {
        for element_is_client in [true, false] {
            let x25519 = CryptoProvider { kx_groups: vec![ring::kx_group::X25519], ..ring() };
            let (element, mut client, mut server) = pair(element_is_client, version, x25519);
            shake(&mut client, &mut server).unwrap_err();
            assert_eq!(element.counts().ecdh, 0);
        }
    }
}

fn failure(error: HwError) -> ElementFailure {
    ElementFailure::new(Operation::KeyExchange, None, error)
}

#[test]
fn a_second_start_is_busy_at_once() {
    let element = Element::holding(&Parties::new().device.key);
    // Had it waited at all, this would have panicked.
    let wait =
        Wait::new(core::time::Duration::from_secs(1), core::time::Duration::MAX, |_| panic!("it waits"));
    let group = HwKeyExchange::new(element.table, wait);
    let first = group.start().unwrap();
    // Another provider of the same element is no way around.
    for group in [group, HwKeyExchange::new(element.table, wait)] {
        let error = group.start().err().unwrap();
        assert_eq!(ElementFailure::of(&error), Some(failure(HwError::Busy)));
    }
    assert_eq!(element.counts().ephemeral_key, 1, "the element was not asked");
    drop(first);
    group.start().unwrap();
}

#[test]
fn a_handshake_that_is_dropped_frees_the_key() {
    for version in VERSIONS {
        for element_is_client in [true, false] {
            let (element, mut client, mut server) = pair(element_is_client, version, ring());
            let mut hello = Vec::new();
            client.write_tls(&mut hello).unwrap();
            server.read_tls(&mut hello.as_slice()).unwrap();
            server.process_new_packets().unwrap();
            drop((client, server));
            HwKeyExchange::new(element.table, Wait::NONE).start().unwrap();
        }
    }
}

#[test]
fn a_key_that_a_busy_element_cannot_forget_is_forgotten_later() {
    let element = Element::holding(&Parties::new().device.key);
    let group = HwKeyExchange::new(element.table, Wait::NONE);
    let exchange = group.start().unwrap();
    element.busy_while(|| drop(exchange));
    assert!(group.start().is_ok());
}

#[test]
fn bad_shares_are_the_peers_fault_and_free_the_key() {
    let element = Element::holding(&Parties::new().device.key);
    let group = HwKeyExchange::new(element.table, Wait::NONE);
    let good = ring::kx_group::SECP256R1.start().unwrap().pub_key().to_vec();
    let mut off_the_curve = good.clone();
    off_the_curve[64] ^= 1;
    let compressed = [&[2], &good[1..33]].concat();
    for share in [&[][..], &good[1..], &good[..64], &[&good[..], &[0]].concat(), &compressed, &off_the_curve]
    {
        let expected = Some(Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare));
        assert_eq!(group.start().unwrap().complete(share).err(), expected);
        assert_eq!(group.start_and_complete(share).err(), expected);
    }
    assert_eq!(element.counts().ecdh, 0, "the element never saw them");
    let completed = group.start_and_complete(&good).unwrap();
    assert_eq!((completed.pub_key.len(), completed.secret.secret_bytes().len()), (65, 32));
}

#[test]
fn an_element_that_makes_no_keys_says_so() {
    static NOTHING: hwcrypto_api::Shared<parking_lot::RawMutex, ()> = hwcrypto_api::Shared::new(());
    let table = Box::leak(Box::new(hwcrypto_api::HwCrypto::builder(&NOTHING).build()));
    let error = HwKeyExchange::new(table, Wait::NONE).start().err().unwrap();
    assert_eq!(ElementFailure::of(&error), Some(failure(HwError::Unsupported)));
}
