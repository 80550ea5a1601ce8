//! AES-128, the multiplication of GCM, HMAC-SHA256 and what is made of it: raw bytes in and out.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes of an AES block, and of an AES-128 key.
pub(crate) const AES_BLOCK: usize = 16;
/// Bytes of a block of SHA-256: the longest HMAC key that is not hashed first.
pub(crate) const SHA_BLOCK: usize = 64;

pub(crate) fn aes_encrypt(key: &[u8; AES_BLOCK], block: &[u8; AES_BLOCK]) -> [u8; AES_BLOCK] {
    let mut block = (*block).into();
    Aes128::new(key.into()).encrypt_block(&mut block);
    block.into()
}

pub(crate) fn aes_decrypt(key: &[u8; AES_BLOCK], block: &[u8; AES_BLOCK]) -> [u8; AES_BLOCK] {
    let mut block = (*block).into();
    Aes128::new(key.into()).decrypt_block(&mut block);
    block.into()
}

/// The product in the field of GCM (NIST SP 800-38D, 6.3): its first bit is the most significant one.
pub(crate) fn gcm_multiply(x: &[u8; AES_BLOCK], y: &[u8; AES_BLOCK]) -> [u8; AES_BLOCK] {
    const REDUCTION: u128 = 0xE1 << 120;
    let x = u128::from_be_bytes(*x);
    let (product, _) = (0..u128::BITS).rev().fold((0, u128::from_be_bytes(*y)), |(product, power), bit| {
        let term = if x >> bit & 1 == 1 { power } else { 0 };
        let overflow = if power & 1 == 1 { REDUCTION } else { 0 };
        (product ^ term, power >> 1 ^ overflow)
    });
    product.to_be_bytes()
}

/// HMAC-SHA256 under a key of up to 64 bytes, to be fed.
pub(crate) fn hmac(key: &[u8]) -> Hmac<Sha256> {
    let mut padded = [0; SHA_BLOCK];
    for (to, from) in padded.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new(&padded.into())
}

/// HMAC-SHA256 of a message in pieces.
pub(crate) fn hmac_of(key: &[u8], message: &[&[u8]]) -> [u8; 32] {
    message.iter().fold(hmac(key), |hmac, part| hmac.chain_update(part)).finalize().into_bytes().into()
}

/// `blocks` × 32 bytes of the pseudo-random function of TLS 1.2, P_SHA256 (RFC 5246, 5).
pub(crate) fn prf(key: &[u8], seed: &[u8], blocks: usize) -> Vec<u8> {
    let mut output = Vec::new();
    let mut a = hmac_of(key, &[seed]);
    for _ in 0..blocks {
        output.extend_from_slice(&hmac_of(key, &[&a, seed]));
        a = hmac_of(key, &[&a]);
    }
    output
}
