//! Mutual TLS in memory: the element signs once, software does not, and failures say what failed.

use alloc::sync::Arc;
use core::time::Duration;
use std::sync::mpsc;
use std::thread;

use hwcrypto_api::{Error as HwError, KeyRef};
use rustls::sign::SingleCertAndKey;
use rustls::{SignatureScheme, version};
use tls_glue::{ClientIdentity, ElementFailure, Operation, Wait};

use crate::element::{Element, SLOT};
use crate::parties::{Parties, VERSIONS, chain, in_element, in_memory, ring, shake};

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
fn a_failing_element_is_one_clear_error() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.device.key);
        let identity = ClientIdentity::new(in_element(&element, &parties.device, Wait::NONE));
        element.break_signing(HwError::Refused);
        let mut client = parties.client(ring(), version, Arc::new(identity));
        let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
        let error = shake(&mut client, &mut server).unwrap_err();
        let failure = ElementFailure::of(&error).unwrap();
        assert_eq!(failure, ElementFailure::new(Operation::Sign, Some(KeyRef::slot(SLOT)), HwError::Refused));
        assert_eq!(
            failure.to_string(),
            "the crypto element could not sign with slot 2: \
             the crypto element refused: its configuration or lock state forbids this",
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
