use std::io::{Error, ErrorKind};

use crate::Errno;

/// The error number of a host error, translated where the host numbers differently or has none.
#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
pub(super) fn errno(error: Error) -> Errno {
    match error.raw_os_error() {
        Some(code) if cfg!(target_os = "linux") => Errno::from_code(code),
        _ => of_kind(error.kind()),
    }
}

fn of_kind(kind: ErrorKind) -> Errno {
    match kind {
        ErrorKind::NotFound => Errno::ENOENT,
        ErrorKind::PermissionDenied => Errno::EACCES,
        ErrorKind::ConnectionRefused => Errno::ECONNREFUSED,
        ErrorKind::ConnectionReset => Errno::ECONNRESET,
        ErrorKind::HostUnreachable => Errno::EHOSTUNREACH,
        ErrorKind::NetworkUnreachable => Errno::ENETUNREACH,
        ErrorKind::NetworkDown => Errno::ENETDOWN,
        ErrorKind::ConnectionAborted => Errno::ECONNABORTED,
        ErrorKind::NotConnected => Errno::ENOTCONN,
        ErrorKind::AddrInUse => Errno::EADDRINUSE,
        ErrorKind::AddrNotAvailable => Errno::EADDRNOTAVAIL,
        ErrorKind::BrokenPipe => Errno::EPIPE,
        ErrorKind::WouldBlock => Errno::EAGAIN,
        ErrorKind::InvalidInput => Errno::EINVAL,
        ErrorKind::TimedOut => Errno::ETIMEDOUT,
        ErrorKind::Interrupted => Errno::EINTR,
        ErrorKind::Unsupported => Errno::EOPNOTSUPP,
        ErrorKind::OutOfMemory => Errno::ENOMEM,
        _ => Errno::EIO,
    }
}
