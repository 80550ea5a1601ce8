use core::fmt;

use crate::around::Around;
use crate::{Error, Operation};

/// What [`Tracing`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The operation is about to go to the driver.
    Before(Operation),
    /// The driver is done with the operation, and how that ended. A signature that was checked and is not good is a success.
    After(Operation, Result<(), Error>),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(operation) => write!(f, "{operation}: begins"),
            Self::After(operation, Ok(())) => write!(f, "{operation}: done"),
            Self::After(operation, Err(error)) => write!(f, "{operation}: {error}"),
        }
    }
}

/// Who wants to know what an element is asked. Every `FnMut(Event)` is one.
///
/// It is called while the element is in use: it must not wait for anybody who is waiting for the element, and what it asks
/// of the element itself is answered with [`Error::Busy`].
pub trait Observer {
    /// An operation begins or has ended.
    fn observe(&mut self, event: Event);
}

impl<F: FnMut(Event)> Observer for F {
    fn observe(&mut self, event: Event) {
        self(event);
    }
}

/// Tells an observer of each operation, before and after it: which one, with which key, and how it ended. Never what was
/// hashed, signed or agreed on, so that it can go to any log.
///
/// ```
/// use hwcrypto_api::{Error, Event, Random, Tracing};
/// # struct Dice;
/// # impl Random for Dice {
/// #     fn random(&mut self, out: &mut [u8]) -> Result<(), Error> { out.fill(4); Ok(()) }
/// # }
/// let mut lines = Vec::new();
/// let mut traced = Tracing::new(Dice, |event: Event| lines.push(event.to_string()));
/// traced.random(&mut [0; 12])?;
/// # drop(traced);
/// assert_eq!(lines, ["12 random bytes: begins", "12 random bytes: done"]);
/// # Ok::<(), Error>(())
/// ```
pub struct Tracing<D, O> {
    driver: D,
    observer: O,
}

impl<D, O: Observer> Tracing<D, O> {
    /// Wraps `driver`; `observer` is told of everything. In a `static`, the observer is a `fn(Event)`.
    pub const fn new(driver: D, observer: O) -> Self {
        Self { driver, observer }
    }

    /// The driver inside, past the observer.
    pub const fn driver(&mut self) -> &mut D {
        &mut self.driver
    }

    /// Takes driver and observer apart again.
    pub fn into_inner(self) -> (D, O) {
        (self.driver, self.observer)
    }
}

impl<D, O: Observer> Around for Tracing<D, O> {
    type Driver = D;

    fn around<T>(
        &mut self,
        operation: Operation,
        call: impl FnOnce(&mut D) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.observer.observe(Event::Before(operation));
        let outcome = call(&mut self.driver);
        let ended = outcome.as_ref().map(|_| ()).map_err(|error| *error);
        self.observer.observe(Event::After(operation, ended));
        outcome
    }
}

impl<D, O> fmt::Debug for Tracing<D, O> {
    /// Shows that it is there: a driver may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracing").finish_non_exhaustive()
    }
}
