use core::fmt;

use crate::Slot;

/// VolatileKeyPermission (configuration byte 69): which key permits to set the persistent latch.
///
/// | bits | field |
/// |---|---|
/// | 0–3 | the slot of the key |
/// | 7 | enabled |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct VolatileKeyPermission(pub u8);

impl VolatileKeyPermission {
    const ENABLE: u8 = 1 << 7;

    /// Enabled, with the key in `slot`.
    #[must_use]
    pub const fn with_key(slot: Slot) -> Self {
        Self(Self::ENABLE | slot.number())
    }

    /// The slot of the key, if the feature is on.
    #[must_use]
    pub const fn slot(self) -> Option<Slot> {
        if self.0 & Self::ENABLE != 0 { Some(Slot::from_nibble(self.0)) } else { None }
    }
}

impl fmt::Display for VolatileKeyPermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot() {
            Some(slot) => write!(f, "key {slot} permits to set the persistent latch"),
            None => f.write_str("off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bit_enables_and_the_lower_bits_name_the_slot() {
        assert_eq!(
            (VolatileKeyPermission(0x89).slot(), VolatileKeyPermission(0x09).slot()),
            (Slot::new(9), None)
        );
        assert_eq!(VolatileKeyPermission::with_key(Slot::from_nibble(4)), VolatileKeyPermission(0x84));
    }
}
