//! The one kind of lock inside. With a standard library the waiting thread sleeps; without one nobody here knows how, so
//! what is taken counts as busy, as an element does, and a re-entrant caller cannot deadlock.

use hwcrypto_api::Error;

use crate::Wait;

#[cfg(feature = "std")]
type Mutex<T> = std::sync::Mutex<T>;
#[cfg(not(feature = "std"))]
type Mutex<T> = spin::mutex::SpinMutex<T>;

#[derive(Debug)]
pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `operation` alone.
    #[cfg(feature = "std")]
    pub(crate) fn with<R>(
        &self,
        _wait: Wait,
        operation: impl FnOnce(&mut T) -> Result<R, Error>,
    ) -> Result<R, Error> {
        // Nothing inside panics half-way, so the poison mark says nothing.
        operation(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Runs `operation` alone; [`Error::Busy`] if somebody else is inside for longer than `wait` allows.
    #[cfg(not(feature = "std"))]
    pub(crate) fn with<R>(
        &self,
        wait: Wait,
        operation: impl FnOnce(&mut T) -> Result<R, Error>,
    ) -> Result<R, Error> {
        operation(&mut *wait.until_free(|| self.0.try_lock().ok_or(Error::Busy))?)
    }
}
