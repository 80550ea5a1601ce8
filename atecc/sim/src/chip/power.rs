use atecc::ConfigZone;
use atecc::timing::{
    WAKE_HIGH_US, WAKE_LOW_US, WAKE_SELF_TEST_US, WATCHDOG_LONG_LATER_US, WATCHDOG_LONG_US, WATCHDOG_MIN_US,
    WATCHDOG_TYPICAL_US,
};

use crate::options::{Options, Timing};

const NS_PER_US: u64 = 1_000;

/// tWLO: the shortest low pulse that wakes, nanoseconds.
pub(crate) const WAKE_PULSE_NS: u64 = WAKE_LOW_US as u64 * NS_PER_US;

/// The power states.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Power {
    /// Volatile state is lost.
    Asleep,
    /// Volatile state is kept, the watchdog stands still.
    Idle,
    /// Awake; nanoseconds on the bus clock.
    Awake {
        /// Until then it acknowledges nothing.
        busy_until: u64,
        /// Then it goes to sleep.
        watchdog_at: u64,
    },
}

impl Power {
    /// What a wake at `now_ns` makes of it: deaf for tWHI, or for tWHIST if it has slept and tests itself then;
    /// and in the watchdog's sight.
    pub(crate) fn wake(self, now_ns: u64, config: &ConfigZone, options: &Options) -> Self {
        let self_test = matches!(self, Self::Asleep) && config.chip_options().power_on_self_test();
        let wake_us = match options.timing {
            Timing::Instant => 0,
            _ if self_test => WAKE_SELF_TEST_US,
            _ => WAKE_HIGH_US,
        };
        let watchdog_us = match (config.chip_mode().long_watchdog(), options.timing) {
            (true, _) if options.later_long_watchdog => WATCHDOG_LONG_LATER_US,
            (true, _) => WATCHDOG_LONG_US,
            (false, Timing::Max) => WATCHDOG_MIN_US,
            (false, _) => WATCHDOG_TYPICAL_US,
        };
        Self::Awake {
            busy_until: now_ns + u64::from(wake_us) * NS_PER_US,
            watchdog_at: now_ns + u64::from(watchdog_us) * NS_PER_US,
        }
    }

    pub(crate) const fn is_asleep(self) -> bool {
        matches!(self, Self::Asleep)
    }

    pub(crate) const fn is_awake(self) -> bool {
        matches!(self, Self::Awake { .. })
    }

    /// Awake and not busy.
    pub(crate) const fn is_ready(self, now_ns: u64) -> bool {
        matches!(self, Self::Awake { busy_until, .. } if now_ns >= busy_until)
    }

    pub(crate) const fn watchdog_fired(self, now_ns: u64) -> bool {
        matches!(self, Self::Awake { watchdog_at, .. } if now_ns >= watchdog_at)
    }

    /// What is left of the watchdog's time.
    pub(crate) const fn watchdog_left(self, now_ns: u64) -> u64 {
        match self {
            Self::Awake { watchdog_at, .. } => watchdog_at.saturating_sub(now_ns),
            Self::Asleep | Self::Idle => 0,
        }
    }

    pub(crate) const fn busy_for(&mut self, now_ns: u64, ns: u64) {
        if let Self::Awake { busy_until, .. } = self {
            *busy_until = now_ns.saturating_add(ns);
        }
    }
}
