use core::fmt;

/// A set of the tests that SelfTest knows, with the bits of its mode and of the failure register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SelfTests(u8);

impl SelfTests {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// Bit 0: the random number generator.
    pub const RNG: Self = Self(1);
    /// Bit 2: ECDSA, signing and verifying.
    pub const ECDSA: Self = Self(1 << 2);
    /// Bit 3: ECDH.
    pub const ECDH: Self = Self(1 << 3);
    /// Bit 4: AES.
    pub const AES: Self = Self(1 << 4);
    /// Bit 5: SHA.
    pub const SHA: Self = Self(1 << 5);
    /// All of them.
    pub const ALL: Self = Self(0b11_1101);
    const NAMES: [(Self, &'static str); 5] = [
        (Self::RNG, "RNG"),
        (Self::ECDSA, "ECDSA"),
        (Self::ECDH, "ECDH"),
        (Self::AES, "AES"),
        (Self::SHA, "SHA"),
    ];

    /// The tests in a byte; bits of none are dropped.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// The byte.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Those in either set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those in both sets.
    #[must_use]
    pub const fn among(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of `other` are in it.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for SelfTests {
    /// Their names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (_, name) in Self::NAMES.iter().filter(|(test, _)| self.contains(*test)) {
            write!(f, "{separator}{name}")?;
            separator = ", ";
        }
        Ok(())
    }
}
