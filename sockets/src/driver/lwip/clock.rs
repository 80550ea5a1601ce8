use core::time::Duration;

/// lwIP's clock of 32 bits, which wraps after 49 days, as one that does not, if it is looked at more often than that.
#[derive(Debug)]
pub(super) struct Clock {
    last: u32,
    /// Milliseconds of all full rounds.
    rounds: u64,
}

impl Clock {
    pub(super) const fn new() -> Self {
        Self { last: 0, rounds: 0 }
    }

    /// The time when lwIP's clock shows `now` (milliseconds).
    pub(super) fn advance(&mut self, now: u32) -> Duration {
        if now < self.last {
            self.rounds += 1 << u32::BITS;
        }
        self.last = now;
        Duration::from_millis(self.rounds + u64::from(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_when_the_counter_wraps() {
        let mut clock = Clock::new();
        assert_eq!(clock.advance(u32::MAX), Duration::from_millis(u64::from(u32::MAX)));
        assert_eq!(clock.advance(4), Duration::from_millis(u64::from(u32::MAX) + 5));
    }
}
