use super::{Atecc, DelayNs, I2c, flavour};
use crate::command::{GenDig, RandomNonce, ReadEncrypted, State, WriteEncrypted};
use crate::config::SerialNumber;
use crate::host::{EncryptedBlock, TempKey, decrypt_block};
use crate::policy::TempKeyFlags;
use crate::{Address, ConfigZone, Error, IoKey, Secret};

#[flavour]
impl<I2C: I2c, D: DelayNs> Atecc<I2C, D> {
    /// Reads a block that only crosses the bus encrypted, under the ReadKey of its slot. `num_in` is the host's share of
    /// the nonce: twenty random bytes.
    ///
    /// Five commands: Read of the serial number, Nonce, GenDig, Read, Info.
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
        let mut outcome = self.read_under(address, key, num_in).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.read_under(address, key, num_in).await;
        }
        self.settle(outcome).await
    }

    async fn read_under(
        &mut self,
        address: Address,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        let (temp_key, _) = self.session_key(key, num_in).await?;
        let data = self.command(&ReadEncrypted(address)).await?;
        // An encrypted read uses TempKey up; one in clear leaves it alone.
        if TempKeyFlags::from_state(self.command(&State).await?).valid {
            return Err(Error::NotEncrypted);
        }
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
        let mut outcome = self.write_under(address, clear, key, num_in).await;
        if matches!(outcome, Err(Error::StateLost)) {
            outcome = self.write_under(address, clear, key, num_in).await;
        }
        self.settle(outcome).await
    }

    async fn write_under(
        &mut self,
        address: Address,
        clear: &[u8; 32],
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let (temp_key, serial) = self.session_key(key, num_in).await?;
        let block = EncryptedBlock::new(&temp_key, address, clear, &serial);
        self.command(&WriteEncrypted { address, data: &block.data, mac: &block.mac }).await
    }

    /// Puts a fresh digest of the key into TempKey, on both sides.
    async fn session_key(
        &mut self,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(TempKey, SerialNumber), Error<I2C::Error>> {
        self.require_temp_key()?;
        let mut zone = [0; ConfigZone::SIZE];
        self.config_block(0, &mut zone).await?;
        let serial = ConfigZone::new(zone).serial_number();
        let nonce = RandomNonce::update_seed(num_in);
        let rand_out = self.command(&nonce).await?;
        self.seeded = self.link.volatile_state();
        self.command(&GenDig::slot(key.slot)).await?;
        let temp_key = TempKey::random(&rand_out, num_in, &nonce);
        Ok((temp_key.gen_dig_slot(key.slot, key.value, &serial), serial))
    }
}
