use super::{Atecc, DelayNs, I2c, flavour};
use crate::command::{Ecdh, EcdhKey, GenKey};
use crate::{EphemeralKey, Error, PublicKey, Secret};

#[flavour]
impl<I2C: I2c, D: DelayNs> Atecc<I2C, D> {
    /// Makes a private key that lives in TempKey only, for one key agreement.
    ///
    /// While it lives, the chip is never put to sleep, and operations that need TempKey are [`Error::Busy`]; signatures
    /// are not, they use the Message Digest Buffer.
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
        let public = self.settle(outcome).await?;
        let key = self.ephemeral.as_ref().ok_or(Error::KeyLost)?;
        Ok((EphemeralKey { state: key.state }, public))
    }

    /// The secret that an ephemeral key shares with `peer`: the X coordinate. It crosses the bus in clear. The key is gone
    /// after that, also after a failure.
    ///
    /// # Errors
    /// [`Error::KeyLost`] if the chip has slept since the key was made, or it was discarded; a status if `peer` is not on
    /// the curve.
    pub async fn ecdh_ephemeral(
        &mut self,
        key: EphemeralKey,
        peer: &PublicKey,
    ) -> Result<Secret, Error<I2C::Error>> {
        let alive = self.ephemeral.as_ref() == Some(&key) && self.link.volatile_state() == Some(key.state);
        let outcome = if alive {
            let outcome = self.command(&Ecdh { key: EcdhKey::TempKey, peer }).await;
            // It may have slept without the driver's doing; then it refuses, or says that it has just woken.
            match outcome {
                Err(Error::StateLost) => Err(Error::KeyLost),
                Ok(_) if self.link.volatile_state() != Some(key.state) => Err(Error::KeyLost),
                outcome => outcome,
            }
        } else {
            Err(Error::KeyLost)
        };
        if self.ephemeral == Some(key) {
            self.ephemeral = None;
        }
        self.settle(outcome).await
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
