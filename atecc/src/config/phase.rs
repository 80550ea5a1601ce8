use core::fmt;

/// How far the life of a part has come: what may be read and written depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Neither zone is locked: only the configuration can be read and written.
    Blank,
    /// The configuration is locked, data and OTP are not: keys and data can be written, nothing read.
    Configured,
    /// Both are locked: the rules of the slots apply.
    Operational,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "blank",
            Self::Configured => "configured, data not locked",
            Self::Operational => "fully locked",
        })
    }
}
