use core::time::Duration;

use crate::{Errno, zsock::SocketDriver};

/// One end for several steps, so that none of them, and no drip of single bytes, prolongs the whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    limit: Duration,
    /// By the driver's clock, if it has one.
    end: Option<Duration>,
}

impl Deadline {
    pub(crate) fn after(driver: &dyn SocketDriver, limit: Duration) -> Self {
        Self { limit, end: driver.monotonic().map(|now| now.saturating_add(limit)) }
    }

    /// What is left; `ETIMEDOUT` if nothing is. Without a clock each step gets the whole.
    pub(crate) fn remaining(&self, driver: &dyn SocketDriver) -> Result<Duration, Errno> {
        let left = match (self.end, driver.monotonic()) {
            (Some(end), Some(now)) => end.saturating_sub(now),
            _ => self.limit,
        };
        if left.is_zero() { Err(Errno::ETIMEDOUT) } else { Ok(left) }
    }
}
