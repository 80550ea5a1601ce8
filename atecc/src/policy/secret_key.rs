use super::{KeyConfigRule, Refusal, Rules, Use};
use crate::Slot;

impl Rules<'_> {
    /// Bytes of a secret that MAC, CheckMac, GenDig, DeriveKey and HMAC take from a slot.
    pub const SECRET_KEY: usize = 32;

    /// The secret in `slot`, for a command that computes with it; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// [`KeyConfigRule::NotSymmetric`] if it is a private key, else what [`Self::key_use`] says.
    pub fn secret_key(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.in_reach()?;
        self.symmetric(slot)?;
        self.key_use(slot, match_value)
    }

    /// Private keys are for the elliptic curve alone.
    pub(super) fn symmetric(&self, slot: Slot) -> Result<(), Refusal> {
        if self.config.key_config(slot).is_private() {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotSymmetric));
        }
        Ok(())
    }
}
