//! RSA signatures (RFC 8017), keys of 2048 to 8192 bits.
//!
//! The only thing done here is to verify, with public numbers. That takes no more than a power (crypto-bigint's) and
//! the comparison of an encoding, for which a whole RSA implementation, with private keys and primes, is not needed.

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Sha256, Sha384, Sha512};

mod key;
mod pkcs1;
mod pss;

pub(super) const PKCS1_SHA256: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<Sha256>, signature: alg_id::RSA_PKCS1_SHA256 };
pub(super) const PKCS1_SHA384: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<Sha384>, signature: alg_id::RSA_PKCS1_SHA384 };
pub(super) const PKCS1_SHA512: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<Sha512>, signature: alg_id::RSA_PKCS1_SHA512 };

/// As in some certificates, without the NULL that belongs there; a verifier has to take both (RFC 4055, 5).
pub(super) const PKCS1_SHA256_ABSENT_PARAMS: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<Sha256>, signature: SHA256_ABSENT_PARAMS };
/// As [`PKCS1_SHA256_ABSENT_PARAMS`].
pub(super) const PKCS1_SHA384_ABSENT_PARAMS: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<Sha384>, signature: SHA384_ABSENT_PARAMS };
/// As [`PKCS1_SHA256_ABSENT_PARAMS`].
pub(super) const PKCS1_SHA512_ABSENT_PARAMS: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<Sha512>, signature: SHA512_ABSENT_PARAMS };

pub(super) const PSS_SHA256: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pss::verify::<Sha256>, signature: alg_id::RSA_PSS_SHA256 };
pub(super) const PSS_SHA384: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pss::verify::<Sha384>, signature: alg_id::RSA_PSS_SHA384 };
pub(super) const PSS_SHA512: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pss::verify::<Sha512>, signature: alg_id::RSA_PSS_SHA512 };

#[cfg(feature = "sha1")]
pub(super) const PKCS1_SHA1: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::verify::<sha1::Sha1>, signature: SHA1_WITH_RSA };

// sha1WithRSAEncryption, 1.2.840.113549.1.1.5, with NULL (RFC 3279, 2.2.1).
#[cfg(feature = "sha1")]
const SHA1_WITH_RSA: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5, 5, 0]);

// sha256WithRSAEncryption and its siblings, 1.2.840.113549.1.1.11 to 13, as object identifiers alone.
const SHA256_ABSENT_PARAMS: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]);
const SHA384_ABSENT_PARAMS: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12]);
const SHA512_ABSENT_PARAMS: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13]);

/// An encoding of signatures with a hash function.
#[derive(Debug)]
struct Rsa {
    /// Of what the signature's power encodes and the message: [`None`] if they do not belong together.
    verify: fn(key::Encoded, &[u8]) -> Option<()>,
    signature: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Rsa {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let encoded =
            key::PublicKey::new(key).and_then(|key| key.power(signature)).ok_or(InvalidSignature)?;
        (self.verify)(encoded, message).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}
