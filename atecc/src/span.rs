//! Bytes of a slot, cut at the borders of its blocks.

use crate::{BLOCK_SIZE, Misuse, Slot, WORD_SIZE};

/// The bytes of a slot that an operation is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    slot: Slot,
    at: usize,
    end: usize,
}

/// The part of a span that lies in one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) block: u8,
    /// The first byte, from the start of the block.
    pub(crate) start: usize,
    /// How many bytes.
    pub(crate) len: usize,
    /// Whether it is all of the block that the slot has.
    pub(crate) whole: bool,
}

impl Piece {
    /// Whether it begins and ends at the borders of words.
    pub(crate) fn is_words(self) -> bool {
        self.start.is_multiple_of(WORD_SIZE) && self.len.is_multiple_of(WORD_SIZE)
    }

    /// Whether any of it is in this word of the block.
    pub(crate) fn touches(self, word: u8) -> bool {
        let at = usize::from(word) * WORD_SIZE;
        at + WORD_SIZE > self.start && at < self.start + self.len
    }
}

impl Span {
    /// `len` bytes from `offset` on.
    pub(crate) fn new(slot: Slot, offset: usize, len: usize) -> Result<Self, Misuse> {
        let end = offset.checked_add(len).filter(|end| *end <= slot.size()).ok_or(Misuse::Range)?;
        Ok(Self { slot, at: offset, end })
    }
}

/// Copies what fits.
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}

impl Iterator for Span {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.at >= self.end {
            return None;
        }
        let (block, start) = (self.at / BLOCK_SIZE, self.at % BLOCK_SIZE);
        let room = BLOCK_SIZE.min(self.slot.size() - block * BLOCK_SIZE);
        let len = (room - start).min(self.end - self.at);
        self.at += len;
        Some(Piece { block: u8::try_from(block).ok()?, start, len, whole: len == room })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn pieces(slot: u8, offset: usize, len: usize) -> Vec<(u8, usize, usize, bool)> {
        let span = Span::new(Slot::new(slot).unwrap(), offset, len).unwrap();
        span.map(|piece| (piece.block, piece.start, piece.len, piece.whole)).collect()
    }

    #[test]
    fn the_rest_of_a_slot_is_a_whole_block_too() {
        assert_eq!(pieces(9, 0, 72), [(0, 0, 32, true), (1, 0, 32, true), (2, 0, 8, true)]);
        assert_eq!(pieces(9, 30, 35), [(0, 30, 2, false), (1, 0, 32, true), (2, 0, 1, false)]);
        assert_eq!(pieces(0, 33, 3), [(1, 1, 3, false)]);
        assert_eq!(pieces(8, 416, 0), []);
    }

    #[test]
    fn what_ends_outside_is_no_span() {
        for (offset, len) in [(0, 73), (72, 1), (73, 0), (usize::MAX, 2)] {
            assert_eq!(Span::new(Slot::new(9).unwrap(), offset, len).unwrap_err(), Misuse::Range);
        }
    }
}
