use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{DigestPublicKey, LoadNonce, NonceTarget, Validate};
use crate::host::Validation;
use crate::{Error, Signature};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Makes a stored public key valid, or invalid, if `signature` over the digest of `validation` is its parent's. Nothing
    /// secret crosses the bus.
    ///
    /// Three commands: Nonce, GenKey with its digest of the stored key, Verify. If the parent has a limited number of uses,
    /// each Verify counts one; a second try after the chip fell silent may count another.
    ///
    /// # Errors
    /// A status if the slot holds no public key, or one that wants no validation or a random nonce. A bad signature, and a
    /// key other than that of `validation`, is `Ok(false)`: nothing is changed then.
    pub async fn validate_key(
        &mut self,
        validation: &Validation,
        signature: &Signature,
    ) -> Result<bool, Error<I2C::Error>> {
        let mut outcome = self.validate_once(validation, signature).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.validate_once(validation, signature).await;
        }
        self.settle(outcome).await
    }

    async fn validate_once(
        &mut self,
        validation: &Validation,
        signature: &Signature,
    ) -> Result<bool, Error<I2C::Error>> {
        let Validation { slot, ref nonce, ref other_data, invalidate, .. } = *validation;
        self.require_temp_key()?;
        self.command(&LoadNonce { value: nonce, target: NonceTarget::TempKey }).await?;
        self.command(&DigestPublicKey::of(slot)).await?;
        self.command(&Validate { slot, signature, other_data, invalidate }).await
    }
}
