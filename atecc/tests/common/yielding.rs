//! Futures that can be dropped at each of their awaits.

use core::future::poll_fn;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::asynch::Atecc;
use atecc::{Config, Error};
use atecc_sim::{BusError, SimDelay, SimI2c};
use embedded_hal::i2c::{ErrorType, Operation};
use embedded_hal_async::delay::DelayNs;
use embedded_hal_async::i2c::I2c;

/// Lets others run before and after whatever it does: each is an await at which a future can be dropped.
pub(crate) struct Yielding<T>(T);

/// Pending once.
async fn others_run() {
    let mut waited = false;
    poll_fn(|_| if core::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

impl ErrorType for Yielding<SimI2c> {
    type Error = BusError;
}

impl I2c for Yielding<SimI2c> {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        others_run().await;
        let outcome = self.0.transaction(address, operations).await;
        others_run().await;
        outcome
    }
}

impl DelayNs for Yielding<SimDelay> {
    async fn delay_ns(&mut self, ns: u32) {
        others_run().await;
        self.0.delay_ns(ns).await;
        others_run().await;
    }
}

pub(crate) type Device = Atecc<Yielding<SimI2c>, Yielding<SimDelay>>;
pub(crate) type Outcome<T> = Result<T, Error<BusError>>;

/// Polls `future` so often; `None` if it was not ready by then.
pub(crate) fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..times {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
    }
    None
}

/// More awaits than any operation has.
pub(crate) const ENOUGH: usize = 10_000;

pub(crate) fn finished<T>(future: impl Future<Output = T>) -> T {
    polled(future, ENOUGH).unwrap()
}

pub(crate) fn device(chip: &SimI2c) -> Device {
    Atecc::new(Yielding(chip.clone()), Yielding(chip.delay()), Config::new())
}

/// Drops `operation` at each of its awaits in turn; `next` is what the same driver is asked then. Gives the number of awaits.
pub(crate) fn campaign<T>(
    chip: &SimI2c,
    mut operation: impl AsyncFnMut(&mut Device) -> Outcome<T>,
    mut next: impl FnMut(usize, &mut Device, &SimI2c),
) -> usize {
    let mut device = device(chip);
    for awaits in 1..ENOUGH {
        let outcome = polled(operation(&mut device), awaits);
        next(awaits, &mut device, chip);
        if let Some(outcome) = outcome {
            outcome.unwrap_or_else(|error| panic!("undisturbed: {error}"));
            return awaits;
        }
    }
    panic!("it never ends");
}
