use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{Command, Ecdh, EcdhEncrypted, EcdhIntoSlot, EcdhIntoTempKey, EcdhKey, GenKey};
use crate::{EphemeralKey, Error, Misuse, PublicKey, Rest, Secret, Slot, Status};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Makes a private key that lives in TempKey only, for one key agreement.
    ///
    /// While it lives, the chip is never put to sleep, and operations that need TempKey are [`Error::Busy`]; signatures
    /// are not, they use the Message Digest Buffer. A verification uses that too, but no public source says that it leaves
    /// TempKey alone: if the chip does not, the agreement is [`Error::KeyLost`].
    ///
    /// # Errors
    /// [`Error::Busy`] while another one lives.
    pub async fn ephemeral_key(&mut self) -> Result<(EphemeralKey, PublicKey), Error<I2C::Error>> {
        self.require_temp_key()?;
        let outcome = self.command(&GenKey::ephemeral()).await;
        // Before the chip is put to rest: it must not sleep from here on.
        self.ephemeral = match (&outcome, self.link.volatile_state()) {
            (Ok(_), Some(state)) => Some(EphemeralKey { state }),
            _ => None,
        };
        self.ephemeral_in_doubt = false;
        let public = self.settle(outcome).await?;
        let key = self.ephemeral.as_ref().ok_or(Error::KeyLost)?;
        Ok((EphemeralKey { state: key.state }, public))
    }

    /// The secret that an ephemeral key shares with `peer`: the X coordinate. It crosses the bus in clear. The key is gone
    /// after that, also after a failure.
    ///
    /// # Errors
    /// [`Error::KeyLost`] if the chip has slept since the key was made, it was discarded, or a command such as Verify made
    /// the chip forget it; a status if `peer` is not on the curve.
    pub async fn ecdh_ephemeral(
        &mut self,
        key: EphemeralKey,
        peer: &PublicKey,
    ) -> Result<Secret, Error<I2C::Error>> {
        self.use_ephemeral(key, &Ecdh { key: EcdhKey::TempKey, peer }).await
    }

    /// The same secret, encrypted on the bus with `io_key`, the IO protection key.
    ///
    /// # Errors
    /// As [`ecdh_ephemeral`](Self::ecdh_ephemeral); a status if the configuration enables no IO protection key.
    pub async fn ecdh_ephemeral_protected(
        &mut self,
        key: EphemeralKey,
        peer: &PublicKey,
        io_key: &[u8; 32],
    ) -> Result<Secret, Error<I2C::Error>> {
        let secret = self.use_ephemeral(key, &EcdhEncrypted { key: EcdhKey::TempKey, peer }).await?;
        Ok(secret.decrypt(io_key))
    }

    /// The same secret, which stays in `target`. Nothing secret crosses the bus.
    ///
    /// # Errors
    /// As [`ecdh_ephemeral`](Self::ecdh_ephemeral); a status if the slot takes no secret.
    pub async fn ecdh_ephemeral_into_slot(
        &mut self,
        key: EphemeralKey,
        peer: &PublicKey,
        target: Slot,
    ) -> Result<(), Error<I2C::Error>> {
        self.use_ephemeral(key, &EcdhIntoSlot { target, peer }).await
    }

    /// The same secret, which takes the key's place in TempKey, for the next command in the same session. Nothing secret
    /// crosses the bus.
    ///
    /// # Errors
    /// As [`ecdh_ephemeral`](Self::ecdh_ephemeral); [`Misuse::Rest`] outside of a session if the chip rests asleep.
    pub async fn ecdh_ephemeral_into_temp_key(
        &mut self,
        key: EphemeralKey,
        peer: &PublicKey,
    ) -> Result<(), Error<I2C::Error>> {
        // Once it is used, the key no longer keeps the chip from sleeping.
        if !self.held && self.link.config.rest == Rest::Sleep {
            self.forget_ephemeral(&key);
            return Err(Misuse::Rest.into());
        }
        self.use_ephemeral(key, &EcdhIntoTempKey { key: EcdhKey::TempKey, peer }).await
    }

    async fn use_ephemeral<C: Command>(
        &mut self,
        key: EphemeralKey,
        command: &C,
    ) -> Result<C::Response, Error<I2C::Error>> {
        let alive = self.ephemeral.as_ref() == Some(&key) && self.link.volatile_state() == Some(key.state);
        let outcome = if alive {
            let in_doubt = self.ephemeral_in_doubt;
            let outcome = self.command(command).await;
            // It may have slept without the driver's doing; then it refuses, or says that it has just woken.
            match outcome {
                Err(Error::StateLost) => Err(Error::KeyLost),
                Err(Error::Status(Status::ExecutionError)) if in_doubt => Err(Error::KeyLost),
                Ok(_) if self.link.volatile_state() != Some(key.state) => Err(Error::KeyLost),
                outcome => outcome,
            }
        } else {
            Err(Error::KeyLost)
        };
        self.forget_ephemeral(&key);
        self.settle(outcome).await
    }

    fn forget_ephemeral(&mut self, key: &EphemeralKey) {
        if self.ephemeral.as_ref() == Some(key) {
            self.ephemeral = None;
        }
    }

    /// Gives the ephemeral key up, whoever holds its token, so that TempKey is free again.
    pub fn discard_ephemeral_key(&mut self) {
        self.ephemeral = None;
        self.let_go();
    }

    /// Whoever is about to overwrite TempKey asks here.
    pub(super) fn require_temp_key(&mut self) -> Result<(), Error<I2C::Error>> {
        match &self.ephemeral {
            Some(key) if self.link.volatile_state() == Some(key.state) => Err(Error::Busy),
            _ => {
                self.ephemeral = None;
                Ok(())
            }
        }
    }
}
