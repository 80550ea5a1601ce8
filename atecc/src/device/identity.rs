use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{ChipState, Info, KeyValid, ReadBlock, Revision, State};
use crate::config::SerialNumber;
use crate::{Address, BLOCK_SIZE, ConfigZone, Error, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Which part and revision this is.
    ///
    /// # Errors
    /// [`Error::NoChip`] if nothing answers at the address.
    pub async fn revision(&mut self) -> Result<Revision, Error<I2C::Error>> {
        let outcome = self.command(&Info).await;
        if let Ok(revision) = &outcome
            && let Some(part) = revision.part()
        {
            self.link.detect(part);
        }
        self.settle(outcome).await
    }

    /// What is in TempKey, and which key was authorised.
    ///
    /// # Errors
    /// As any operation.
    pub async fn state(&mut self) -> Result<ChipState, Error<I2C::Error>> {
        self.execute(&State).await.map(ChipState::from_bytes)
    }

    /// Whether there is a valid key in `slot`: a private key, or a public key on the curve.
    ///
    /// # Errors
    /// As any operation.
    pub async fn key_valid(&mut self, slot: Slot) -> Result<bool, Error<I2C::Error>> {
        self.execute(&KeyValid(slot)).await
    }

    /// The serial number, which is in the first block of the configuration.
    ///
    /// # Errors
    /// As any operation.
    pub async fn serial_number(&mut self) -> Result<SerialNumber, Error<I2C::Error>> {
        let mut bytes = [0; ConfigZone::SIZE];
        let outcome = self.config_block(0, &mut bytes).await;
        self.settle(outcome).await?;
        Ok(ConfigZone::new(bytes).serial_number())
    }

    /// The whole configuration zone, in four reads.
    ///
    /// # Errors
    /// As any operation.
    pub async fn read_config(&mut self) -> Result<ConfigZone, Error<I2C::Error>> {
        let mut bytes = [0; ConfigZone::SIZE];
        let mut outcome = Ok(());
        for block in 0..4 {
            outcome = self.config_block(block, &mut bytes).await;
            if outcome.is_err() {
                break;
            }
        }
        self.settle(outcome).await?;
        Ok(ConfigZone::new(bytes))
    }

    pub(super) async fn config_block(
        &mut self,
        block: u8,
        zone: &mut [u8; ConfigZone::SIZE],
    ) -> Result<(), Error<I2C::Error>> {
        let start = usize::from(block) * BLOCK_SIZE;
        if let (Some(address), Some(room)) =
            (Address::config_block(block), zone.get_mut(start..).and_then(|tail| tail.first_chunk_mut()))
        {
            *room = self.command(&ReadBlock(address)).await?;
        }
        Ok(())
    }
}
