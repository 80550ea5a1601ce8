//! RSA signatures (RFC 8017), keys of 2048 to 8192 bits.

use core::ops::RangeInclusive;

use ::pkcs1::RsaPublicKeyRef;
use rsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey, pkcs1v15, pss};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::digest::{Digest, FixedOutputReset, const_oid::AssociatedOid};
use sha2::{Sha256, Sha384, Sha512};

/// Bits of a modulus. Shorter ones can be factored; longer ones cost time and nobody has them.
const MODULUS_BITS: RangeInclusive<usize> = 2048..=8192;

pub(super) const PKCS1_SHA256: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<Sha256>, signature: alg_id::RSA_PKCS1_SHA256 };
pub(super) const PKCS1_SHA384: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<Sha384>, signature: alg_id::RSA_PKCS1_SHA384 };
pub(super) const PKCS1_SHA512: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<Sha512>, signature: alg_id::RSA_PKCS1_SHA512 };

/// As in some certificates, without the NULL that belongs there; a verifier has to take both (RFC 4055, 5).
pub(super) const PKCS1_SHA256_ABSENT_PARAMS: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<Sha256>, signature: SHA256_ABSENT_PARAMS };
/// As [`PKCS1_SHA256_ABSENT_PARAMS`].
pub(super) const PKCS1_SHA384_ABSENT_PARAMS: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<Sha384>, signature: SHA384_ABSENT_PARAMS };
/// As [`PKCS1_SHA256_ABSENT_PARAMS`].
pub(super) const PKCS1_SHA512_ABSENT_PARAMS: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<Sha512>, signature: SHA512_ABSENT_PARAMS };

pub(super) const PSS_SHA256: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pss::<Sha256>, signature: alg_id::RSA_PSS_SHA256 };
pub(super) const PSS_SHA384: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pss::<Sha384>, signature: alg_id::RSA_PSS_SHA384 };
pub(super) const PSS_SHA512: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pss::<Sha512>, signature: alg_id::RSA_PSS_SHA512 };

#[cfg(feature = "sha1")]
pub(super) const PKCS1_SHA1: &dyn SignatureVerificationAlgorithm =
    &Rsa { verify: pkcs1::<sha1::Sha1>, signature: SHA1_WITH_RSA };

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
    /// With the key: whether message and signature, in this order, belong together.
    verify: fn(PublicKey, &[u8], &[u8]) -> rsa::signature::Result<()>,
    signature: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Rsa {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = public_key(key).ok_or(InvalidSignature)?;
        (self.verify)(key, message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// An `RSAPublicKey` (RFC 8017, A.1.1) of an acceptable size.
fn public_key(der: &[u8]) -> Option<PublicKey> {
    let key = RsaPublicKeyRef::try_from(der).ok()?;
    let number = |bytes| BoxedUint::from_be_slice_vartime(bytes);
    let (modulus, exponent) = (number(key.modulus.as_bytes()), number(key.public_exponent.as_bytes()));
    PublicKey::new_with_size_limits(modulus, exponent, MODULUS_BITS).ok()
}

/// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
fn pkcs1<D>(key: PublicKey, message: &[u8], signature: &[u8]) -> rsa::signature::Result<()>
where
    D: Digest + AssociatedOid,
{
    pkcs1v15::VerifyingKey::<D>::new(key).verify(message, &signature.try_into()?)
}

/// RSASSA-PSS (RFC 8017, 8.1), as TLS has it: MGF1 with the same hash function, a salt as long as the digest.
fn pss<D>(key: PublicKey, message: &[u8], signature: &[u8]) -> rsa::signature::Result<()>
where
    D: Digest + FixedOutputReset,
{
    pss::VerifyingKey::<D>::new(key).verify(message, &signature.try_into()?)
}
