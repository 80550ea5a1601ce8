//! Connecting and shaking hands, under one deadline.

use core::net::SocketAddr;
use core::sync::atomic::Ordering;
use core::time::Duration;

use tls_glue::debug::{Level, event};

use super::engine::Engine;
use super::session::Handshake;
use super::{Deadline, Session, TlsError};
use crate::zsock::{Events, MsgFlags, OptionName, PollFd, Shutdown, SocketOption};
use crate::{Errno, Error};

/// How long a failed handshake waits for the peer to have read why, so that closing does not destroy the alert.
const FAREWELL: Duration = Duration::from_millis(500);

impl Session {
    /// Connects the socket to `address` and shakes hands, all within the context's deadline.
    ///
    /// # Errors
    /// As [`SocketDriver::connect`](crate::zsock::SocketDriver::connect) and [`handshake`](Self::handshake). A
    /// non-blocking session is `EINPROGRESS`: [`poll`](Self::poll) it for [`Events::OUT`], or go on with
    /// [`handshake`](Self::handshake).
    pub fn connect(&self, address: &SocketAddr) -> Result<(), Error> {
        let deadline = Deadline::after(self.driver(), self.deadline);
        self.connect_transport(address, &deadline)?;
        self.handshake_after_connect(&deadline)
    }

    /// Connects the socket below, or begins to if the session is non-blocking.
    pub(crate) fn connect_transport(&self, address: &SocketAddr, deadline: &Deadline) -> Result<(), Error> {
        self.limit_waits(deadline)?;
        match self.driver().connect(self.socket.fd(), address) {
            Err(Errno::EINPROGRESS) if self.is_nonblocking() => {
                self.shaking.with(self.driver(), |handshake| handshake.connecting = true);
                Ok(())
            }
            // The socket may be tried again, and its timeouts are then taken for the user's.
            outcome => Ok(outcome.inspect_err(|_| _ = self.settle_timeouts())?),
        }
    }

    /// Shakes hands; what is not done yet is in progress.
    pub(crate) fn handshake_after_connect(&self, deadline: &Deadline) -> Result<(), Error> {
        self.handshake_until(deadline, self.manner(MsgFlags::NONE)).map_err(|error| match error {
            Error::Io(Errno::EAGAIN) => Errno::EINPROGRESS.into(),
            error => error,
        })
    }

    /// Why this session cannot be connected once more.
    pub(crate) fn refuse_to_connect(&self) -> Error {
        if self.established.load(Ordering::Acquire) {
            return Errno::EISCONN.into();
        }
        self.engine(|engine| engine.failure()).unwrap_or_else(|| Errno::EALREADY.into())
    }

    /// Shakes hands unless that is done already, within the context's deadline, which runs from the first call. Waits for
    /// its turn if a crypto element exchanges keys, or signs for a server.
    ///
    /// # Errors
    /// Whatever keeps the session from being made; the peer has been told. Every later call gives the same error.
    /// `EAGAIN` if it would have to wait and the session is non-blocking: call again.
    pub fn handshake(&self) -> Result<(), Error> {
        self.handshake_with(self.manner(MsgFlags::NONE))
    }

    pub(super) fn handshake_with(&self, manner: MsgFlags) -> Result<(), Error> {
        if self.established.load(Ordering::Acquire) {
            return Ok(());
        }
        self.handshake_until(&Deadline::after(self.driver(), self.deadline), manner)
    }

    fn handshake_until(&self, deadline: &Deadline, manner: MsgFlags) -> Result<(), Error> {
        self.enter(&self.shaking, manner, |handshake| {
            if self.established.load(Ordering::Acquire) {
                return Ok(());
            }
            if let Some(failure) = self.engine(|engine| engine.failure()) {
                return Err(failure);
            }
            self.reader.with(self.driver(), |chunk| self.go_on(handshake, chunk, deadline, manner))
        })
    }

    fn go_on(
        &self,
        handshake: &mut Handshake,
        chunk: &mut [u8],
        deadline: &Deadline,
        manner: MsgFlags,
    ) -> Result<(), Error> {
        let deadline = *handshake.deadline.get_or_insert(*deadline);
        let outcome = match self.shake(handshake, chunk, &deadline, manner) {
            Ok(()) => self.settle(),
            Err(Error::Io(Errno::EAGAIN)) if !manner.is_empty() => return Err(Errno::EAGAIN.into()),
            Err(error) => Err(self.give_up(error, chunk, manner)),
        };
        handshake.turns.leave();
        match &outcome {
            Ok(()) => event(Level::Debug, "sockets", format_args!("the handshake is done")),
            Err(error) => event(Level::Warn, "sockets", format_args!("the handshake failed: {error}")),
        }
        outcome
    }

    /// Waits for the connection that is being made.
    fn finish_connecting(&self, deadline: &Deadline, manner: MsgFlags) -> Result<(), Errno> {
        let mut fds = [PollFd::new(self.socket.fd(), Events::OUT)];
        loop {
            let left = deadline.remaining(self.driver())?;
            let limit = if manner.is_empty() { left } else { Duration::ZERO };
            if self.driver().poll(&mut fds, Some(limit))? > 0 {
                return match self.driver().option(self.socket.fd(), OptionName::Error) {
                    Ok(SocketOption::Error(Some(errno))) => Err(errno),
                    _ => Ok(()),
                };
            }
            if !manner.is_empty() {
                return Err(Errno::EAGAIN);
            }
        }
    }

    /// Goes on as far as the received bytes allow, in turn with the other users of a crypto element.
    fn step(&self, handshake: &mut Handshake, deadline: &Deadline, manner: MsgFlags) -> Result<(), Error> {
        if !self.engine(|engine| engine.may_need_element()) {
            return self.engine(Engine::advance);
        }
        let open = || if self.is_closed() { Err(Errno::EBADF) } else { Ok(()) };
        match handshake.turns.take(self.driver(), deadline, manner.is_empty(), open) {
            Ok(()) => {}
            Err(error @ Error::Io(_)) => return Err(error),
            Err(error) => {
                self.engine(|engine| engine.refuse(error.clone()));
                return Err(error);
            }
        }
        let advanced = self.engine(Engine::advance);
        handshake.turns.end_step();
        advanced
    }

    fn shake(
        &self,
        handshake: &mut Handshake,
        chunk: &mut [u8],
        deadline: &Deadline,
        manner: MsgFlags,
    ) -> Result<(), Error> {
        if handshake.connecting {
            self.finish_connecting(deadline, manner)?;
            handshake.connecting = false;
        }
        loop {
            let advanced = self.step(handshake, deadline, manner);
            let limited = self.limit(deadline, manner);
            let flushed = self.writer.with(self.driver(), |()| self.flush(manner));
            advanced?;
            limited?;
            match flushed {
                // The peer may have said why before it went away: that is worth more than the broken pipe.
                Err(Errno::EPIPE | Errno::ECONNRESET) => {}
                outcome => outcome?,
            }
            if self.engine(|engine| engine.is_established()) {
                return Ok(());
            }
            // Before each wait, so that a peer that drips single bytes does not prolong the whole.
            self.limit(deadline, manner)?;
            match self.fill(chunk, manner) {
                Err(Errno::EAGAIN) if manner.is_empty() => {}
                outcome => _ = outcome?,
            }
        }
    }

    /// Keeps to the deadline, whether there are waits to be limited or not.
    fn limit(&self, deadline: &Deadline, manner: MsgFlags) -> Result<(), Errno> {
        if manner.is_empty() {
            self.limit_waits(deadline)
        } else {
            deadline.remaining(self.driver()).map(drop)
        }
    }

    /// Makes each wait end no later than the deadline.
    fn limit_waits(&self, deadline: &Deadline) -> Result<(), Errno> {
        let left = Some(deadline.remaining(self.driver())?);
        self.apply(left, left)
    }

    /// From now on the session is the user's.
    fn settle(&self) -> Result<(), Error> {
        self.engine(Engine::shrink);
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
    fn give_up(&self, error: Error, chunk: &mut [u8], manner: MsgFlags) -> Error {
        let error = match error {
            Error::Io(Errno::ETIMEDOUT | Errno::EAGAIN) => TlsError::Deadline.into(),
            error => error,
        };
        self.engine(|engine| engine.fail(error.clone()));
        // Only a peer that was told something has something to read.
        let silent = matches!(error, Error::Io(_) | Error::Tls(TlsError::Deadline | TlsError::ElementBusy));
        if !silent && manner.is_empty() {
            _ = self.socket.shutdown(Shutdown::Write);
            let end = Deadline::after(self.driver(), FAREWELL);
            while self.limit_waits(&end).is_ok() && self.discard(chunk, MsgFlags::NONE) {}
        }
        error
    }
}
