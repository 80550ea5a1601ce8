use std::io::{self, ErrorKind};

use super::shared_kind;
use crate::{Errno, Error};

impl From<Error> for io::Error {
    /// The error stays inside: [`io::Error::get_ref`] shows it, [`io::Error::downcast`] gives it back.
    fn from(error: Error) -> Self {
        Self::new(kind(&error), error)
    }
}

const fn kind(error: &Error) -> ErrorKind {
    match error {
        // Somebody may have cut the stream off: that must not look like its end.
        Error::Tls(error) if matches!(error.errno(), Errno::ECONNABORTED) => ErrorKind::UnexpectedEof,
        error => of_errno(error.errno()),
    }
}

const fn of_errno(errno: Errno) -> ErrorKind {
    match errno {
        Errno::EAGAIN => ErrorKind::WouldBlock,
        Errno::EBUSY => ErrorKind::ResourceBusy,
        Errno::ENETDOWN => ErrorKind::NetworkDown,
        Errno::ENETUNREACH => ErrorKind::NetworkUnreachable,
        Errno::EHOSTUNREACH => ErrorKind::HostUnreachable,
        errno => shared_kind!(errno, ErrorKind),
    }
}
