use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{WriteBlock, WriteWord};
use crate::{Address, BLOCK_SIZE, ConfigZone, Error, Misuse, Slot, WORD_SIZE};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Writes a whole slot before the data zone is locked: `data`, then zeros up to the slot's size. In that phase the
    /// chip takes whole blocks only and drops what reaches beyond the end of the slot.
    ///
    /// # Errors
    /// [`Misuse::Range`] if `data` is longer than the slot; a status if the slot takes no such write.
    pub async fn fill_slot(&mut self, slot: Slot, data: &[u8]) -> Result<(), Error<I2C::Error>> {
        if data.len() > slot.size() {
            return Err(Misuse::Range.into());
        }
        let mut outcome = Ok(());
        for block in 0..slot.blocks() {
            outcome = match Address::data_block(slot, block) {
                Some(address) => self.fill_block(address, data, block).await,
                None => Err(Misuse::Range.into()),
            };
            if outcome.is_err() {
                break;
            }
        }
        self.settle(outcome).await
    }

    /// Writes the whole OTP zone before it is locked.
    ///
    /// # Errors
    /// A status if the zone is locked, or the configuration is not.
    pub async fn fill_otp(&mut self, data: &[u8; 64]) -> Result<(), Error<I2C::Error>> {
        let mut outcome = Ok(());
        for block in 0..2 {
            outcome = match Address::otp_block(block) {
                Some(address) => self.fill_block(address, data, block).await,
                None => Err(Misuse::Range.into()),
            };
            if outcome.is_err() {
                break;
            }
        }
        self.settle(outcome).await
    }

    /// Writes block number `block` of `data` to `address`, zeros where `data` has ended.
    async fn fill_block(
        &mut self,
        address: Address,
        data: &[u8],
        block: u8,
    ) -> Result<(), Error<I2C::Error>> {
        let mut whole = [0; BLOCK_SIZE];
        let rest = data.get(usize::from(block) * BLOCK_SIZE..).unwrap_or_default();
        for (to, from) in whole.iter_mut().zip(rest) {
            *to = *from;
        }
        self.command(&WriteBlock { address, data: &whole }).await
    }

    /// Writes all bytes of the configuration zone that Write may change: words where a neighbour is protected, blocks
    /// elsewhere.
    ///
    /// # Errors
    /// A status if the zone is locked.
    pub async fn write_config(&mut self, zone: &ConfigZone) -> Result<(), Error<I2C::Error>> {
        let mut outcome = Ok(());
        for (block, bytes) in (0..).zip(zone.as_bytes().as_chunks::<BLOCK_SIZE>().0) {
            outcome = self.config_piece(block, bytes).await;
            if outcome.is_err() {
                break;
            }
        }
        self.settle(outcome).await
    }

    async fn config_piece(&mut self, block: u8, bytes: &[u8; BLOCK_SIZE]) -> Result<(), Error<I2C::Error>> {
        let start = usize::from(block) * BLOCK_SIZE;
        if (start..start + BLOCK_SIZE).all(ConfigZone::writable) {
            let address = Address::config_block(block).ok_or(Misuse::Range)?;
            return self.command(&WriteBlock { address, data: bytes }).await;
        }
        for (word, data) in (0..).zip(bytes.as_chunks::<WORD_SIZE>().0) {
            if ConfigZone::writable(start + usize::from(word) * WORD_SIZE) {
                let address = Address::config_word(block * 32 + word * 4).ok_or(Misuse::Range)?;
                self.command(&WriteWord { address, data: *data }).await?;
            }
        }
        Ok(())
    }
}
