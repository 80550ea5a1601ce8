use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{GenDig, RandomNonce};
use crate::config::SerialNumber;
use crate::host::TempKey;
use crate::{ConfigZone, Error, IoKey, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Puts a fresh digest of a shared key into TempKey, on both sides.
    pub(super) async fn session_key(
        &mut self,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
        serial: &SerialNumber,
    ) -> Result<TempKey, Error<I2C::Error>> {
        let (temp_key, _) = self.random_temp_key(num_in).await?;
        self.command(&GenDig::slot(key.slot)).await?;
        Ok(temp_key.gen_dig_slot(key.slot, key.value, serial))
    }

    /// Puts a random nonce into TempKey, on both sides; gives the chip's share too.
    pub(super) async fn random_temp_key(
        &mut self,
        num_in: &[u8; 20],
    ) -> Result<(TempKey, [u8; 32]), Error<I2C::Error>> {
        self.require_temp_key()?;
        let nonce = RandomNonce::update_seed(num_in);
        let rand_out = self.command(&nonce).await?;
        self.seeded = self.link.volatile_state();
        Ok((TempKey::random(&rand_out, num_in, &nonce), rand_out))
    }

    /// The serial number, in the middle of an operation.
    pub(super) async fn serial(&mut self) -> Result<SerialNumber, Error<I2C::Error>> {
        Ok(self.first_config_block().await?.serial_number())
    }

    /// The configuration as far as its first block goes.
    pub(super) async fn first_config_block(&mut self) -> Result<ConfigZone, Error<I2C::Error>> {
        let mut zone = [0; ConfigZone::SIZE];
        self.config_block(0, &mut zone).await?;
        Ok(ConfigZone::new(zone))
    }

    /// The configuration as far as the serial number and SlotConfig of `slot` go.
    pub(super) async fn rules_of(&mut self, slot: Slot) -> Result<ConfigZone, Error<I2C::Error>> {
        let mut zone = self.first_config_block().await?;
        if slot.number() >= SLOTS_IN_FIRST_BLOCK {
            self.config_block(1, zone.as_bytes_mut()).await?;
        }
        Ok(zone)
    }
}

/// SlotConfig of these stands in block 0, that of the others in block 1.
const SLOTS_IN_FIRST_BLOCK: u8 = 6;
