//! ECDSA (FIPS 186-5), signatures in DER.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
#[cfg(feature = "sha384")]
use sha2::Sha384;
use sha2::{Digest, Sha256};

pub(super) const P256_SHA256: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    verify: |key, message, signature| p256(key, &Sha256::digest(message), signature),
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA256,
};

#[cfg(feature = "sha384")]
pub(super) const P256_SHA384: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    verify: |key, message, signature| p256(key, &Sha384::digest(message), signature),
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA384,
};

#[cfg(feature = "p384")]
pub(super) const P384_SHA256: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    verify: |key, message, signature| p384(key, &Sha256::digest(message), signature),
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA256,
};

#[cfg(feature = "p384")]
pub(super) const P384_SHA384: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    verify: |key, message, signature| p384(key, &Sha384::digest(message), signature),
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA384,
};

#[cfg(feature = "sha1")]
pub(super) const P256_SHA1: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    verify: |key, message, signature| p256(key, &sha1::Sha1::digest(message), signature),
    key: alg_id::ECDSA_P256,
    // ecdsa-with-SHA1, 1.2.840.10045.4.1 (RFC 3279, 2.2.3)
    signature: AlgorithmIdentifier::from_slice(&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1]),
};

/// [`None`] if the signature is not valid.
type Verify = fn(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()>;

/// A curve with a hash function.
#[derive(Debug)]
struct Ecdsa {
    verify: Verify,
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Ecdsa {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        (self.verify)(key, message, signature).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

fn p256(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
    key.verify_prehash(digest, &signature).ok()
}

#[cfg(feature = "p384")]
fn p384(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = p384::ecdsa::Signature::from_der(signature).ok()?;
    key.verify_prehash(digest, &signature).ok()
}
