use core::fmt;

use lock_api::{Mutex, RawMutex};

use crate::Error;

/// Makes one driver shareable: between threads, and between the table and its owner.
///
/// `R` is the mutex of the platform: `parking_lot::RawMutex` on hosts, a critical-section or thread-mode
/// mutex on microcontrollers. A driver that is in use answers [`Error::Busy`] at once instead of blocking, so
/// that a re-entrant or interrupted caller can never deadlock; whoever can wait, waits outside.
pub struct Shared<R, D> {
    driver: Mutex<R, D>,
}

impl<R: RawMutex, D> Shared<R, D> {
    /// Wraps `driver`; usable in a `static`.
    pub const fn new(driver: D) -> Self {
        Self { driver: Mutex::const_new(R::INIT, driver) }
    }

    /// Runs `operation` with the driver.
    ///
    /// # Errors
    /// [`Error::Busy`] if the driver is in use, else whatever `operation` returns.
    pub fn with<T, E: From<Error>>(&self, operation: impl FnOnce(&mut D) -> Result<T, E>) -> Result<T, E> {
        match self.driver.try_lock() {
            Some(mut driver) => operation(&mut driver),
            None => Err(Error::Busy.into()),
        }
    }

    /// Takes the driver out again.
    pub fn into_inner(self) -> D {
        self.driver.into_inner()
    }
}

impl<R, D> fmt::Debug for Shared<R, D> {
    /// Shows that it is there: a driver may hold secrets, and looking inside would need its lock.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
