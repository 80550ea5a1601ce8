use core::fmt;

use zeroize::Zeroize;

use super::{Block, Chain, Counter, Keystream};
use crate::Misuse;
use crate::command::{AES_BLOCK, AesKey};

/// Bytes of a block that count.
const COUNTING: usize = 4;

/// GHASH (NIST SP 800-38D, 6.4): each full block of the chain is to be multiplied by H.
#[derive(Clone)]
pub(crate) struct Ghash {
    pub(crate) h: Block,
    pub(crate) chain: Chain,
}

impl Ghash {
    pub(crate) const fn new(h: Block) -> Self {
        Self { h, chain: Chain::new() }
    }

    /// The first counter block, if it takes no hash: after an IV of 96 bits.
    pub(crate) fn short_iv(iv: &[u8]) -> Option<Block> {
        let iv: &[u8; AES_BLOCK - COUNTING] = iv.try_into().ok()?;
        let [a, b, c, d, e, f, g, h, i, j, k, l] = *iv;
        Some([a, b, c, d, e, f, g, h, i, j, k, l, 0, 0, 0, 1])
    }
}

impl Drop for Ghash {
    fn drop(&mut self) {
        self.h.zeroize();
    }
}

/// The last block of a hash: two lengths, in bits.
pub(crate) fn lengths(first: u64, second: u64) -> Block {
    ((u128::from(first) << 64 | u128::from(second)) << 3).to_be_bytes()
}

/// Any IV but none.
///
/// # Errors
/// [`Misuse::Nonce`].
pub(crate) const fn check_iv(iv: &[u8]) -> Result<(), Misuse> {
    if iv.is_empty() { Err(Misuse::Nonce) } else { Ok(()) }
}

/// Tags of 96 to 128 bits. Shorter ones need care that no driver can take.
///
/// # Errors
/// [`Misuse::TagLength`].
pub(crate) fn check_tag_length(tag: &[u8]) -> Result<(), Misuse> {
    if (12..=AES_BLOCK).contains(&tag.len()) { Ok(()) } else { Err(Misuse::TagLength) }
}

/// A GCM between its steps.
#[derive(Clone)]
pub(crate) struct Gcm {
    pub(crate) key: AesKey,
    pub(crate) hash: Ghash,
    pub(crate) keystream: Keystream,
    /// J0: its encryption masks the tag.
    pub(crate) first_counter: Block,
    /// Bytes so far.
    pub(crate) aad_len: u64,
    pub(crate) data_len: u64,
}

impl Gcm {
    /// Goes on from the hash of `aad_len` bytes of additional data.
    pub(crate) fn new(key: AesKey, hash: Ghash, first_counter: Block, aad_len: u64) -> Self {
        let keystream = Keystream::new(Counter::new(first_counter, COUNTING).next());
        Self { key, hash, keystream, first_counter, aad_len, data_len: 0 }
    }
}

/// An encryption with AES-GCM under way, of data in pieces of any size (NIST SP 800-38D).
///
/// The chip keeps no part of it: unless the key is in TempKey, it goes on after a sleep.
#[derive(Clone)]
pub struct GcmEncryption(pub(crate) Gcm);

/// A decryption with AES-GCM under way, of data in pieces of any size (NIST SP 800-38D).
///
/// What it gives is anybody's until the tag at its end was found right: keep it apart till then. Where the data fits into
/// memory, `aes_gcm_decrypt` of the driver is the better choice: it looks at the tag first.
#[derive(Clone)]
pub struct GcmDecryption(pub(crate) Gcm);

impl fmt::Debug for GcmEncryption {
    /// Not the state: with it, tags can be forged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GcmEncryption").field("key", &self.0.key).finish_non_exhaustive()
    }
}

impl fmt::Debug for GcmDecryption {
    /// Not the state: with it, tags can be forged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GcmDecryption").field("key", &self.0.key).finish_non_exhaustive()
    }
}
