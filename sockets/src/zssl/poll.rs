//! Waiting for several sockets at once, any of which may be secure.

use alloc::vec::Vec;
use core::time::Duration;

use super::Session;
use super::readiness::Outlook;
use crate::zsock::{Events, Fd, PollFd, SocketDriver};
use crate::{Errno, Error};

/// One socket in a poll.
#[derive(Debug)]
pub(crate) struct Polled<'a> {
    /// The socket of the driver, below the session if there is one.
    fd: Fd,
    session: Option<&'a Session>,
    asked: Events,
    pub(crate) ready: Events,
}

impl<'a> Polled<'a> {
    pub(crate) const fn new(fd: Fd, session: Option<&'a Session>, asked: Events) -> Self {
        Self { fd, session, asked, ready: Events::NONE }
    }

    /// Before the socket below is asked.
    fn prepare(&mut self) -> Outlook {
        let outlook = match self.session {
            Some(session) => session.outlook(self.asked, Events::NONE),
            None => Outlook { ready: Events::NONE, below: self.asked, again: None },
        };
        self.ready = outlook.ready;
        outlook
    }

    /// After the socket below has `told` something.
    fn conclude(&mut self, told: Events) {
        match self.session {
            Some(session) if !told.is_empty() => {
                self.ready = session.outlook(self.asked, told).ready
                    | told & (Events::ERR | Events::HUP | Events::NVAL);
            }
            Some(_) => {}
            None => self.ready = told,
        }
    }
}

/// Waits until one of `sockets` is ready, `timeout` is over or the wait is `interrupted`; gives how many are ready.
/// Each round drains what the sessions hold before it sleeps.
pub(crate) fn poll(
    driver: &dyn SocketDriver,
    sockets: &mut [Polled<'_>],
    timeout: Option<Duration>,
    interrupted: impl Fn() -> bool,
) -> Result<usize, Errno> {
    let mut time = TimeLeft::new(driver, timeout);
    let mut fds = Vec::with_capacity(sockets.len());
    loop {
        let mut limit = time.left(driver);
        fds.clear();
        for socket in &mut *sockets {
            let outlook = socket.prepare();
            fds.push(PollFd::new(socket.fd, outlook.below));
            let again = if outlook.ready.is_empty() { outlook.again } else { Some(Duration::ZERO) };
            limit = limit.into_iter().chain(again).min();
        }
        let told = driver.poll(&mut fds, limit)?;
        sockets.iter_mut().zip(&fds).for_each(|(socket, fd)| socket.conclude(fd.revents));
        let ready = sockets.iter().filter(|socket| !socket.ready.is_empty()).count();
        if told == 0 {
            time.pass(limit);
        }
        if ready > 0 || interrupted() || time.left(driver) == Some(Duration::ZERO) {
            return Ok(ready);
        }
    }
}

/// How long a poll may still wait. Where there is no clock, what it has slept in vain counts.
#[derive(Debug)]
struct TimeLeft {
    left: Option<Duration>,
    end: Option<Duration>,
}

impl TimeLeft {
    fn new(driver: &dyn SocketDriver, timeout: Option<Duration>) -> Self {
        let end = timeout.and_then(|timeout| driver.monotonic()?.checked_add(timeout));
        Self { left: timeout, end }
    }

    fn left(&self, driver: &dyn SocketDriver) -> Option<Duration> {
        match (self.end, driver.monotonic()) {
            (Some(end), Some(now)) => Some(end.saturating_sub(now)),
            _ => self.left,
        }
    }

    fn pass(&mut self, slept: Option<Duration>) {
        self.left = self.left.map(|left| left.saturating_sub(slept.unwrap_or_default()));
    }
}

impl Session {
    /// Waits until the session is ready for one of `events`, or `timeout` is over (`None` is for ever, zero only
    /// looks); gives what it is ready for, nothing if the time is over. Whether the session is non-blocking does not
    /// matter.
    ///
    /// It goes on with connection and handshake as that becomes possible; until they are done the session is ready for
    /// nothing. [`Events::IN`] means decrypted bytes, the end of the session or its failure: a record without data is
    /// taken in and waited past. [`Events::ERR`] means that the session has failed; every other call says how.
    ///
    /// # Errors
    /// `ENOSYS` if the driver has no [`poll`](SocketDriver::poll).
    pub fn poll(&self, events: Events, timeout: Option<Duration>) -> Result<Events, Error> {
        let mut polled = [Polled::new(self.socket.fd(), Some(self), events)];
        poll(self.driver(), &mut polled, timeout, || self.is_closed())?;
        let [polled] = polled;
        Ok(polled.ready)
    }
}
