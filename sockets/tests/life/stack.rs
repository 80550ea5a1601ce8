//! The least of a network stack, and of the calls of `Gzsock`, around the two modules that are looked at.

use loom::sync::{Arc, Condvar, Mutex};

use crate::Errno;
use crate::handle::Handles;
use crate::life::Life;
use crate::lock::Lock;
use crate::zsock::{Fd, SocketDriver};

/// A driver that has nothing: the locks ask it for nothing either.
struct Nobody;

impl SocketDriver for Nobody {}

pub(crate) fn nobody() -> &'static dyn SocketDriver {
    &Nobody
}

/// Something that is waited for until it is shut down.
pub(crate) struct Waited {
    shut: Mutex<bool>,
    changed: Condvar,
}

impl Waited {
    pub(crate) fn new() -> Self {
        Self { shut: Mutex::new(false), changed: Condvar::new() }
    }

    /// A receive from a peer that says nothing. If nobody ends it, loom finds that out.
    pub(crate) fn wait(&self) {
        let mut shut = self.shut.lock().unwrap();
        while !*shut {
            shut = self.changed.wait(shut).unwrap();
        }
    }

    pub(crate) fn shut(&self) {
        *self.shut.lock().unwrap() = true;
        self.changed.notify_all();
    }
}

pub(crate) struct Endpoint {
    pub(crate) life: Life<Waited>,
    /// What a plain socket waits in.
    pub(crate) socket: Waited,
}

/// Sockets, as `Gzsock` has them.
pub(crate) struct Sockets(pub(crate) Lock<Handles<Arc<Endpoint>>>);

impl Sockets {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Lock::new(Handles::new())))
    }

    pub(crate) fn open(&self) -> Result<Fd, Errno> {
        let endpoint = Endpoint { life: Life::new(None), socket: Waited::new() };
        self.0.with(nobody(), |open| open.insert(Arc::new(endpoint)))
    }

    /// As `Gzsock::on`.
    pub(crate) fn on<T>(&self, fd: Fd, call: impl FnOnce(&Endpoint) -> Result<T, Errno>) -> Result<T, Errno> {
        let endpoint = self.0.with(nobody(), |open| open.find(fd).cloned())?;
        let outcome = call(&endpoint);
        if endpoint.life.is_closed() { Err(Errno::EBADF) } else { outcome }
    }

    /// As `Gzsock::close`.
    pub(crate) fn close(&self, fd: Fd) -> Result<(), Errno> {
        let endpoint = self.0.with(nobody(), |open| open.remove(fd))?;
        end(&endpoint);
        Ok(())
    }
}

/// As `Endpoint::close`.
pub(crate) fn end(endpoint: &Endpoint) {
    match endpoint.life.end(nobody()) {
        Some(session) => session.shut(),
        None => endpoint.socket.shut(),
    }
}
