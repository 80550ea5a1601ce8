//! Whether a socket is closed, and the session that goes with it.

use core::fmt;

use super::atomic::{Arc, AtomicBool, Ordering};
use crate::Errno;
use crate::lock::Lock;
use crate::zsock::SocketDriver;

/// A socket gets its session while it is connected, and may be closed at that moment: either whoever closes it sees the
/// session, and ends it, or it is never used.
pub(super) struct Life<S> {
    closed: AtomicBool,
    session: Lock<Option<Arc<S>>>,
}

impl<S> Life<S> {
    pub(super) fn new(session: Option<Arc<S>>) -> Self {
        Self { closed: AtomicBool::new(false), session: Lock::new(session) }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(super) fn session(&self, driver: &dyn SocketDriver) -> Option<Arc<S>> {
        self.session.with(driver, |session| session.clone())
    }

    /// Puts the session in place; `EBADF` if the socket was closed meanwhile.
    pub(super) fn begin(&self, driver: &dyn SocketDriver, session: Arc<S>) -> Result<(), Errno> {
        self.session.with(driver, |place| {
            if self.is_closed() {
                return Err(Errno::EBADF);
            }
            *place = Some(session);
            Ok(())
        })
    }

    /// From now on it is closed; gives the session that has to be ended.
    pub(super) fn end(&self, driver: &dyn SocketDriver) -> Option<Arc<S>> {
        self.session.with(driver, |session| {
            self.closed.store(true, Ordering::Release);
            session.clone()
        })
    }
}

impl<S> fmt::Debug for Life<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life").finish_non_exhaustive()
    }
}
