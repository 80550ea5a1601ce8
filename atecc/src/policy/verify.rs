use super::{KeyConfigRule, Refusal, Rule, Rules, Source, Use};
use crate::Slot;
use crate::config::KeyType;

/// The mark on a stored public key: the high four bits of the first byte of its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// 5: Verify(validate) has accepted it.
    Valid,
    /// Anything else; Write and Verify(invalidate) set 0xA.
    NotValid,
}

impl Validity {
    /// The nibble of a valid public key.
    pub const VALID: u8 = 0x5;
    /// The nibble that a Write leaves on a public key.
    pub const INVALID: u8 = 0xA;

    /// The mark in the first byte of a slot.
    #[must_use]
    pub const fn of(first_byte: u8) -> Self {
        if first_byte >> 4 == Self::VALID { Self::Valid } else { Self::NotValid }
    }
}

impl Rules<'_> {
    /// Bytes of a stored public key: four zeros, X, four zeros, Y.
    pub const STORED_PUBLIC_KEY: usize = 72;

    /// A stored public key as data, for GenKey(digest of a stored key) and SHA(public).
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn stored_public_key(&self, slot: Slot) -> Result<(), Refusal> {
        self.in_reach()?;
        let config = self.config.key_config(slot);
        if config.is_private() || config.key_type() != KeyType::P256 {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotPublic));
        }
        if slot.size() < Self::STORED_PUBLIC_KEY {
            return Err(Refusal::execution(Rule::SlotTooShort { slot, needed: Self::STORED_PUBLIC_KEY }));
        }
        Ok(())
    }

    /// Verify(stored). `from_temp_key` tells whether the message is in TempKey (else in the Message Digest
    /// Buffer, which cannot serve ReqRandom); `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn verify_stored(
        &self,
        slot: Slot,
        stored: Validity,
        from_temp_key: bool,
        match_value: Option<u32>,
    ) -> Result<Use, Refusal> {
        self.verifying_key(slot, stored)?;
        self.random_nonce_for(slot, from_temp_key)?;
        self.key_use(slot, match_value)
    }

    /// ReqRandom of `slot`, for the commands that look at it.
    ///
    /// # Errors
    /// [`KeyConfigRule::NotRandom`].
    pub fn random_nonce_for(&self, slot: Slot, from_temp_key: bool) -> Result<(), Refusal> {
        let random = from_temp_key && self.temp_key.valid && self.temp_key.source == Source::Random;
        if self.config.key_config(slot).requires_random() && !random {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotRandom));
        }
        Ok(())
    }

    /// Whether the slot carries a validity mark: a public key with PubInfo, in one of the slots 8–15.
    #[must_use]
    pub fn carries_validity(&self, slot: Slot) -> bool {
        self.config.key_config(slot).pub_info() && self.stored_public_key(slot).is_ok()
    }
}
