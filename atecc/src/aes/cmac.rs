use core::fmt;

use zeroize::Zeroizing;

use super::{Block, Chain, xor};
use crate::command::AesKey;

/// A CMAC under way, over data in pieces of any size (NIST SP 800-38B, RFC 4493).
///
/// The chip keeps no part of it: unless the key is in TempKey, the stream goes on after a sleep.
#[derive(Clone)]
pub struct CmacStream {
    pub(crate) key: AesKey,
    pub(crate) chain: Chain,
}

impl CmacStream {
    /// Starts.
    #[must_use]
    pub const fn new(key: AesKey) -> Self {
        Self { key, chain: Chain::new() }
    }

    /// The last block as it goes through the cipher; `zero` is the encryption of sixteen zero bytes.
    pub(crate) fn last_block(&self, zero: &Block) -> Zeroizing<Block> {
        let mut subkey = Zeroizing::new(doubled(zero));
        let mut chain = self.chain.clone();
        if !chain.is_full() {
            *subkey = doubled(&subkey);
            chain.absorb(&[0x80]);
        }
        let mut last = Zeroizing::new(*chain.block());
        xor(&mut last, &subkey);
        last
    }
}

impl fmt::Debug for CmacStream {
    /// Not the state: with it, tags can be forged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CmacStream").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Twice `block` in the field of CMAC (NIST SP 800-38B, 6.1).
fn doubled(block: &Block) -> Block {
    const REDUCTION: u128 = 0x87;
    let number = u128::from_be_bytes(*block);
    // No branch: the first bit is a secret.
    ((number << 1) ^ ((number >> 127) * REDUCTION)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subkeys_of_rfc_4493() {
        let zero = 0x7df76b0c1ab899b33e42f047b91b546f_u128.to_be_bytes();
        let first = doubled(&zero);
        assert_eq!(first, 0xfbeed618357133667c85e08f7236a8de_u128.to_be_bytes());
        assert_eq!(doubled(&first), 0xf7ddac306ae266ccf90bc11ee46d513b_u128.to_be_bytes());
    }
}
