use core::fmt;

/// A monotonic counter as the configuration zone has it (Counter0 and Counter1, 8 bytes each).
///
/// Two linear 16-bit fields lose one bit per step in turn; two binary 16-bit fields, big-endian, count how often a linear
/// field was used up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Count(pub [u8; Self::SIZE]);

impl Count {
    /// The most that a counter can show.
    pub const MAX: u32 = 2_097_151;
    /// Bytes of one.
    pub(super) const SIZE: usize = 8;
    /// Steps of one linear field.
    const LINEAR: u32 = 16;

    /// The bytes that show `value`.
    #[must_use]
    pub fn of(value: u32) -> Self {
        let after = value.saturating_sub(Self::LINEAR);
        let linear = |steps: u32| u16::MAX.checked_shr(steps % (2 * Self::LINEAR)).unwrap_or(0);
        let binary = |steps: u32| u16::try_from(steps / (2 * Self::LINEAR)).unwrap_or(u16::MAX);
        let [a, b] = linear(value).to_be_bytes();
        let [c, d] = linear(after).to_be_bytes();
        let [e, f] = binary(value).to_be_bytes();
        let [g, h] = binary(after).to_be_bytes();
        Self([a, b, c, d, e, f, g, h])
    }

    /// What it shows: the steps of the binary fields, and the bits gone from the linear fields.
    #[must_use]
    pub fn value(self) -> u32 {
        let [a, b, c, d, e, f, g, h] = self.0;
        let gone = [a, b, c, d].iter().map(|byte| byte.count_zeros()).sum::<u32>();
        let used_up = u32::from(u16::from_be_bytes([e, f])) + u32::from(u16::from_be_bytes([g, h]));
        used_up * Self::LINEAR + gone
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_worked_out_by_hand() {
        for (value, bytes) in [
            (0, [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]),
            (1, [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]),
            (16, [0x00, 0x00, 0xFF, 0xFF, 0, 0, 0, 0]),
            (17, [0x00, 0x00, 0x7F, 0xFF, 0, 0, 0, 0]),
            (32, [0xFF, 0xFF, 0x00, 0x00, 0, 1, 0, 0]),
            (48, [0x00, 0x00, 0xFF, 0xFF, 0, 1, 0, 1]),
        ] {
            assert_eq!(Count::of(value), Count(bytes));
        }
    }

    #[test]
    fn what_is_encoded_is_read_again() {
        for value in (0..3000).chain((Count::MAX - 3000)..=Count::MAX) {
            assert_eq!(Count::of(value).value(), value);
        }
    }
}
