use super::{KeyConfigRule, Refusal, Rule, Rules, TempKeyRule, Use};
use crate::Slot;
use crate::config::{KeyType, offset};

/// Bytes of an AES-128 key and of a block.
const AES_BLOCK: usize = 16;

impl Rules<'_> {
    /// Whether the AES engine is on at all (AES_Enable).
    ///
    /// # Errors
    /// [`Rule::AesDisabled`].
    pub fn aes_enabled(&self) -> Result<(), Refusal> {
        if self.config.aes_enable() {
            return Ok(());
        }
        let aes_enable = self.byte(offset::AES_ENABLE);
        Err(Refusal::execution(Rule::AesDisabled { aes_enable }))
    }

    /// AES with the key in `slot` that starts at byte 16 × `block`; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn aes(&self, slot: Slot, block: u8, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.in_reach()?;
        let config = self.config.key_config(slot);
        if config.is_private() || config.key_type() != KeyType::AES {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotAes));
        }
        Self::fits(slot, (usize::from(block) + 1) * AES_BLOCK)?;
        if self.options.aes_ignores_req_auth {
            return self.key_use_without_auth(slot, match_value);
        }
        self.key_use(slot, match_value)
    }

    /// AES with the key in TempKey that starts at byte 16 × `block`; `long` tells whether 64 bytes were loaded.
    ///
    /// # Errors
    /// [`TempKeyRule::Invalid`], or [`TempKeyRule::TooShort`]: the blocks 1–3 are those of a long load.
    pub fn aes_temp_key(&self, block: u8, long: bool) -> Result<(), Refusal> {
        self.temp_key_valid()?;
        if block != 0 && !long {
            return Err(self.temp_key_refusal(TempKeyRule::TooShort));
        }
        Ok(())
    }

    /// Whether `slot` has as many bytes.
    pub(super) fn fits(slot: Slot, needed: usize) -> Result<(), Refusal> {
        if slot.size() < needed {
            return Err(Refusal::execution(Rule::SlotTooShort { slot, needed }));
        }
        Ok(())
    }
}
