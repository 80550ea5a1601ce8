//! Options of a secure socket: its own, and those of the socket below.

use core::sync::atomic::Ordering;
use core::time::Duration;

use super::Session;
use crate::zsock::{OptionName, SockType, SocketOption};
use crate::{Errno, Error};

impl Session {
    /// Sets an option. Timeouts take effect after the handshake, which has its own deadline.
    /// [`SocketOption::Nonblocking`] is the session's, also over a stack that has no such option; there a connect still
    /// waits for the connection.
    ///
    /// # Errors
    /// As [`SocketDriver::set_option`](crate::zsock::SocketDriver::set_option).
    pub fn set_option(&self, option: SocketOption) -> Result<(), Error> {
        if let SocketOption::Nonblocking(nonblocking) = option {
            return self.set_nonblocking(nonblocking);
        }
        self.timeouts.with(self.driver(), |timeouts| {
            let place = match option {
                SocketOption::ReceiveTimeout(Some(Duration::ZERO))
                | SocketOption::SendTimeout(Some(Duration::ZERO)) => return Err(Errno::EINVAL.into()),
                SocketOption::ReceiveTimeout(limit) => Some((&mut timeouts.receive, limit)),
                SocketOption::SendTimeout(limit) => Some((&mut timeouts.send, limit)),
                _ => None,
            };
            // During the handshake the socket has the handshake's timeouts.
            if place.is_none() || self.established.load(Ordering::Acquire) {
                self.driver().set_option(self.socket.fd(), option)?;
            }
            if let Some((timeout, limit)) = place {
                *timeout = limit;
            }
            Ok(())
        })
    }

    fn set_nonblocking(&self, nonblocking: bool) -> Result<(), Error> {
        match self.driver().set_option(self.socket.fd(), SocketOption::Nonblocking(nonblocking)) {
            Ok(()) | Err(Errno::ENOSYS | Errno::ENOPROTOOPT) => {}
            Err(errno) => return Err(errno.into()),
        }
        self.nonblocking.store(nonblocking, Ordering::Release);
        Ok(())
    }

    /// Reads an option. [`OptionName::Available`] counts decrypted bytes; [`OptionName::Error`] is why the session has
    /// failed, and stays.
    ///
    /// # Errors
    /// As [`SocketDriver::option`](crate::zsock::SocketDriver::option).
    pub fn option(&self, name: OptionName) -> Result<SocketOption, Error> {
        let timeouts = || self.timeouts.with(self.driver(), |timeouts| *timeouts);
        Ok(match name {
            OptionName::ReceiveTimeout => SocketOption::ReceiveTimeout(timeouts().receive),
            OptionName::SendTimeout => SocketOption::SendTimeout(timeouts().send),
            OptionName::Nonblocking => SocketOption::Nonblocking(self.is_nonblocking()),
            OptionName::Available => SocketOption::Available(self.available()),
            OptionName::Error => SocketOption::Error(self.error()?),
            OptionName::Type => SocketOption::Type(SockType::Stream),
            name => self.driver().option(self.socket.fd(), name)?,
        })
    }

    fn error(&self) -> Result<Option<Errno>, Errno> {
        if let Some(failure) = self.engine(|engine| engine.failure()) {
            return Ok(Some(failure.errno()));
        }
        let error = match self.driver().option(self.socket.fd(), OptionName::Error) {
            Ok(SocketOption::Error(error)) => error,
            Err(Errno::ENOSYS | Errno::ENOPROTOOPT) => None,
            outcome => return outcome.and(Err(Errno::EIO)),
        };
        // It is told once, so it must be kept.
        if let Some(errno) = error {
            self.engine(|engine| engine.fail(errno.into()));
        }
        Ok(error)
    }
}
