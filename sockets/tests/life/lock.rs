//! The crate's lock, made of one that loom runs in every order.

use loom::sync::Mutex;

use crate::zsock::SocketDriver;

pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn with<R>(&self, _: &dyn SocketDriver, operation: impl FnOnce(&mut T) -> R) -> R {
        operation(&mut self.0.lock().unwrap())
    }
}
