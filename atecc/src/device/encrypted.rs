use zeroize::Zeroizing;

use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{ReadBlock, ReadEncrypted, WriteEncrypted};
use crate::config::{SerialNumber, SlotConfig};
use crate::host::{EncryptedBlock, decrypt_block};
use crate::span::{Piece, Span, copy};
use crate::{Address, BLOCK_SIZE, ConfigZone, Error, IoKey, Misuse, Secret, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Reads a block that only crosses the bus encrypted, under the ReadKey of its slot. `num_in` is the host's share of
    /// the nonce: twenty random bytes.
    ///
    /// Reads of the configuration for the serial number and the rules of the slot, then Nonce, GenDig and Read.
    ///
    /// If the key has a limited number of uses, each GenDig counts one; a second try after the chip
    /// fell silent may count another.
    ///
    /// # Errors
    /// [`Error::NotEncrypted`] if the slot is readable in clear; a status if it is not readable, or under another key. A wrong
    /// key *value* is not noticed by the chip: it gives a wrong result.
    pub async fn read_encrypted(
        &mut self,
        address: Address,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        let outcome = self.read_block_under(address, key, num_in).await;
        self.settle(outcome).await
    }

    pub(super) async fn read_block_under(
        &mut self,
        address: Address,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        let zone = self.rules_of(address.slot().ok_or(Error::NotEncrypted)?).await?;
        self.read_under(&zone, address, key, num_in).await
    }

    /// Reads `out.len()` bytes of a slot from `offset` on, as [`read_encrypted`](Self::read_encrypted) does, block by block;
    /// of the last block of a slot, the chip has only the beginning. Three commands per block.
    ///
    /// # Errors
    /// [`Misuse::Range`] if that is not all in the slot; otherwise as [`read_encrypted`](Self::read_encrypted). On any error
    /// `out` is wiped.
    pub async fn read_slot_encrypted(
        &mut self,
        slot: Slot,
        offset: usize,
        out: &mut [u8],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let span = Span::new(slot, offset, out.len())?;
        let outcome = self.read_span(slot, span, out, key, num_in).await;
        if outcome.is_err() {
            out.fill(0);
        }
        self.settle(outcome).await
    }

    async fn read_span(
        &mut self,
        slot: Slot,
        span: Span,
        mut out: &mut [u8],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let zone = self.rules_of(slot).await?;
        for piece in span {
            let address = Address::data_block(slot, piece.block).ok_or(Misuse::Range)?;
            let data = self.read_under(&zone, address, key, &share(num_in, piece.block)).await?;
            let (room, rest) = out.split_at_mut_checked(piece.len).ok_or(Misuse::Range)?;
            copy(room, data.expose().get(piece.start..).unwrap_or_default());
            out = rest;
        }
        Ok(())
    }

    async fn read_under(
        &mut self,
        zone: &ConfigZone,
        address: Address,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        if address.slot().is_none_or(|slot| reads_clear(zone.slot_config(slot))) {
            return Err(Error::NotEncrypted);
        }
        let serial = zone.serial_number();
        let mut outcome = self.read_once(&serial, address, key, num_in).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.read_once(&serial, address, key, num_in).await;
        }
        outcome
    }

    async fn read_once(
        &mut self,
        serial: &SerialNumber,
        address: Address,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        let temp_key = self.session_key(key, num_in, serial).await?;
        let data = self.command(&ReadEncrypted(address)).await?;
        Ok(decrypt_block(&temp_key, &data))
    }

    /// Writes a block encrypted and with a MAC, under the WriteKey of its slot. `num_in` is the host's share of the nonce:
    /// twenty random bytes.
    ///
    /// Four commands: Read of the serial number, Nonce, GenDig, Write.
    ///
    /// # Errors
    /// A status if the slot is not written like this, under another key, or if `key` has not the chip's value.
    pub async fn write_encrypted(
        &mut self,
        address: Address,
        clear: &[u8; 32],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let outcome = match self.serial().await {
            Ok(serial) => self.write_under(&serial, address, clear, key, num_in).await,
            Err(error) => Err(error),
        };
        self.settle(outcome).await
    }

    /// Writes `data` into a slot from `offset` on, as [`write_encrypted`](Self::write_encrypted) does, block by block. Of a
    /// block that is written in part, the rest is read first: in clear, or encrypted under the same key, as the slot allows;
    /// an encrypted read has no MAC, so somebody on the bus could change that rest. Three commands per block, six where
    /// the rest is read.
    ///
    /// # Errors
    /// [`Misuse::Range`] if that is not all in the slot; [`Misuse::Partial`] if the rest of a block cannot be read; nothing
    /// is written then. Otherwise as [`write_encrypted`](Self::write_encrypted): blocks before the one that failed are
    /// written.
    pub async fn write_slot_encrypted(
        &mut self,
        slot: Slot,
        offset: usize,
        data: &[u8],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let span = Span::new(slot, offset, data.len())?;
        let outcome = self.write_span(slot, span, data, key, num_in).await;
        self.settle(outcome).await
    }

    async fn write_span(
        &mut self,
        slot: Slot,
        span: Span,
        mut data: &[u8],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let mut zone = self.rules_of(slot).await?;
        self.config_block(2, zone.as_bytes_mut()).await?;
        let rules = zone.slot_config(slot);
        let readable = zone.data_locked() && (reads_clear(rules) || reads_under(rules, key.slot));
        if !readable && span.into_iter().any(|piece| !piece.whole) {
            return Err(Misuse::Partial.into());
        }
        for piece in span {
            let address = Address::data_block(slot, piece.block).ok_or(Misuse::Range)?;
            let mut block = self.rest_of(&zone, address, piece, key, num_in).await?;
            let (now, later) = data.split_at_checked(piece.len).ok_or(Misuse::Range)?;
            copy(block.get_mut(piece.start..).unwrap_or_default(), now);
            data = later;
            self.write_under(&zone.serial_number(), address, &block, key, &share(num_in, piece.block))
                .await?;
        }
        Ok(())
    }

    /// What stands in a block that is to be written in part.
    async fn rest_of(
        &mut self,
        zone: &ConfigZone,
        address: Address,
        piece: Piece,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Zeroizing<[u8; BLOCK_SIZE]>, Error<I2C::Error>> {
        let clear = address.slot().is_some_and(|slot| reads_clear(zone.slot_config(slot)));
        Ok(Zeroizing::new(if piece.whole {
            [0; BLOCK_SIZE]
        } else if clear {
            self.command(&ReadBlock(address)).await?
        } else {
            *self.read_under(zone, address, key, &share(num_in, piece.block | FOR_READING)).await?.expose()
        }))
    }

    async fn write_under(
        &mut self,
        serial: &SerialNumber,
        address: Address,
        clear: &[u8; 32],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let mut outcome = self.write_once(serial, address, clear, key, num_in).await;
        if matches!(outcome, Err(Error::StateLost)) {
            outcome = self.write_once(serial, address, clear, key, num_in).await;
        }
        outcome
    }

    async fn write_once(
        &mut self,
        serial: &SerialNumber,
        address: Address,
        clear: &[u8; 32],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let temp_key = self.session_key(key, num_in, serial).await?;
        let block = EncryptedBlock::new(&temp_key, address, clear, serial);
        self.command(&WriteEncrypted { address, data: &block.data, mac: &block.mac }).await
    }
}

/// Whether anyone may read a slot in clear.
const fn reads_clear(rules: SlotConfig) -> bool {
    !rules.is_secret() && !rules.encrypt_read()
}

/// Whether a slot is read encrypted under the key in `key`.
fn reads_under(rules: SlotConfig, key: Slot) -> bool {
    rules.is_secret() && rules.encrypt_read() && rules.read_key() == key
}

/// Set in the number of a block whose rest is read before it is written; no slot has as many blocks.
const FOR_READING: u8 = 0x80;

/// The host's share of the nonce for one block: no two blocks have the same, so that the encrypted data of one cannot be
/// played back for another.
const fn share(num_in: &[u8; 20], block: u8) -> [u8; 20] {
    let mut share = *num_in;
    share[19] ^= block;
    share
}
