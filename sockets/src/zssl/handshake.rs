//! Connecting and shaking hands, under one deadline.

use core::net::SocketAddr;
use core::sync::atomic::Ordering;
use core::time::Duration;

use tls_glue::debug::{Level, event};

use super::engine::Engine;
use super::{Deadline, Session, TlsError};
use crate::zsock::{MsgFlags, Shutdown, SocketOption};
use crate::{Errno, Error};

/// How long a failed handshake waits for the peer to have read why, so that closing does not destroy the alert.
const FAREWELL: Duration = Duration::from_millis(500);

impl Session {
    /// Connects the socket to `address` and shakes hands, all within the context's deadline.
    ///
    /// # Errors
    /// As [`SocketDriver::connect`](crate::zsock::SocketDriver::connect) and [`handshake`](Self::handshake).
    pub fn connect(&self, address: &SocketAddr) -> Result<(), Error> {
        let deadline = Deadline::after(self.driver(), self.deadline);
        self.connect_transport(address, &deadline)?;
        self.handshake_until(&deadline)
    }

    pub(crate) fn connect_transport(&self, address: &SocketAddr, deadline: &Deadline) -> Result<(), Error> {
        self.limit_waits(deadline)?;
        // The socket may be tried again, and its timeouts are then taken for the user's.
        self.driver().connect(self.socket.fd(), address).inspect_err(|_| _ = self.settle_timeouts())?;
        Ok(())
    }

    /// Shakes hands unless that is done already, within the context's deadline.
    ///
    /// # Errors
    /// Whatever keeps the session from being made; the peer has been told. Every later call gives the same error.
    pub fn handshake(&self) -> Result<(), Error> {
        if self.established.load(Ordering::Acquire) {
            return Ok(());
        }
        self.handshake_until(&Deadline::after(self.driver(), self.deadline))
    }

    pub(crate) fn handshake_until(&self, deadline: &Deadline) -> Result<(), Error> {
        self.shaking.with(self.driver(), |()| {
            if self.established.load(Ordering::Acquire) {
                return Ok(());
            }
            if let Some(failure) = self.engine(|engine| engine.failure()) {
                return Err(failure);
            }
            self.reader
                .with(self.driver(), |chunk| match self.shake(chunk, deadline) {
                    Ok(()) => self.settle(),
                    Err(error) => Err(self.give_up(error, chunk)),
                })
                .inspect(|()| event(Level::Debug, "sockets", format_args!("the handshake is done")))
                .inspect_err(|error| {
                    event(Level::Warn, "sockets", format_args!("the handshake failed: {error}"))
                })
        })
    }

    fn shake(&self, chunk: &mut [u8], deadline: &Deadline) -> Result<(), Error> {
        loop {
            let advanced = self.engine(Engine::advance);
            self.limit_waits(deadline)?;
            let flushed = self.writer.with(self.driver(), |()| self.flush());
            advanced?;
            match flushed {
                // The peer may have said why before it went away: that is worth more than the broken pipe.
                Err(Errno::EPIPE | Errno::ECONNRESET) => {}
                outcome => outcome?,
            }
            if self.engine(|engine| engine.is_established()) {
                return Ok(());
            }
            // Before each wait, so that a peer that drips single bytes does not prolong the whole.
            self.limit_waits(deadline)?;
            match self.fill(chunk, MsgFlags::NONE) {
                Err(Errno::EAGAIN) => {}
                outcome => _ = outcome?,
            }
        }
    }

    /// Makes each wait end no later than the deadline.
    fn limit_waits(&self, deadline: &Deadline) -> Result<(), Errno> {
        let left = Some(deadline.remaining(self.driver())?);
        self.apply(left, left)
    }

    /// From now on the session is the user's.
    fn settle(&self) -> Result<(), Error> {
        self.timeouts.with(self.driver(), |timeouts| {
            self.apply(timeouts.receive, timeouts.send)?;
            self.established.store(true, Ordering::Release);
            Ok(())
        })
    }

    /// Gives the socket the timeouts that the user chose.
    fn settle_timeouts(&self) -> Result<(), Errno> {
        self.timeouts.with(self.driver(), |timeouts| self.apply(timeouts.receive, timeouts.send))
    }

    /// Sets both timeouts of the socket; a stack without timeouts waits as long as it will.
    fn apply(&self, receive: Option<Duration>, send: Option<Duration>) -> Result<(), Errno> {
        for option in [SocketOption::ReceiveTimeout(receive), SocketOption::SendTimeout(send)] {
            match self.driver().set_option(self.socket.fd(), option) {
                Ok(()) | Err(Errno::ENOSYS | Errno::ENOPROTOOPT) => {}
                Err(errno) => return Err(errno),
            }
        }
        Ok(())
    }

    /// Remembers the failure, and lets the peer read what it was told.
    fn give_up(&self, error: Error, chunk: &mut [u8]) -> Error {
        let error = match error {
            Error::Io(Errno::ETIMEDOUT | Errno::EAGAIN) => TlsError::Deadline.into(),
            error => error,
        };
        self.engine(|engine| engine.fail(error.clone()));
        // Only a peer that was told something has something to read.
        if matches!(&error, Error::Tls(reason) if *reason != TlsError::Deadline) {
            _ = self.socket.shutdown(Shutdown::Write);
            let end = Deadline::after(self.driver(), FAREWELL);
            while self.limit_waits(&end).is_ok() && self.discard(chunk, MsgFlags::NONE) {}
        }
        error
    }
}
