//! What went wrong with each open socket, for whoever asks later or on another thread.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sockets::Errno;
use sockets::zsock::Fd;

use crate::failure::Failure;

static TEXTS: Mutex<BTreeMap<i32, Failure>> = Mutex::new(BTreeMap::new());

fn texts() -> MutexGuard<'static, BTreeMap<i32, Failure>> {
    // Nothing can panic half-way, so the poison mark says nothing.
    TEXTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps what the socket failed with. That it has nothing to do yet is no failure.
pub(crate) fn note(fd: Fd, failure: &Failure) {
    if !matches!(failure.errno(), Errno::EAGAIN | Errno::EINPROGRESS | Errno::EBADF) {
        texts().insert(fd.0, failure.clone());
    }
}

/// What the socket failed with last.
pub(crate) fn of(fd: Fd) -> Option<Failure> {
    texts().get(&fd.0).cloned()
}

/// Forgets a socket that is closed.
pub(crate) fn forget(fd: Fd) {
    texts().remove(&fd.0);
}

/// Forgets all sockets.
pub(crate) fn clear() {
    texts().clear();
}
