//! What to do when the element is busy: rustls cannot resume a handshake whose signature failed, so whoever can
//! wait must do it inside the signature.

use core::fmt;
use core::time::Duration;

use hwcrypto_api::Error;

/// How long to wait for an element that somebody else is using.
///
/// The default waits up to 5 s in steps of 1 ms where there is a standard library. Without one nobody here knows
/// how to sleep: the default is then [`Wait::NONE`], and a platform that can sleep says how with [`Wait::new`].
#[derive(Clone, Copy)]
pub struct Wait {
    step: Duration,
    limit: Duration,
    pause: fn(Duration),
}

impl Wait {
    /// Does not wait: a busy element is an error at once.
    pub const NONE: Self = Self { step: Duration::ZERO, limit: Duration::ZERO, pause: |_| () };

    /// Asks again every `step` until `limit` is used up, sleeping with `pause` between the attempts.
    ///
    /// A `step` of zero counts as one microsecond, so that every wait ends.
    #[must_use]
    pub const fn new(step: Duration, limit: Duration, pause: fn(Duration)) -> Self {
        let step = if step.is_zero() { Duration::from_micros(1) } else { step };
        Self { step, limit, pause }
    }

    /// Asks again every millisecond until `limit` is used up; the calling thread sleeps in between.
    #[cfg(feature = "std")]
    #[must_use]
    pub const fn up_to(limit: Duration) -> Self {
        Self::new(Duration::from_millis(1), limit, std::thread::sleep)
    }

    /// Pauses once, for whoever waits outside of TLS ([`Gate`](crate::Gate)); gives how long. `None` if this does not wait.
    #[must_use]
    pub fn pause(&self) -> Option<Duration> {
        if self.limit.is_zero() {
            return None;
        }
        (self.pause)(self.step);
        Some(self.step)
    }

    /// Runs `operation` again while the element is busy and time is left.
    pub(crate) fn until_free<T>(&self, mut operation: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
        let mut waited = Duration::ZERO;
        loop {
            match operation() {
                Err(Error::Busy) if waited < self.limit => {
                    (self.pause)(self.step);
                    waited = waited.saturating_add(self.step);
                }
                outcome => return outcome,
            }
        }
    }
}

impl Default for Wait {
    fn default() -> Self {
        #[cfg(feature = "std")]
        return Self::up_to(Duration::from_secs(5));
        #[cfg(not(feature = "std"))]
        return Self::NONE;
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("step", &self.step).field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(wait: Wait, busy: u32) -> (u32, Result<(), Error>) {
        let mut attempts = 0;
        let outcome = wait.until_free(|| {
            attempts += 1;
            if attempts <= busy { Err(Error::Busy) } else { Ok(()) }
        });
        (attempts, outcome)
    }

    #[test]
    fn waiting_ends_with_success_or_with_the_limit() {
        let wait = Wait::new(Duration::from_millis(2), Duration::from_millis(7), |_| ());
        assert_eq!(attempts(wait, 3), (4, Ok(())));
        assert_eq!(attempts(wait, 9), (5, Err(Error::Busy)), "waits of 2, 4, 6 and 8 ms, then no more");
        assert_eq!(attempts(Wait::NONE, 1), (1, Err(Error::Busy)));
    }

    #[test]
    fn other_errors_are_not_waited_for() {
        let wait = Wait::new(Duration::from_millis(1), Duration::from_secs(1), |_| ());
        let mut attempts = 0;
        let outcome: Result<(), _> = wait.until_free(|| {
            attempts += 1;
            Err(Error::Refused)
        });
        assert_eq!((attempts, outcome), (1, Err(Error::Refused)));
    }
}
