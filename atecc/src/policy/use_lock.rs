use super::{Refusal, Rule, Rules, UseLockScope};
use crate::Slot;
use crate::config::{Phase, offset};

/// UseLock (configuration byte 68): a transport lock, which keeps keys from being used until one was proven.
///
/// | bits | field |
/// |---|---|
/// | 0–3 | 0xA: enabled |
/// | 4–7 | the slot of the transport key |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseLock(pub u8);

impl UseLock {
    const ENABLE: u8 = 0xA;

    /// The slot of the transport key, if the lock is enabled.
    #[must_use]
    pub const fn slot(self) -> Option<Slot> {
        if self.0 & 0x0F == Self::ENABLE { Some(Slot::from_nibble(self.0 >> 4)) } else { None }
    }
}

impl Rules<'_> {
    /// UseLock; an ATECC508A has none.
    #[must_use]
    pub fn use_lock(&self) -> UseLock {
        UseLock(if self.config.is_atecc508a() { 0 } else { self.byte(offset::USE_LOCK) })
    }

    /// Whether UseLock lets the key in `slot` be used. The transport key always is: else nobody could prove it.
    pub(super) fn transport_unlocked(&self, slot: Slot) -> Result<(), Refusal> {
        let use_lock = self.use_lock();
        let Some(key) = use_lock.slot() else { return Ok(()) };
        let in_force = self.options.use_lock != UseLockScope::Ignored
            && (self.config.phase() == Phase::Operational || self.options.use_lock_before_data_lock);
        if !in_force || self.transport_unlocked || key == slot {
            return Ok(());
        }
        Err(Refusal::execution(Rule::UseLock { use_lock: use_lock.0, key }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_enables_and_the_upper_bits_name_the_slot() {
        assert_eq!(UseLock(0x3A).slot(), Slot::new(3));
        assert_eq!(UseLock(0xFA).slot(), Slot::new(15));
        assert_eq!((UseLock(0x30).slot(), UseLock(0x3F).slot(), UseLock(0xAB).slot()), (None, None, None));
    }
}
