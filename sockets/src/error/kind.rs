//! What kind of error ours are to the traits of others.

#[cfg(feature = "embedded-io")]
mod embedded_io;
#[cfg(feature = "std")]
mod std_io;

/// The kind of an [`Errno`](crate::Errno) in one of the enumerations, which share these names.
macro_rules! shared_kind {
    ($errno:expr, $kind:ident) => {{
        use crate::Errno;
        match $errno {
            Errno::EPERM | Errno::EACCES => $kind::PermissionDenied,
            Errno::ENOENT => $kind::NotFound,
            Errno::EINTR => $kind::Interrupted,
            Errno::EINVAL | Errno::EDOM | Errno::EMSGSIZE => $kind::InvalidInput,
            Errno::ENOMEM | Errno::ENOBUFS => $kind::OutOfMemory,
            Errno::EPIPE => $kind::BrokenPipe,
            Errno::EPROTO => $kind::InvalidData,
            Errno::ENOSYS
            | Errno::ENOPROTOOPT
            | Errno::EPROTOTYPE
            | Errno::EPROTONOSUPPORT
            | Errno::EOPNOTSUPP
            | Errno::EAFNOSUPPORT => $kind::Unsupported,
            Errno::EADDRINUSE => $kind::AddrInUse,
            Errno::EADDRNOTAVAIL => $kind::AddrNotAvailable,
            Errno::ECONNABORTED => $kind::ConnectionAborted,
            Errno::ECONNRESET => $kind::ConnectionReset,
            Errno::EBADF | Errno::ENOTCONN => $kind::NotConnected,
            Errno::ETIMEDOUT => $kind::TimedOut,
            Errno::ECONNREFUSED => $kind::ConnectionRefused,
            _ => $kind::Other,
        }
    }};
}
use shared_kind;
