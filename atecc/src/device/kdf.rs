use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{Derivation, Kdf, KdfEncrypted, KdfInto, KdfSplit, KdfTarget};
use crate::{Error, Misuse, Secret};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Derives 32 or 64 bytes, which cross the bus in clear.
    ///
    /// PRF and HKDF use TempKey up, wherever their key is; AES leaves it alone. If a key has a limited number of uses,
    /// each derivation counts one; a second try after the chip fell silent may count another. This goes for all
    /// derivations.
    ///
    /// # Errors
    /// A status if there is no secret that may be used like this, or ChipOptions keep the result inside;
    /// [`Error::UnexpectedLength`] if they only let it out encrypted: see [`kdf_protected`](Self::kdf_protected).
    /// [`Error::Busy`] while an ephemeral key lives in TempKey; [`Misuse::Part`] on an ATECC508A.
    pub async fn kdf<const N: usize>(
        &mut self,
        derivation: &Derivation<'_, N>,
    ) -> Result<Secret<N>, Error<I2C::Error>> {
        self.require_source(derivation)?;
        let outcome = self.answer(&Kdf(*derivation)).await;
        self.settle(outcome).await
    }

    /// Derives 32 or 64 bytes, which cross the bus encrypted with the IO protection key, which host and chip share.
    ///
    /// # Errors
    /// A status if the IO protection key is off, and as [`kdf`](Self::kdf). A wrong `io_key` is not noticed: it gives a wrong
    /// result.
    pub async fn kdf_protected<const N: usize>(
        &mut self,
        derivation: &Derivation<'_, N>,
        io_key: &[u8; 32],
    ) -> Result<Secret<N>, Error<I2C::Error>> {
        self.require_source(derivation)?;
        let outcome = self.answer(&KdfEncrypted(*derivation)).await;
        let output = self.settle(outcome).await?;
        Ok(output.decrypt(io_key))
    }

    /// Derives a key that stays in the chip.
    ///
    /// # Errors
    /// [`Misuse::Range`] if `target` is too small, [`Misuse::Rest`] if it would not outlive the operation; a status
    /// if it may not be written like this; else as [`kdf`](Self::kdf).
    pub async fn kdf_into<const N: usize>(
        &mut self,
        derivation: &Derivation<'_, N>,
        target: KdfTarget,
    ) -> Result<(), Error<I2C::Error>> {
        let command = KdfInto::new(*derivation, target).ok_or(Misuse::Range)?;
        self.require_ends(derivation, target)?;
        let outcome = self.answer(&command).await;
        self.settle(outcome).await
    }

    /// Derives two keys with the TLS 1.2 PRF: the first 32 bytes stay in the chip, the second cross the bus in clear.
    ///
    /// # Errors
    /// As [`kdf_into`](Self::kdf_into) and [`kdf`](Self::kdf).
    pub async fn kdf_split(
        &mut self,
        derivation: &Derivation<'_, 64>,
        target: KdfTarget,
    ) -> Result<Secret, Error<I2C::Error>> {
        self.require_ends(derivation, target)?;
        let outcome = self.answer(&KdfSplit { derivation: *derivation, target }).await;
        self.settle(outcome).await
    }

    fn require_ends<const N: usize>(
        &mut self,
        derivation: &Derivation<'_, N>,
        target: KdfTarget,
    ) -> Result<(), Error<I2C::Error>> {
        match target {
            KdfTarget::TempKey | KdfTarget::TempKeyUpper => {
                self.require_memory()?;
                self.require_temp_key()?;
                self.require_source(derivation)
            }
            KdfTarget::AltKeyBuf => {
                self.require_memory()?;
                self.require_source(derivation)
            }
            KdfTarget::Slot(_) => self.require_source(derivation),
        }
    }

    fn require_source<const N: usize>(
        &mut self,
        derivation: &Derivation<'_, N>,
    ) -> Result<(), Error<I2C::Error>> {
        self.require_608()?;
        if derivation.uses_temp_key() { self.require_temp_key() } else { Ok(()) }
    }
}
