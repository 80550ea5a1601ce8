use core::fmt;

use zeroize::Zeroize;

use super::Block;
use crate::command::{AES_BLOCK, AesKey};

/// A counter block, of which the last bytes count, big-endian.
#[derive(Clone, Copy)]
pub(crate) struct Counter {
    block: Block,
    width: usize,
}

impl Counter {
    /// Starts at `block`, of which the last `width` bytes count.
    pub(crate) const fn new(block: Block, width: usize) -> Self {
        Self { block, width }
    }

    /// The next one. It starts over at zero after the last.
    pub(crate) fn next(mut self) -> Self {
        for byte in self.block.iter_mut().rev().take(self.width) {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        self
    }
}

/// The key stream of a counter mode: counter blocks, encrypted.
#[derive(Clone)]
pub(crate) struct Keystream {
    counter: Counter,
    block: Block,
    used: usize,
}

impl Keystream {
    pub(crate) const fn new(counter: Counter) -> Self {
        Self { counter, block: [0; AES_BLOCK], used: AES_BLOCK }
    }

    /// Whether a next block is needed: the encryption of [`Self::counter`].
    pub(crate) const fn is_spent(&self) -> bool {
        self.used == AES_BLOCK
    }

    pub(crate) const fn counter(&self) -> &Block {
        &self.counter.block
    }

    pub(crate) fn refill(&mut self, block: Block) {
        self.block = block;
        self.used = 0;
        self.counter = self.counter.next();
    }

    /// XORs what is left of the block into `data`; gives the rest of the data.
    pub(crate) fn apply<'a>(&mut self, data: &'a mut [u8]) -> &'a mut [u8] {
        let (now, later) = data.split_at_mut(data.len().min(AES_BLOCK - self.used));
        for (to, from) in now.iter_mut().zip(self.block.iter().skip(self.used)) {
            *to ^= *from;
        }
        self.used += now.len();
        later
    }
}

impl Drop for Keystream {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}

/// A key stream under way, for data in pieces of any size: AES-CTR (NIST SP 800-38A, 6.5). Encryption and decryption are the
/// same.
///
/// The same counter block must never serve twice under one key. The chip keeps no part of it: unless the key is in TempKey,
/// the stream goes on after a sleep.
#[derive(Clone)]
pub struct CtrStream {
    pub(crate) key: AesKey,
    pub(crate) keystream: Keystream,
}

impl CtrStream {
    /// Starts at the counter block `initial`, all of which counts (modulo 2^128).
    #[must_use]
    pub const fn new(key: AesKey, initial: &[u8; AES_BLOCK]) -> Self {
        Self { key, keystream: Keystream::new(Counter::new(*initial, AES_BLOCK)) }
    }
}

impl fmt::Debug for CtrStream {
    /// Not the key stream: it is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CtrStream").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_carries_within_its_width_and_starts_over() {
        let next = |block, width| Counter::new(block, width).next().block;
        let mut block = [0xFF; AES_BLOCK];
        assert_eq!(next(block, 16), [0; AES_BLOCK]);
        assert_eq!(next(block, 4)[..12], [0xFF; 12]);
        assert_eq!(next(block, 4)[12..], [0; 4]);
        block[15] = 0x7F;
        assert_eq!(next(block, 2)[14..], [0xFF, 0x80]);
    }
}
