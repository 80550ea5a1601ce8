use core::fmt;

use crate::Slot;

/// SlotLocked: bytes 88–89 of the configuration, little-endian. Bit n is 1 while slot n is not locked on its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SlotsLocked(pub u16);

impl SlotsLocked {
    /// No slot is locked on its own.
    pub const NONE: Self = Self(0xFFFF);

    /// The same with `slot` locked.
    #[must_use]
    pub const fn with(self, slot: Slot) -> Self {
        Self(self.0 & !(1 << slot.number()))
    }

    /// Whether `slot` was locked on its own.
    #[must_use]
    pub const fn contains(self, slot: Slot) -> bool {
        self.0 >> slot.number() & 1 == 0
    }
}

impl fmt::Display for SlotsLocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "locked on their own: ";
        for slot in Slot::all().filter(|slot| self.contains(*slot)) {
            write!(f, "{before}{slot}")?;
            before = ", ";
        }
        if *self == Self::NONE { f.write_str("no slot is locked on its own") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_zero_bit_locks() {
        let (eight, nine) = (Slot::from_nibble(8), Slot::from_nibble(9));
        let locked = SlotsLocked::NONE.with(nine);
        assert_eq!(locked, SlotsLocked(0xFDFF));
        assert!(locked.contains(nine) && !locked.contains(eight));
        assert_eq!(SlotsLocked::NONE.to_string(), "no slot is locked on its own");
        assert_eq!(locked.with(eight).to_string(), "locked on their own: 8, 9");
    }
}
