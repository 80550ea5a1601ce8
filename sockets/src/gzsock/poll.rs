//! Waiting for several sockets at once, whatever they are.

use alloc::vec::Vec;
use core::time::Duration;

use super::Gzsock;
use crate::Error;
use crate::zsock::{Events, PollFd};
use crate::zssl::{self, Polled};

impl Gzsock {
    /// Waits until a socket of `fds` is ready for what it is asked for, or `timeout` is over (`None` is for ever, zero
    /// only looks); sets each one's [`revents`](PollFd::revents) and gives how many have any. Plain sockets, listeners
    /// and secure sockets may be mixed, blocking or not; a socket that does not exist, or is closed meanwhile, is told
    /// as [`Events::NVAL`] and ends the wait.
    ///
    /// A secure socket is judged by what its calls would do, as [`Session::poll`](crate::zssl::Session::poll) says: its
    /// handshake goes on meanwhile, and the socket becomes ready for sending when that is done.
    ///
    /// One thread at a time should receive from a secure socket that is polled: bytes that another one has decrypted
    /// and left wake nobody who sleeps already.
    ///
    /// # Errors
    /// As [`SocketDriver::poll`](crate::zsock::SocketDriver::poll); `ENOSYS` if the driver has none.
    pub fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Error> {
        let endpoints: Vec<_> = fds.iter().map(|fd| self.find(fd.fd).ok()).collect();
        let sessions: Vec<_> = endpoints.iter().map(|endpoint| endpoint.as_ref()?.session()).collect();
        let mut polled: Vec<_> = endpoints
            .iter()
            .zip(&sessions)
            .zip(&*fds)
            .filter_map(|((endpoint, session), fd)| {
                let below = endpoint.as_ref()?.fd();
                Some(Polled::new(below, session.as_deref(), fd.events))
            })
            .collect();
        // A missing one is an answer: the others are looked at, and not waited for.
        let timeout = if polled.len() < fds.len() { Some(Duration::ZERO) } else { timeout };
        let closed = || endpoints.iter().flatten().any(|endpoint| endpoint.is_closed());
        zssl::poll(&*self.driver, &mut polled, timeout, closed)?;
        let mut polled = polled.iter();
        for (fd, endpoint) in fds.iter_mut().zip(&endpoints) {
            let ready = endpoint.as_ref().and_then(|endpoint| {
                let ready = polled.next()?.ready;
                (!endpoint.is_closed()).then_some(ready)
            });
            fd.revents = ready.unwrap_or(Events::NVAL);
        }
        Ok(fds.iter().filter(|fd| !fd.revents.is_empty()).count())
    }
}
