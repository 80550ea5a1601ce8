use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource};

use crate::state::StateError;

/// Why a transaction failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum BusError {
    /// Nobody acknowledged: the address (the chip is busy, idle, asleep or elsewhere) or a byte.
    NoAcknowledge(NoAcknowledgeSource),
    /// The chip did what it was told, but its state file could not be written.
    State(StateError),
}

impl core::fmt::Display for BusError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NoAcknowledge(NoAcknowledgeSource::Address) => {
                f.write_str("no chip acknowledges the address")
            }
            Self::NoAcknowledge(_) => f.write_str("the chip does not acknowledge the byte"),
            Self::State(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for BusError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NoAcknowledge(_) => None,
            Self::State(error) => error.source(),
        }
    }
}

impl embedded_hal::i2c::Error for BusError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoAcknowledge(source) => ErrorKind::NoAcknowledge(*source),
            Self::State(_) => ErrorKind::Other,
        }
    }
}
