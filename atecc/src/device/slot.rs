use zeroize::Zeroizing;

use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{ReadBlock, ReadWord, WriteBlock, WriteWord};
use crate::span::{Piece, Span, copy};
use crate::{Address, BLOCK_SIZE, Error, Misuse, Slot, WORD_SIZE};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Reads a slot in clear from its start, as many bytes as `out` takes: whole blocks, then words.
    ///
    /// # Errors
    /// [`Misuse::Range`] if `out` is longer than the slot; a status if the slot is not readable in clear, or the data zone
    /// not locked yet.
    pub async fn read_slot(&mut self, slot: Slot, out: &mut [u8]) -> Result<(), Error<I2C::Error>> {
        self.read_slot_at(slot, 0, out).await
    }

    /// Reads `out.len()` bytes of a slot in clear from `offset` on: whole blocks, and the words that hold the rest.
    ///
    /// # Errors
    /// As [`read_slot`](Self::read_slot).
    pub async fn read_slot_at(
        &mut self,
        slot: Slot,
        offset: usize,
        out: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let span = Span::new(slot, offset, out.len())?;
        let outcome = self.read_pieces(slot, span, out).await;
        self.settle(outcome).await
    }

    pub(super) async fn read_pieces(
        &mut self,
        slot: Slot,
        span: Span,
        mut out: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        for piece in span {
            let block = self.read_piece(slot, piece).await?;
            let (room, rest) = out.split_at_mut_checked(piece.len).ok_or(Misuse::Range)?;
            copy(room, block.get(piece.start..).unwrap_or_default());
            out = rest;
        }
        Ok(())
    }

    /// A block, of which as many words are read as the piece touches.
    async fn read_piece(&mut self, slot: Slot, piece: Piece) -> Result<[u8; BLOCK_SIZE], Error<I2C::Error>> {
        if piece.len == BLOCK_SIZE {
            let address = Address::data_block(slot, piece.block).ok_or(Misuse::Range)?;
            return self.command(&ReadBlock(address)).await;
        }
        let mut block = [0; BLOCK_SIZE];
        for (word, room) in (0..).zip(block.as_chunks_mut::<WORD_SIZE>().0) {
            if piece.touches(word) {
                let address = Address::data_word(slot, piece.block, word).ok_or(Misuse::Range)?;
                *room = self.command(&ReadWord(address)).await?;
            }
        }
        Ok(block)
    }

    /// Writes `data` in clear into a slot from `offset` on: whole blocks, and words for the rest. Of a word that is written
    /// in part, the other bytes are read first. Reads of the configuration tell beforehand what the slot takes: secrets,
    /// and all slots before the data zone is locked, take whole blocks only (the last one up to the end of the slot).
    ///
    /// # Errors
    /// [`Misuse::Range`] if that is not all in the slot; [`Misuse::Partial`] if the rest of a block or word cannot be kept;
    /// nothing is written then. A status if the slot takes no such write; what comes before the part that failed is written.
    pub async fn write_slot(
        &mut self,
        slot: Slot,
        offset: usize,
        data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        let span = Span::new(slot, offset, data.len())?;
        let outcome = self.write_pieces(slot, span, data).await;
        self.settle(outcome).await
    }

    pub(super) async fn write_pieces(
        &mut self,
        slot: Slot,
        span: Span,
        mut data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut zone = self.rules_of(slot).await?;
        self.config_block(2, zone.as_bytes_mut()).await?;
        let takes_words = zone.data_locked() && !zone.slot_config(slot).is_secret();
        let readable = takes_words && !zone.slot_config(slot).encrypt_read();
        let fits = |piece: Piece| piece.whole || takes_words && (readable || piece.is_words());
        if !span.into_iter().all(fits) {
            return Err(Misuse::Partial.into());
        }
        for piece in span {
            let (now, later) = data.split_at_checked(piece.len).ok_or(Misuse::Range)?;
            data = later;
            if takes_words && piece.len < BLOCK_SIZE {
                self.write_words(slot, piece, now).await?;
            } else {
                let address = Address::data_block(slot, piece.block).ok_or(Misuse::Range)?;
                let mut block = Zeroizing::new([0; BLOCK_SIZE]);
                copy(&mut *block, now);
                self.command(&WriteBlock { address, data: &block }).await?;
            }
        }
        Ok(())
    }

    async fn write_words(&mut self, slot: Slot, piece: Piece, data: &[u8]) -> Result<(), Error<I2C::Error>> {
        let mut block = if piece.is_words() { [0; BLOCK_SIZE] } else { self.read_piece(slot, piece).await? };
        copy(block.get_mut(piece.start..).unwrap_or_default(), data);
        for (word, data) in (0..).zip(block.as_chunks::<WORD_SIZE>().0) {
            if piece.touches(word) {
                let address = Address::data_word(slot, piece.block, word).ok_or(Misuse::Range)?;
                self.command(&WriteWord { address, data: *data }).await?;
            }
        }
        Ok(())
    }
}
