use core::fmt;
use core::time::Duration;
use std::io;
use std::path::PathBuf;

use embedded_hal::i2c::{Error, ErrorKind};

/// What goes wrong on a bus that several programs share.
#[non_exhaustive]
pub enum SharedError<E> {
    /// The bus itself.
    Bus(E),
    /// Others kept the chip, or the bus, for too long.
    InUse {
        /// The adapter.
        path: PathBuf,
        /// The chip's 7-bit address; none if it is the bus itself that is kept.
        address: Option<u8>,
        /// How long this one waited.
        waited: Duration,
    },
    /// The adapter cannot be locked, or is another one than it was.
    Lock {
        /// The adapter.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl<E: fmt::Display> fmt::Display for SharedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(error) => error.fmt(f),
            Self::InUse { path, address, waited } => {
                let path = path.display();
                match address {
                    Some(address) => write!(f, "another program kept the chip at {address:#04x} on {path}")?,
                    None => write!(f, "another program kept the bus {path}")?,
                }
                write!(
                    f,
                    " for more than {} ms; try again, wait longer with ?wait=SECONDS in the device URI, or see with \
                     'fuser {path}' who it is",
                    waited.as_millis()
                )
            }
            Self::Lock { path, source } => write!(f, "cannot lock {}: {source}", path.display()),
        }
    }
}

impl<E: fmt::Display> fmt::Debug for SharedError<E> {
    /// In the same words: bus errors are often shown by their `Debug` form, the only one that they must have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<E: core::error::Error + 'static> core::error::Error for SharedError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Bus(error) => error.source(),
            Self::InUse { .. } => None,
            Self::Lock { source, .. } => Some(source),
        }
    }
}

impl<E: Error + fmt::Display> Error for SharedError<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(error) => error.kind(),
            // Nothing that a missing acknowledge could be reported as.
            Self::InUse { .. } | Self::Lock { .. } => ErrorKind::Bus,
        }
    }
}
