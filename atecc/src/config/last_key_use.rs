use core::fmt;

/// LastKeyUse (configuration bytes 68–83 of the ATECC508A): what is left of the uses of slot 15, a bit each.
///
/// They are cleared from bit 7 of byte 68 on; nothing sets them again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LastKeyUse(pub [u8; 16]);

impl LastKeyUse {
    /// All 128 uses, as delivered.
    pub const FULL: Self = Self([0xFF; 16]);

    /// Uses left: at most 128.
    #[must_use]
    pub fn left(self) -> u32 {
        self.0.iter().map(|byte| byte.count_ones()).sum()
    }

    /// The same after one more use.
    #[must_use]
    pub fn spent(mut self) -> Self {
        if let Some(byte) = self.0.iter_mut().find(|byte| **byte != 0) {
            *byte &= !(1 << (u8::BITS - 1 - byte.leading_zeros()));
        }
        self
    }
}

impl fmt::Display for LastKeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slot 15 has {} uses left, if its use is limited", self.left())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_go_from_the_first_byte_on_highest_first_and_never_come_back() {
        let mut uses = LastKeyUse::FULL.spent();
        assert_eq!(uses.0[..2], [0x7F, 0xFF]);
        for left in (0..127).rev() {
            uses = uses.spent();
            assert_eq!(uses.left(), left);
        }
        assert_eq!(uses.spent(), LastKeyUse([0; 16]));
    }
}
