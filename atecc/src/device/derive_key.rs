use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{DeriveKey, DeriveNonce, LoadNonce, NonceTarget};
use crate::config::SerialNumber;
use crate::host::{DerivedKey, TempKey, derive_key_mac};
use crate::{Error, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Derives the secret in `target` from a parent secret and a nonce. The slot's WriteConfig decides which secret is the
    /// parent (its own: roll; that of WriteKey: create), and whether a MAC must authorise it: then `write_key` is the value of
    /// its WriteKey. Nothing secret crosses the bus, as long as a fixed nonce is none.
    ///
    /// Three commands: Read of the serial number, Nonce, DeriveKey. If the parent has a limited number of uses, one counts.
    ///
    /// # Errors
    /// A status if the slot is not derived like this, or `write_key` has not the chip's value. A key is never derived twice:
    /// after [`Error::NoResponse`] or [`Error::Garbled`], whether it was derived is unknown.
    pub async fn derive_key(
        &mut self,
        target: Slot,
        nonce: DeriveNonce<'_>,
        write_key: Option<&[u8; 32]>,
    ) -> Result<DerivedKey, Error<I2C::Error>> {
        let mut outcome = self.derive_once(target, nonce, write_key).await;
        // The chip slept before DeriveKey: nothing was derived.
        if matches!(outcome, Err(Error::StateLost)) {
            outcome = self.derive_once(target, nonce, write_key).await;
        }
        self.settle(outcome).await
    }

    async fn derive_once(
        &mut self,
        target: Slot,
        nonce: DeriveNonce<'_>,
        write_key: Option<&[u8; 32]>,
    ) -> Result<DerivedKey, Error<I2C::Error>> {
        let serial = self.serial().await?;
        let temp_key = self.derive_nonce(nonce).await?;
        let mode = DeriveKey::new(target, nonce.source());
        self.derive(mode, target, write_key, &serial).await?;
        Ok(DerivedKey { mode, target, temp_key, serial })
    }

    async fn derive_nonce(&mut self, nonce: DeriveNonce<'_>) -> Result<TempKey, Error<I2C::Error>> {
        match nonce {
            DeriveNonce::Random(num_in) => Ok(self.random_temp_key(num_in).await?.0),
            DeriveNonce::Fixed(value) => {
                self.require_temp_key()?;
                self.command(&LoadNonce { value, target: NonceTarget::TempKey }).await?;
                Ok(TempKey::loaded(*value))
            }
        }
    }

    async fn derive(
        &mut self,
        mode: DeriveKey<'static>,
        target: Slot,
        write_key: Option<&[u8; 32]>,
        serial: &SerialNumber,
    ) -> Result<(), Error<I2C::Error>> {
        match write_key {
            Some(key) => {
                let mac = derive_key_mac(&mode, target, key, serial);
                self.command(&mode.with_mac(&mac)).await
            }
            None => self.command(&mode).await,
        }
    }
}
