use core::time::Duration;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Platform;

/// The threads of a host. A device that gets something [notifies](Platform::notify) it, or is looked at every so often.
#[derive(Debug)]
pub struct Threads {
    start: Instant,
    look: Option<Duration>,
    events: Mutex<u32>,
    happened: Condvar,
}

impl Default for Threads {
    fn default() -> Self {
        Self::new()
    }
}

impl Threads {
    /// For a device that notifies it whenever it has received something.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now(), look: None, events: Mutex::new(0), happened: Condvar::new() }
    }

    /// For a device that cannot: whoever waits looks at it after at most `interval`.
    #[must_use]
    pub fn looking_every(interval: Duration) -> Self {
        Self { look: Some(interval), ..Self::new() }
    }

    fn lock(&self) -> MutexGuard<'_, u32> {
        // A number cannot be left half changed.
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Platform for Threads {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn events(&self) -> u32 {
        *self.lock()
    }

    fn wait(&self, seen: u32, limit: Option<Duration>) {
        let limit = [limit, self.look].into_iter().flatten().min();
        let events = self.lock();
        let same = |events: &mut u32| *events == seen;
        // What ended the wait makes no difference: the caller looks again.
        match limit {
            Some(limit) => drop(self.happened.wait_timeout_while(events, limit, same)),
            None => drop(self.happened.wait_while(events, same)),
        }
    }

    fn notify(&self) {
        let mut events = self.lock();
        *events = events.wrapping_add(1);
        drop(events);
        self.happened.notify_all();
    }
}
