use crate::timing::ClockDivider;
use crate::{ConfigZone, Part};

/// How the driver treats one chip on one bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// The chip's 7-bit address: 0x60 as delivered, 0x35 on TNGTLS, 0x36 on TrustFLEX parts. Default 0x60.
    pub address: u8,
    /// Which part it is. Default `None`: taken for an ATECC608 until it says otherwise, when it is asked (Info).
    pub part: Option<Part>,
    /// How the chip is woken. Default: general call.
    pub wake: Wake,
    /// In which state the chip is left between operations. Default: idle.
    pub rest: Rest,
    /// When the seed of the random number generator is renewed before a signature. Default: once per sleep.
    pub seed_update: SeedUpdate,
    /// The clock divider of the chip's configuration, which stretches its execution times. Default: M0, fastest.
    pub clock_divider: ClockDivider,
    /// The bus clock in Hz: only to know how much of the watchdog's time the traffic takes. Default 100 000.
    pub bus_hz: u32,
    /// Whether the chip's configuration chose the long watchdog. Default no.
    pub long_watchdog: bool,
    /// How long to go on trying to wake a chip, in microseconds. Default 2 000 000: by then even a chip that was
    /// left in the middle of a command by a crashed program was put to sleep by its watchdog, and wakes.
    pub wake_timeout_us: u32,
    /// The 7-bit addresses of other chips of this family on the bus. A wake pulse wakes them too; the driver sends them
    /// back to idle, so that their watchdogs do not put them to sleep, which would cost them their volatile state.
    /// Default none. Not for chips that another task uses at the same time: it would be cut short.
    pub siblings: &'static [u8],
    /// How often a command is sent again after it or its reply arrived garbled. Default 3.
    pub retries: u8,
}

impl Config {
    /// The defaults above.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            address: 0x60,
            part: None,
            wake: Wake::GeneralCall,
            rest: Rest::Idle,
            seed_update: SeedUpdate::OncePerSleep,
            clock_divider: ClockDivider::M0,
            bus_hz: 100_000,
            long_watchdog: false,
            wake_timeout_us: 2_000_000,
            siblings: &[],
            retries: 3,
        }
    }

    /// The same with the clock divider and the watchdog that a chip's configuration chose.
    #[must_use]
    pub fn adapted_to(self, zone: &ConfigZone) -> Self {
        let mode = zone.chip_mode();
        Self { clock_divider: mode.clock_divider(), long_watchdog: mode.long_watchdog(), ..self }
    }

    /// The same for a part that is known.
    #[must_use]
    pub const fn with_part(self, part: Part) -> Self {
        Self { part: Some(part), ..self }
    }

    /// The same for another 7-bit address.
    #[must_use]
    pub const fn with_address(self, address: u8) -> Self {
        Self { address, ..self }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

/// How SDA is held low for at least 60 µs (tWLO).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Wake {
    /// A write to address 0: eight low bits, 80 µs at 100 kHz; too short above 133 kHz, where
    /// [`WakeWith`](crate::WakeWith) helps. Wakes every chip on the bus.
    #[default]
    GeneralCall,
    /// A write to the chip's own address, for HALs that refuse address 0. At 100 kHz this is just long enough for 0x60
    /// (six low bits) and too short for 0x35 and 0x36; there, the bus must run at a third of that.
    OwnAddress,
}

/// In which state a chip is left when an operation or a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rest {
    /// Some 800 µA; keeps the volatile state and the seed of the random number generator.
    #[default]
    Idle,
    /// Some 100 nA, for batteries; the next signature may have to renew the seed first.
    Sleep,
}

/// When the seed of the chip's random number generator is renewed before a signature.
///
/// The generator's state lives in volatile memory and starts from a seed in the EEPROM; ECDSA takes its nonce from
/// it. A `Random` command in its seed-update mode moves the seed on, so that a chip that slept does not start
/// from the old one.
///
/// On a bus with other devices, prefer [`Always`](Self::Always) if signatures are rare: an idle chip can be woken by
/// traffic that is not for it, and its watchdog then puts it to sleep without the driver seeing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SeedUpdate {
    /// Before the first signature since the chip last slept, or may have.
    #[default]
    OncePerSleep,
    /// Before every signature, as the vendor's library does: one more command each time.
    Always,
    /// Never: leave it to the chip.
    Never,
}
