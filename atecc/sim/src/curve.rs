//! P-256, as the commands need it: raw bytes in and out.

use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use rand_chacha::ChaCha20Rng;

use crate::entropy::random_block;
use crate::refused::{Fault, Reason};

/// A new private key: 32 bytes, big-endian.
pub(crate) fn new_private_key(rng: &mut ChaCha20Rng) -> SecretKey {
    loop {
        // Out of range once in 2^32 times.
        if let Ok(key) = SecretKey::from_slice(&random_block(rng)) {
            return key;
        }
    }
}

pub(crate) fn private_key(scalar: &[u8; 32]) -> Result<SecretKey, Fault> {
    SecretKey::from_slice(scalar).map_err(|_| Fault::execution(Reason::NoKey))
}

/// A point from X‖Y; one off the curve is refused.
pub(crate) fn public_key(point: &[u8; 64]) -> Result<PublicKey, Fault> {
    let mut sec1 = [0x04; 65];
    for (to, from) in sec1.iter_mut().skip(1).zip(point) {
        *to = *from;
    }
    PublicKey::from_sec1_bytes(&sec1).map_err(|_| Fault::execution(Reason::NoKey))
}

/// X‖Y of the public half.
pub(crate) fn public_half(key: &SecretKey) -> [u8; 64] {
    let point = key.public_key().to_sec1_point(false);
    point.as_bytes().last_chunk().copied().unwrap_or([0; 64])
}

/// R‖S. The nonce of each signature takes numbers of the chip's generator, so no two are alike.
pub(crate) fn sign(key: &SecretKey, digest: &[u8; 32], rng: &mut ChaCha20Rng) -> Result<[u8; 64], Fault> {
    let signature: Signature = SigningKey::from(key)
        .sign_prehash_with_rng(rng, digest)
        .map_err(|_| Fault { status: atecc::Status::EccFault, reason: Reason::NoKey })?;
    Ok(signature.to_bytes().into())
}

/// R‖S, always the same one (RFC 6979): for certificates.
pub(crate) fn sign_deterministically(key: &SecretKey, digest: &[u8; 32]) -> [u8; 64] {
    let signature: Result<Signature, _> = SigningKey::from(key).sign_prehash(digest);
    // A digest of 32 bytes can always be signed.
    signature.map_or([0; 64], |signature| signature.to_bytes().into())
}

/// Whether R‖S is a signature of `digest`. One out of range is none.
pub(crate) fn verify(key: PublicKey, digest: &[u8; 32], signature: &[u8]) -> bool {
    Signature::from_slice(signature)
        .is_ok_and(|signature| VerifyingKey::from(key).verify_prehash(digest, &signature).is_ok())
}

/// The X coordinate of the shared point.
pub(crate) fn ecdh(key: &SecretKey, peer: &PublicKey) -> [u8; 32] {
    (*key.diffie_hellman(peer).raw_secret_bytes()).into()
}
