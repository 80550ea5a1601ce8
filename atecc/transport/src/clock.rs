use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use atecc_sim::{SimDelay, SimI2c};
use embedded_hal::delay::DelayNs;

/// The time that has passed for the chip: virtual on a simulated one, else the time that was spent with it.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    Virtual(SimI2c),
    Real(Arc<AtomicU64>),
}

impl Clock {
    pub(crate) fn real() -> Self {
        Self::Real(Arc::default())
    }

    /// Since the clock began.
    pub(crate) fn now(&self) -> Duration {
        match self {
            Self::Virtual(chip) => Duration::from_nanos(chip.now()),
            Self::Real(spent) => Duration::from_nanos(spent.load(Ordering::Relaxed)),
        }
    }

    /// Runs `work`, which takes real time.
    pub(crate) fn spend<T>(&self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        if let Self::Real(spent) = self {
            let nanos = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
            spent.fetch_add(nanos, Ordering::Relaxed);
        }
        result
    }
}

/// Waits as the chip's clock does.
#[derive(Debug)]
pub enum AnyDelay {
    /// Moves the clock of a simulated chip on; takes no time.
    Virtual(SimDelay),
    /// Sleeps.
    Real(RealDelay),
}

/// Sleeps, and accounts for it.
#[derive(Debug)]
pub struct RealDelay(pub(crate) Clock);

impl DelayNs for AnyDelay {
    fn delay_ns(&mut self, ns: u32) {
        match self {
            Self::Virtual(delay) => delay.delay_ns(ns),
            Self::Real(delay) => delay.0.spend(|| thread::sleep(Duration::from_nanos(ns.into()))),
        }
    }
}
