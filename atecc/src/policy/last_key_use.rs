use super::{Refusal, Rule, Rules};
use crate::Slot;

/// The only slot whose uses LastKeyUse counts.
const SLOT: u8 = 15;

impl Rules<'_> {
    /// Whether the uses of `slot` are counted in LastKeyUse instead of Counter 0.
    pub(super) fn counts_in_last_key_use(&self, slot: Slot) -> bool {
        self.options.last_key_use && self.config.is_atecc508a() && slot.number() == SLOT
    }

    /// Whether LastKeyUse has one left.
    pub(super) fn last_key_use(&self, slot: Slot) -> Result<(), Refusal> {
        if self.config.last_key_use().is_none_or(|uses| uses.left() == 0) {
            return Err(Refusal::execution(Rule::LastKeyUse { slot }));
        }
        Ok(())
    }
}
