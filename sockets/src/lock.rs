//! The one kind of lock inside: threads that must wait for each other's turn.
//!
//! With a standard library the waiting thread sleeps. Without one, nobody here knows how to sleep, so the waiting
//! thread asks the driver to let others run ([`SocketDriver::relax`]), which an RTOS maps to its yield. On a
//! single thread no lock is ever contended.

use core::fmt;

use crate::zsock::SocketDriver;

#[cfg(feature = "std")]
type Mutex<T> = std::sync::Mutex<T>;
#[cfg(not(feature = "std"))]
type Mutex<T> = spin::mutex::SpinMutex<T>;

pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `operation` alone, after whoever is inside has left.
    #[cfg(feature = "std")]
    pub(crate) fn with<R>(&self, _driver: &dyn SocketDriver, operation: impl FnOnce(&mut T) -> R) -> R {
        // A panic inside leaves a session that TLS itself keeps consistent, so the poison mark says nothing.
        operation(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Runs `operation` alone, after whoever is inside has left.
    #[cfg(not(feature = "std"))]
    pub(crate) fn with<R>(&self, driver: &dyn SocketDriver, operation: impl FnOnce(&mut T) -> R) -> R {
        loop {
            if let Some(mut value) = self.0.try_lock() {
                return operation(&mut value);
            }
            driver.relax();
        }
    }

    /// Runs `operation` if nobody is inside.
    #[cfg(feature = "tls")]
    pub(crate) fn try_with<R>(&self, operation: impl FnOnce(&mut T) -> R) -> Option<R> {
        #[cfg(feature = "std")]
        let value = match self.0.try_lock() {
            Err(std::sync::TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            outcome => outcome.ok(),
        };
        #[cfg(not(feature = "std"))]
        let value = self.0.try_lock();
        value.map(|mut value| operation(&mut value))
    }
}

impl<T> fmt::Debug for Lock<T> {
    /// Shows that it is there: looking inside would need its turn.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").finish_non_exhaustive()
    }
}
