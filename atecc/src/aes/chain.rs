use zeroize::Zeroize;

use super::Block;
use crate::command::AES_BLOCK;

/// A block into which data is XORed byte after byte, and which goes through the chip whenever it is full: what CBC-MAC, CMAC
/// and GHASH have in common.
#[derive(Clone)]
pub(crate) struct Chain {
    block: Block,
    filled: usize,
}

impl Chain {
    pub(crate) const fn new() -> Self {
        Self { block: [0; AES_BLOCK], filled: 0 }
    }

    pub(crate) const fn block(&self) -> &Block {
        &self.block
    }

    pub(crate) const fn is_full(&self) -> bool {
        self.filled == AES_BLOCK
    }

    /// Whether anything was XORed in since the block last went through the chip.
    pub(crate) const fn is_fresh(&self) -> bool {
        self.filled == 0
    }

    /// XORs in as much of `data` as there is room for; gives the rest of it.
    pub(crate) fn absorb<'a>(&mut self, data: &'a [u8]) -> &'a [u8] {
        let (now, later) = data.split_at(data.len().min(AES_BLOCK - self.filled));
        for (to, from) in self.block.iter_mut().skip(self.filled).zip(now) {
            *to ^= *from;
        }
        self.filled += now.len();
        later
    }

    /// The block as it came back from the chip.
    pub(crate) fn replace(&mut self, block: Block) {
        self.block = block;
        self.filled = 0;
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}
