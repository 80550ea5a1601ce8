use core::fmt;

use super::{Refusal, Rule, Rules, Use};
use crate::Slot;

/// Rules of the persistent latch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LatchRule {
    /// Bit 7 is 0: Info cannot change the latch.
    Disabled,
    /// The key has to be proven first.
    NotAuthorised {
        /// Its slot.
        key: Slot,
    },
}

impl fmt::Display for LatchRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => f.write_str("bit 7=0: the persistent latch cannot be changed"),
            Self::NotAuthorised { key } => write!(f, "key {key} has not been proven"),
        }
    }
}

impl Rules<'_> {
    /// Info that sets (or clears, which needs no key) the persistent latch.
    ///
    /// # Errors
    /// [`Rule::Latch`].
    pub fn change_latch(&self, value: bool) -> Result<Use, Refusal> {
        let permission = self.config.volatile_key_permission();
        let refusal = |why| Refusal::execution(Rule::Latch { permission: permission.0, why });
        let key = permission.slot().ok_or_else(|| refusal(LatchRule::Disabled))?;
        if value && self.authorised != Some(key) {
            return Err(refusal(LatchRule::NotAuthorised { key }));
        }
        Ok(Use { spends_auth: value && !self.options.latch_keeps_proof, ..Use::default() })
    }
}
