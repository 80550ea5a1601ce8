use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{LoadNonce, LoadNonce64, NonceTarget};
use crate::{Error, Misuse};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Puts 32 bytes into TempKey, for operations whose key or message is there. They cross the bus in clear, and stay until
    /// the chip sleeps or a command uses them up: most do, but AES, HMAC and Random do not.
    ///
    /// # Errors
    /// [`Error::Busy`] while an ephemeral key lives there; [`Misuse::Rest`] if the chip rests asleep and there is no session.
    pub async fn load_temp_key(&mut self, value: &[u8; 32]) -> Result<(), Error<I2C::Error>> {
        self.require_temp_key()?;
        self.require_memory()?;
        self.execute(&LoadNonce { value, target: NonceTarget::TempKey }).await
    }

    /// Puts 64 bytes into TempKey: both halves.
    ///
    /// # Errors
    /// As [`load_temp_key`](Self::load_temp_key).
    pub async fn load_temp_key_64(&mut self, value: &[u8; 64]) -> Result<(), Error<I2C::Error>> {
        self.require_temp_key()?;
        self.require_memory()?;
        let command = LoadNonce64::new(value, NonceTarget::TempKey).ok_or(Misuse::Range)?;
        self.execute(&command).await
    }

    /// Puts 32 bytes into the Alternate Key Buffer, the key of a [`kdf`](Self::kdf). They cross the bus in clear, and stay until
    /// the chip sleeps.
    ///
    /// # Errors
    /// [`Misuse::Rest`] if the chip rests asleep and there is no session.
    pub async fn load_alt_key_buf(&mut self, value: &[u8; 32]) -> Result<(), Error<I2C::Error>> {
        self.require_memory()?;
        self.execute(&LoadNonce { value, target: NonceTarget::AltKeyBuf }).await
    }

    /// What is left in volatile memory has to last longer than the operation that leaves it there.
    pub(super) fn require_memory(&self) -> Result<(), Error<I2C::Error>> {
        if self.rests_asleep() { Err(Misuse::Rest.into()) } else { Ok(()) }
    }
}
