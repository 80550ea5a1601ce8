//! Signatures with SHA-1, for certificates of authorities that cannot do better.

use core::ops::RangeInclusive;

use ::rsa::traits::SignatureScheme as _;
use ::rsa::{BoxedUint, Pkcs1v15Sign, PublicKey};
use ::sha1::{Digest, Sha1};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{DerSignature, VerifyingKey};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use super::VerifyPolicy;
use super::reader::{INTEGER, SEQUENCE, inside};

/// What can be verified: RSA (PKCS #1 v1.5) and ECDSA with P-256.
pub(super) const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[&RsaSha1, &EcdsaSha1];

/// The RSA keys that are tried (bits), the same as with rustls' providers.
const RSA_BITS: RangeInclusive<usize> = VerifyPolicy::RSA_FLOOR as usize..=8192;

#[derive(Debug)]
struct EcdsaSha1;

impl SignatureVerificationAlgorithm for EcdsaSha1 {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(key).map_err(|_| InvalidSignature)?;
        let signature = DerSignature::from_bytes(signature).map_err(|_| InvalidSignature)?;
        key.verify_prehash(&Sha1::digest(message), &signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        // ecdsa-with-SHA1 (RFC 3279 2.2.3)
        AlgorithmIdentifier::from_slice(&[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01])
    }
}

#[derive(Debug)]
struct RsaSha1;

impl SignatureVerificationAlgorithm for RsaSha1 {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = rsa_key(key).ok_or(InvalidSignature)?;
        Pkcs1v15Sign::new::<Sha1>()
            .verify(&key, &Sha1::digest(message), signature)
            .map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        // sha1WithRSAEncryption (RFC 3279 2.2.1)
        AlgorithmIdentifier::from_slice(&[
            0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05, 0x05, 0x00,
        ])
    }
}

/// An RSAPublicKey (RFC 8017 A.1.1) of a size that is worth something.
fn rsa_key(der: &[u8]) -> Option<PublicKey> {
    let mut fields = inside(der, SEQUENCE)?;
    let [modulus, exponent] =
        [fields.read(INTEGER)?, fields.read(INTEGER)?].map(BoxedUint::from_be_slice_vartime);
    PublicKey::new_with_size_limits(modulus, exponent, RSA_BITS).ok()
}
