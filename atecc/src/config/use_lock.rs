use core::fmt;

use crate::Slot;

/// UseLock (configuration byte 68): a transport lock, which keeps keys from being used until one was proven.
///
/// | bits | field |
/// |---|---|
/// | 0–3 | 0xA: enabled |
/// | 4–7 | the slot of the transport key |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct UseLock(pub u8);

impl UseLock {
    const ENABLE: u8 = 0xA;

    /// Enabled, with the transport key in `slot`.
    #[must_use]
    pub const fn with_key(slot: Slot) -> Self {
        Self(Self::ENABLE | slot.number() << 4)
    }

    /// The slot of the transport key, if the lock is enabled.
    #[must_use]
    pub const fn slot(self) -> Option<Slot> {
        if self.0 & 0x0F == Self::ENABLE { Some(Slot::from_nibble(self.0 >> 4)) } else { None }
    }
}

impl fmt::Display for UseLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot() {
            Some(slot) => write!(f, "no key is used until key {slot} has been proven"),
            None => f.write_str("off"),
        }
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
        assert_eq!(UseLock::with_key(Slot::from_nibble(9)), UseLock(0x9A));
    }
}
