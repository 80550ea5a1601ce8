//! Secure sockets, of which this build has none: the feature `tls` is off. Their types remain, without any values,
//! so that the calls that take and give them are the same in every build.

#[path = "zssl/deadline.rs"]
mod deadline;
#[path = "zssl/poll.rs"]
mod poll;
#[path = "without_tls/session.rs"]
mod session;

use core::convert::Infallible;
use core::fmt;
use core::time::Duration;

pub(crate) use self::deadline::Deadline;
pub(crate) use self::poll::{Polled, poll};
pub use self::session::Session;
use crate::{Errno, Error};

/// What [`poll`] knows of a session.
mod readiness {
    use core::time::Duration;

    use crate::zsock::Events;

    #[derive(Debug, Clone, Copy)]
    pub(super) struct Outlook {
        pub(super) ready: Events,
        pub(super) below: Events,
        pub(super) again: Option<Duration>,
    }
}

/// Who we are and whom we trust: nobody can say, without TLS.
#[derive(Debug, Clone)]
pub struct TlsContext(Infallible);

impl TlsContext {
    pub(crate) const fn is_server(&self) -> bool {
        match self.0 {}
    }

    pub(crate) const fn handshake_deadline(&self) -> Duration {
        match self.0 {}
    }

    pub(crate) const fn require_server(&self, _: bool) -> Result<(), Error> {
        match self.0 {}
    }
}

/// What a handshake agreed on: none ever does, without TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsInfo(Infallible);

/// Why a secure session cannot be made or does not go on: there is none, without TLS.
#[derive(Debug, Clone, PartialEq)]
pub struct TlsError(Infallible);

impl TlsError {
    pub(crate) const fn errno(&self) -> Errno {
        match self.0 {}
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl core::error::Error for TlsError {}
