use core::time::Duration;

use super::SockType;
use crate::Errno;

/// An option of a socket with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SocketOption {
    /// How long a receive or an accept waits before `EAGAIN`; `None` is for ever (`SO_RCVTIMEO`).
    ReceiveTimeout(Option<Duration>),
    /// How long a send waits before `EAGAIN` and a connect before `ETIMEDOUT`; `None` is for ever (`SO_SNDTIMEO`).
    SendTimeout(Option<Duration>),
    /// Whether an address that was in use a moment ago may be bound (`SO_REUSEADDR`).
    ReuseAddress(bool),
    /// Whether small pieces are sent at once (`TCP_NODELAY`).
    NoDelay(bool),
    /// Whether a silent connection is probed (`SO_KEEPALIVE`).
    KeepAlive(bool),
    /// Whether calls answer instead of waiting (`O_NONBLOCK`, `FIONBIO`): `EAGAIN`, or `EINPROGRESS` for a connect.
    Nonblocking(bool),
    /// How many bytes a receive would give without waiting (`FIONREAD`). Read only.
    Available(usize),
    /// Why the socket failed behind the caller's back, as a connect that did not wait (`SO_ERROR`). Read only; reading
    /// it may clear it.
    Error(Option<Errno>),
    /// The type of the socket (`SO_TYPE`). Read only.
    Type(SockType),
}

/// An option of a socket without its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OptionName {
    /// [`SocketOption::ReceiveTimeout`].
    ReceiveTimeout,
    /// [`SocketOption::SendTimeout`].
    SendTimeout,
    /// [`SocketOption::ReuseAddress`].
    ReuseAddress,
    /// [`SocketOption::NoDelay`].
    NoDelay,
    /// [`SocketOption::KeepAlive`].
    KeepAlive,
    /// [`SocketOption::Nonblocking`].
    Nonblocking,
    /// [`SocketOption::Available`].
    Available,
    /// [`SocketOption::Error`].
    Error,
    /// [`SocketOption::Type`].
    Type,
}

impl SocketOption {
    /// Which option this is.
    #[must_use]
    pub const fn name(&self) -> OptionName {
        match self {
            Self::ReceiveTimeout(_) => OptionName::ReceiveTimeout,
            Self::SendTimeout(_) => OptionName::SendTimeout,
            Self::ReuseAddress(_) => OptionName::ReuseAddress,
            Self::NoDelay(_) => OptionName::NoDelay,
            Self::KeepAlive(_) => OptionName::KeepAlive,
            Self::Nonblocking(_) => OptionName::Nonblocking,
            Self::Available(_) => OptionName::Available,
            Self::Error(_) => OptionName::Error,
            Self::Type(_) => OptionName::Type,
        }
    }
}
