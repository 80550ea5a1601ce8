use core::time::Duration;

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
        }
    }
}
