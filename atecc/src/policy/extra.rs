use super::{Refusal, Rule, Rules, Use};
use crate::Slot;
use crate::config::offset;

/// A byte of the configuration that UpdateExtra sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extra {
    /// UserExtra: for whatever the application likes.
    User,
    /// UserExtraAdd: the I2C address, if ChipMode bit 0 makes it one.
    Address,
}

impl Extra {
    /// Where the byte is in the configuration.
    #[must_use]
    pub const fn offset(self) -> usize {
        match self {
            Self::User => offset::USER_EXTRA,
            Self::Address => offset::USER_EXTRA_ADD,
        }
    }
}

impl Rules<'_> {
    /// UpdateExtra of a byte: once, whatever is locked.
    ///
    /// # Errors
    /// [`Rule::ExtraSet`].
    pub fn update_extra(&self, extra: Extra) -> Result<(), Refusal> {
        let byte = extra.offset();
        match self.byte(byte) {
            0 => Ok(()),
            value => Err(Refusal::execution(Rule::ExtraSet { byte, value })),
        }
    }

    /// UpdateExtra that uses up one use of the key in `slot`; nothing happens to a slot without LimitedUse.
    /// `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// [`Rule::Phase`] while slots are not what they will be, [`Rule::UsedUp`].
    pub fn use_up(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.in_reach()?;
        self.limited_use(slot, match_value)
    }
}
