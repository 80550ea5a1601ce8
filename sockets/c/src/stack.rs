//! The one network stack of the program, and the sockets over it.

use std::sync::{Arc, PoisonError, RwLock};

use sockets::Errno;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Fd, SocketDriver};

use crate::failure::Failure;
use crate::texts;

static STACK: RwLock<Option<Stack>> = RwLock::new(None);

/// Sockets, and the driver below them for what belongs to no socket.
#[derive(Clone)]
pub(crate) struct Stack {
    pub(crate) sockets: Arc<Gzsock>,
    pub(crate) driver: Arc<dyn SocketDriver>,
}

/// Puts a stack in place of the one there was, whose sockets are closed; `EBUSY` if there are any, unless `force`. Calls
/// that begin meanwhile wait.
pub(crate) fn init(driver: Arc<dyn SocketDriver>, force: bool) -> Result<(), Failure> {
    let mut place = STACK.write().unwrap_or_else(PoisonError::into_inner);
    let sockets = match &*place {
        Some(old) => old.sockets.hand_over(Arc::clone(&driver), force).map_err(live)?,
        None => Gzsock::new(Arc::clone(&driver)),
    };
    texts::clear();
    *place = Some(Stack { sockets: Arc::new(sockets), driver });
    Ok(())
}

fn live(errno: Errno) -> Failure {
    match errno {
        Errno::EBUSY => Failure::Interface(
            errno,
            "sockets are open; close them, or force it, which closes them all".into(),
        ),
        errno => errno.into(),
    }
}

/// The stack that is in use now.
pub(crate) fn current() -> Result<Stack, Failure> {
    let stack = STACK.read().unwrap_or_else(PoisonError::into_inner).clone();
    stack.ok_or(Failure::argument("there are no sockets yet; call gzsock_init first"))
}

/// Runs `call` on a socket, and keeps for the socket what it fails with.
pub(crate) fn on<T>(fd: Fd, call: impl FnOnce(&Gzsock) -> Result<T, Failure>) -> Result<T, Failure> {
    let stack = current()?;
    call(&stack.sockets).inspect_err(|failure| {
        texts::note(fd, failure);
        // Somebody may have closed it meanwhile.
        if stack.sockets.is_secure(fd).is_err() {
            texts::forget(fd);
        }
    })
}
