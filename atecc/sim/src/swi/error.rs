use core::fmt;

use embedded_io::{Error, ErrorKind};

use crate::state::StateError;

/// Why a read or a write at a simulated UART failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum UartError {
    /// Nothing arrived for a millisecond.
    TimedOut,
    /// The chip did what it was told, but its state file could not be written.
    State(StateError),
}

impl fmt::Display for UartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("nothing arrives at the UART"),
            Self::State(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for UartError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::TimedOut => None,
            Self::State(error) => error.source(),
        }
    }
}

impl Error for UartError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TimedOut => ErrorKind::TimedOut,
            Self::State(_) => ErrorKind::Other,
        }
    }
}
