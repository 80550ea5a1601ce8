use zeroize::Zeroizing;

use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{PRIVATE_KEY_LEN, PrivWrite};
use crate::config::SerialNumber;
use crate::host::EncryptedPrivateKey;
use crate::{Error, IoKey, Misuse, Slot, host};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Writes a private key (the scalar, big-endian) in clear, between the two zone locks. It crosses the bus.
    ///
    /// # Errors
    /// [`Misuse::PrivateKey`] if it is none; a status if the slot takes no private key, or not in clear.
    pub async fn priv_write(&mut self, slot: Slot, key: &[u8; 32]) -> Result<(), Error<I2C::Error>> {
        if !host::is_private_key(key) {
            return Err(Misuse::PrivateKey.into());
        }
        let mut padded = Zeroizing::new([0; PRIVATE_KEY_LEN]);
        for (to, from) in padded.iter_mut().skip(PRIVATE_KEY_LEN - key.len()).zip(key) {
            *to = *from;
        }
        let command = PrivWrite::clear(slot, &padded);
        let mut outcome = self.command(&command).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.command(&command).await;
        }
        self.settle(outcome).await
    }

    /// Writes a private key (the scalar, big-endian) encrypted and with a MAC, under the WriteKey of its slot. `num_in` is
    /// the host's share of the nonce: twenty random bytes.
    ///
    /// Four commands: Read of the serial number, Nonce, GenDig, PrivWrite.
    ///
    /// # Errors
    /// [`Misuse::PrivateKey`] if it is none; a status if the slot takes no private key, takes it under another key, or if
    /// `write_key` has not the chip's value.
    pub async fn priv_write_encrypted(
        &mut self,
        slot: Slot,
        key: &[u8; 32],
        write_key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        if !host::is_private_key(key) {
            return Err(Misuse::PrivateKey.into());
        }
        let outcome = self.priv_write_under(slot, key, write_key, num_in).await;
        self.settle(outcome).await
    }

    async fn priv_write_under(
        &mut self,
        slot: Slot,
        key: &[u8; 32],
        write_key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let serial = self.serial().await?;
        let mut outcome = self.priv_write_once(slot, key, write_key, num_in, &serial).await;
        if matches!(outcome, Err(Error::StateLost)) {
            outcome = self.priv_write_once(slot, key, write_key, num_in, &serial).await;
        }
        outcome
    }

    async fn priv_write_once(
        &mut self,
        slot: Slot,
        key: &[u8; 32],
        write_key: &IoKey<'_>,
        num_in: &[u8; 20],
        serial: &SerialNumber,
    ) -> Result<(), Error<I2C::Error>> {
        let temp_key = self.session_key(write_key, num_in, serial).await?;
        let sealed = EncryptedPrivateKey::new(&temp_key, slot, key, serial);
        self.command(&PrivWrite::encrypted(slot, &sealed.key, &sealed.mac)).await
    }
}
