use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::time::Instant;

use crate::options::Time;

/// Nanoseconds since the bus was made; clones tell the same time.
#[derive(Debug, Clone)]
pub(crate) struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Virtual(Arc<AtomicU64>),
    Real(Instant),
}

impl Clock {
    pub(crate) fn new(time: Time) -> Self {
        Self(match time {
            Time::Virtual => Kind::Virtual(Arc::default()),
            Time::Real => Kind::Real(Instant::now()),
        })
    }

    /// Now.
    pub(crate) fn now_ns(&self) -> u64 {
        match &self.0 {
            Kind::Virtual(ns) => ns.load(Ordering::Relaxed),
            Kind::Real(start) => u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX),
        }
    }

    /// What takes `ns` on the bus: virtual time advances, real time does by itself.
    pub(crate) fn advance(&self, ns: u64) {
        if let Kind::Virtual(now) = &self.0 {
            now.fetch_add(ns, Ordering::Relaxed);
        }
    }

    /// Waits for `ns`.
    pub(crate) fn wait(&self, ns: u64) {
        match &self.0 {
            Kind::Virtual(_) => self.advance(ns),
            Kind::Real(_) => std::thread::sleep(Duration::from_nanos(ns)),
        }
    }
}

/// The delay that belongs to a simulated bus: on virtual time it returns at once, and the chip believes that
/// the time has passed.
///
/// On real time both flavours block the thread; the simulated chip is not meant to share one with a busy
/// executor there.
#[derive(Debug, Clone)]
pub struct SimDelay(pub(crate) Clock);

impl embedded_hal::delay::DelayNs for SimDelay {
    fn delay_ns(&mut self, ns: u32) {
        self.0.wait(ns.into());
    }

    fn delay_us(&mut self, us: u32) {
        self.0.wait(u64::from(us) * 1_000);
    }

    fn delay_ms(&mut self, ms: u32) {
        self.0.wait(u64::from(ms) * 1_000_000);
    }
}

impl embedded_hal_async::delay::DelayNs for SimDelay {
    async fn delay_ns(&mut self, ns: u32) {
        self.0.wait(ns.into());
    }

    async fn delay_us(&mut self, us: u32) {
        self.0.wait(u64::from(us) * 1_000);
    }

    async fn delay_ms(&mut self, ms: u32) {
        self.0.wait(u64::from(ms) * 1_000_000);
    }
}
