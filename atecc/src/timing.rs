//! The times of the data sheet, in one place.

mod atecc508a;

/// The chip's clock divider (ChipMode bits 7–3): slower clocks draw less current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ClockDivider {
    /// 0x00: fastest, 14 mA during elliptic-curve arithmetic.
    #[default]
    M0,
    /// 0x28: 6 mA.
    M1,
    /// 0x68: 3 mA.
    M2,
}

impl ClockDivider {
    /// The divider that a ChipMode byte (configuration byte 19) asks for; unknown values count as the slowest.
    pub(crate) const fn from_chip_mode(byte: u8) -> Self {
        match byte & 0xF8 {
            0x00 => Self::M0,
            0x28 => Self::M1,
            _ => Self::M2,
        }
    }

    /// Its bits in ChipMode.
    pub(crate) const fn chip_mode(self) -> u8 {
        match self {
            Self::M0 => 0x00,
            Self::M1 => 0x28,
            Self::M2 => 0x68,
        }
    }
}

/// How long a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExecutionTime {
    typical_ms: u32,
    max_ms: [u32; 3],
}

impl ExecutionTime {
    pub(crate) const fn new(typical_ms: u32, max_ms: [u32; 3]) -> Self {
        Self { typical_ms, max_ms }
    }

    /// The longest it can take, in microseconds.
    #[must_use]
    pub const fn max_us(self, divider: ClockDivider) -> u32 {
        let [m0, m1, m2] = self.max_ms;
        1_000
            * match divider {
                ClockDivider::M0 => m0,
                ClockDivider::M1 => m1,
                ClockDivider::M2 => m2,
            }
    }

    /// What it usually takes, in microseconds: measured at the fastest clock, scaled as the maximum is.
    #[must_use]
    pub const fn typical_us(self, divider: ClockDivider) -> u32 {
        let [m0, ..] = self.max_ms;
        // At most 110 ms * 2_324_000 us: the product needs 64 bits before it is divided again.
        let product = self.typical_ms as u64 * self.max_us(divider) as u64;
        #[expect(clippy::cast_possible_truncation, reason = "at most 1.1 s")]
        match product.checked_div(m0 as u64) {
            Some(us) => us as u32,
            // No maximum is 0, but the compiler would keep a panic for it.
            None => 0,
        }
    }
}

/// tWLO: how long SDA must be low to wake the chip, microseconds.
pub const WAKE_LOW_US: u32 = 60;
/// tWHI: how long after the wake pulse the chip needs before it talks, microseconds.
pub const WAKE_HIGH_US: u32 = 1_500;
/// tWHIST: the same when the chip tests itself on each wake, microseconds.
pub const WAKE_SELF_TEST_US: u32 = 20_000;
/// Bits a second of a UART on the single-wire interface, with 7 data bits and no parity: one of its bytes is one bit.
pub const SWI_BAUD: u32 = 230_400;
/// The same for the byte 0x00 that wakes the chip: with its start bit it holds the wire low for 69 µs.
pub const SWI_WAKE_BAUD: u32 = 115_200;
/// The longest that one bit from the chip takes on the single-wire interface, microseconds.
pub const SWI_BIT_US: u32 = 78;
/// tTURNAROUND: how long the chip may take before it answers the flag TX, microseconds.
pub const SWI_TURNAROUND_US: u32 = 131;
/// tTIMEOUT: when a chip that received part of a flag or a command usually gives up and sleeps, microseconds.
pub const SWI_TIMEOUT_US: u32 = 65_000;
/// The earliest that the short watchdog fires after a wake, microseconds.
pub const WATCHDOG_MIN_US: u32 = 700_000;
/// When the short watchdog usually fires after a wake, microseconds.
pub const WATCHDOG_TYPICAL_US: u32 = 1_300_000;
/// When the long watchdog (ChipMode bit 2) fires: 10 s in one source, 13 s in another; the earlier one.
pub const WATCHDOG_LONG_US: u32 = 10_000_000;

/// When it fires according to the source with the later time.
pub const WATCHDOG_LONG_LATER_US: u32 = 13_000_000;
/// The most that a limited use (LimitedUse) adds to a command, microseconds.
pub const LIMITED_USE_MAX_US: u32 = 50_000;
/// What it usually adds: no source tells; the counter is one page of EEPROM, which takes Write as long.
pub const LIMITED_USE_TYPICAL_US: u32 = 8_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Opcode;

    #[test]
    fn no_command_is_typically_slower_than_its_maximum() {
        for opcode in Opcode::ALL {
            for divider in [ClockDivider::M0, ClockDivider::M1, ClockDivider::M2] {
                let time = opcode.execution_time();
                assert!(time.typical_us(divider) <= time.max_us(divider), "{opcode} {divider:?}");
            }
        }
    }
}
