use super::config::{Config, Rest};
use crate::Part;
use crate::timing::{WATCHDOG_LONG_US, WATCHDOG_MIN_US};

/// What the link believes of the chip. The watchdog can put it to sleep behind any belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Power {
    /// Nothing is known: at the start, after trouble, or because a transfer was abandoned half-way.
    Unknown,
    Asleep,
    Idle,
    Awake,
}

/// What is remembered of the chip from one transfer to the next.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) config: Config,
    pub(super) power: Power,
    /// Which part answered to Info.
    detected: Option<Part>,
    /// Microseconds since the chip was woken, as far as waits and traffic tell.
    pub(super) awake_us: u32,
    /// Counts the times that the chip lost its volatile state, or may have.
    generation: u32,
}

impl Link {
    pub(crate) const fn new(config: Config) -> Self {
        Self { config, power: Power::Unknown, detected: None, awake_us: 0, generation: 0 }
    }

    /// Names the present volatile state of the chip: another name means that it was lost meanwhile, or may have
    /// been. `None` while the chip sleeps or nothing is known.
    pub(crate) const fn volatile_state(&self) -> Option<u32> {
        match self.power {
            Power::Awake | Power::Idle => Some(self.generation),
            Power::Unknown | Power::Asleep => None,
        }
    }

    /// Which part this is, if it was said or found out.
    pub(crate) fn part(&self) -> Option<Part> {
        self.config.part.or(self.detected)
    }

    /// Takes note of the part that answered.
    pub(crate) const fn detect(&mut self, part: Part) {
        self.detected = Some(part);
    }

    /// Forgets what is known, so that the next transfer starts from scratch.
    pub(crate) const fn forget(&mut self) {
        self.power = Power::Unknown;
    }

    /// Whether the end of an operation has anything left to do.
    pub(crate) const fn needs_rest(&self) -> bool {
        matches!(self.power, Power::Unknown | Power::Awake)
    }

    pub(super) const fn rested(&mut self, rest: Rest) -> Power {
        match rest {
            Rest::Idle => Power::Idle,
            Rest::Sleep => {
                self.lose_state();
                Power::Asleep
            }
        }
    }

    pub(super) const fn lose_state(&mut self) {
        self.generation = self.generation.wrapping_add(1);
    }

    /// Accounts for `bytes` on the bus, the address byte included.
    pub(super) fn spend_bytes(&mut self, bytes: usize) {
        let bits = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(9);
        let us = bits.saturating_mul(1_000_000) / u64::from(self.config.bus_hz.max(1));
        self.spend_us(u32::try_from(us).unwrap_or(u32::MAX));
    }

    pub(super) const fn spend_us(&mut self, us: u32) {
        self.awake_us = self.awake_us.saturating_add(us);
    }

    /// Whether a command of at most `max_us` surely ends before the watchdog fires, if it starts now.
    pub(super) const fn fits_watchdog(&self, max_us: u32) -> bool {
        // A sibling may have the short watchdog; it gets back to idle when this chip is woken again.
        let long = self.config.long_watchdog && self.config.siblings.is_empty();
        let budget = if long { WATCHDOG_LONG_US } else { WATCHDOG_MIN_US };
        self.awake_us.saturating_add(max_us) <= budget
    }
}
