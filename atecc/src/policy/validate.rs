use super::{KeyConfigRule, Refusal, Rule, Rules, TempKeyRule, Use, Validity};
use crate::Slot;

/// What Verify(validate, invalidate or validate external) asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidateRequest {
    /// The slot of the public key whose mark is to change.
    pub target: Slot,
    /// The mark on the public key of its parent.
    pub parent: Validity,
}

impl Rules<'_> {
    /// The slot whose public key checks the validation of the one in `target`: its ReadKey.
    #[must_use]
    pub fn validating_key(&self, target: Slot) -> Slot {
        self.config.slot_config(target).read_key()
    }

    /// Verify(validate, invalidate or validate external), which works although the target, or all data, may be
    /// locked. TempKey holds a digest of the public key in the target. `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn validate(&self, request: ValidateRequest, match_value: Option<u32>) -> Result<Use, Refusal> {
        let ValidateRequest { target, parent } = request;
        self.stored_public_key(target)?;
        if !self.config.key_config(target).pub_info() {
            return Err(self.key_config_refusal(target, KeyConfigRule::NoValidation));
        }
        self.temp_key_valid()?;
        if !self.temp_key.gen_key_data || self.temp_key.key_id != target.number() {
            return Err(self.temp_key_refusal(TempKeyRule::NoGenKey { needed: target }));
        }
        let key = self.validating_key(target);
        self.verifying_key(key, parent)?;
        self.key_use(key, match_value)
    }

    /// Whether the public key in `slot` may verify, as far as its validity mark `stored` goes.
    pub(super) fn verifying_key(&self, slot: Slot, stored: Validity) -> Result<(), Refusal> {
        self.stored_public_key(slot)?;
        if self.config.key_config(slot).pub_info() && stored != Validity::Valid {
            return Err(Refusal::execution(Rule::Validity { slot, valid: false }));
        }
        Ok(())
    }

    /// The slot of the key for the MAC that Verify answers instead of a status.
    ///
    /// # Errors
    /// [`Rule::Phase`] or [`Rule::ChipOptions`].
    pub fn verify_mac_key(&self) -> Result<Slot, Refusal> {
        self.in_reach()?;
        self.io_protection_key()
    }
}
