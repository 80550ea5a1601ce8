use core::fmt;
use core::str::FromStr;

/// A part that can be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Part {
    /// ATECC508A: fewer commands, one of its own, other times.
    Atecc508A,
    /// ATECC608A.
    Atecc608A,
    /// ATECC608B.
    #[default]
    Atecc608B,
    /// ATECC608C.
    Atecc608C,
    /// ATECC608B-TNGTLS, "Trust&GO": an ATECC608B with keys and certificates in it, locked.
    TngTls,
    /// ATECC608B-TFLXTLS, "TrustFLEX": the same with a few slots that its owner fills.
    TflxTls,
}

impl Part {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Atecc508A, Self::Atecc608A, Self::Atecc608B, Self::Atecc608C, Self::TngTls, Self::TflxTls];

    /// Their names, as a message lists them.
    pub const NAMES: &str = "508a, 608a, 608b, 608c, tngtls or tflxtls";

    /// RevNum: the third byte is the family's, the last one counts the revisions.
    #[must_use]
    pub const fn revision(self) -> [u8; 4] {
        let [family, last] = match self {
            Self::Atecc508A => [0x50, 0],
            Self::Atecc608A => [0x60, 2],
            Self::Atecc608B | Self::TngTls | Self::TflxTls => [0x60, 3],
            Self::Atecc608C => [0x60, 4],
        };
        [0x00, 0x00, family, last]
    }

    /// The name in device URIs and state files, one of [`Self::NAMES`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Atecc508A => "508a",
            Self::Atecc608A => "608a",
            Self::Atecc608B => "608b",
            Self::Atecc608C => "608c",
            Self::TngTls => "tngtls",
            Self::TflxTls => "tflxtls",
        }
    }

    pub(crate) const fn is_508a(self) -> bool {
        matches!(self, Self::Atecc508A)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Part {
    type Err = UnknownPart;

    fn from_str(name: &str) -> Result<Self, UnknownPart> {
        Self::ALL.iter().copied().find(|part| part.name() == name).ok_or_else(|| UnknownPart(name.to_owned()))
    }
}

/// No part has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPart(pub String);

impl fmt::Display for UnknownPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown part {:?}; there are {}", self.0, Part::NAMES)
    }
}

impl core::error::Error for UnknownPart {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_listed_once_each() {
        let (last, others) = Part::ALL.split_last().unwrap();
        let others: Vec<&str> = others.iter().map(|part| part.name()).collect();
        assert_eq!(Part::NAMES, format!("{} or {last}", others.join(", ")));
        for part in Part::ALL {
            assert_eq!(part.name().parse(), Ok(*part));
        }
    }
}
