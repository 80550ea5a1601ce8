use core::fmt;

use crate::Slot;

/// CountMatch (configuration byte 18): Counter 0 ends at the value in a slot instead of at its own limit.
///
/// | bits | field |
/// |---|---|
/// | 0 | enabled |
/// | 4–7 | the slot with the value |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct CountMatch(pub u8);

impl CountMatch {
    const ENABLE: u8 = 1;

    /// Enabled, with the value in `slot`.
    #[must_use]
    pub const fn with_value_in(slot: Slot) -> Self {
        Self(Self::ENABLE | slot.number() << 4)
    }

    /// The slot with the value, if the feature is on.
    #[must_use]
    pub const fn slot(self) -> Option<Slot> {
        if self.0 & Self::ENABLE != 0 { Some(Slot::from_nibble(self.0 >> 4)) } else { None }
    }
}

impl fmt::Display for CountMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot() {
            Some(slot) => write!(f, "Counter0 ends at the value in slot {slot}"),
            None => f.write_str("off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bit_enables_and_the_upper_bits_name_the_slot() {
        assert_eq!((CountMatch(0xA1).slot(), CountMatch(0xA0).slot()), (Slot::new(10), None));
        assert_eq!(CountMatch::with_value_in(Slot::from_nibble(9)), CountMatch(0x91));
    }
}
