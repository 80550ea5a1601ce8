use core::fmt;

use embedded_nal::{TcpError, TcpErrorKind, nb};

use crate::{Errno, Error};

/// Why a call of a [`NalStack`](super::NalStack) failed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NalError {
    /// The peer has ended the stream properly: nothing more is received.
    Ended,
    /// The socket was not bound or connected before.
    NotOpen,
    /// The call failed.
    Failed(Error),
}

impl NalError {
    /// What did not wait is asked again, everything else has failed.
    pub(super) fn of(error: Error) -> nb::Error<Self> {
        match error {
            Error::Io(Errno::EAGAIN | Errno::EINPROGRESS) => nb::Error::WouldBlock,
            error => nb::Error::Other(Self::Failed(error)),
        }
    }
}

impl TcpError for NalError {
    fn kind(&self) -> TcpErrorKind {
        match self {
            Self::Ended => TcpErrorKind::PipeClosed,
            Self::NotOpen => TcpErrorKind::Other,
            Self::Failed(error) => match error.errno() {
                Errno::EPIPE | Errno::ECONNRESET | Errno::ECONNABORTED => TcpErrorKind::PipeClosed,
                _ => TcpErrorKind::Other,
            },
        }
    }
}

impl From<Error> for NalError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for NalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => f.write_str("the peer has ended the stream"),
            Self::NotOpen => f.write_str("the socket is not open yet; bind or connect it first"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for NalError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Failed(error) => error.source(),
            Self::Ended | Self::NotOpen => None,
        }
    }
}
