use core::fmt;

use crate::timing::ClockDivider;

/// ChipMode: byte 19 of the configuration.
///
/// | bits | field |
/// |---|---|
/// | 0 | UserExtraAdd, once set, is the I2C address; on an ATECC508A: its Selector is set only once |
/// | 1 | TTLenable: input levels follow the supply instead of being fixed |
/// | 2 | WatchdogDuration: some ten seconds instead of one |
/// | 3–7 | [`ClockDivider`] |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct ChipMode(pub u8);

impl ChipMode {
    const USER_EXTRA_ADD: u8 = 1;
    const TTL_ENABLE: u8 = 1 << 1;
    const WATCHDOG_DURATION: u8 = 1 << 2;
    const CLOCK_DIVIDER: u8 = 0xF8;

    /// The same, and UserExtraAdd is the I2C address once it is set.
    #[must_use]
    pub const fn with_address_from_extra(self) -> Self {
        Self(self.0 | Self::USER_EXTRA_ADD)
    }

    /// The same with TTLenable.
    #[must_use]
    pub const fn with_ttl_enable(self) -> Self {
        Self(self.0 | Self::TTL_ENABLE)
    }

    /// The same with the long watchdog.
    #[must_use]
    pub const fn with_long_watchdog(self) -> Self {
        Self(self.0 | Self::WATCHDOG_DURATION)
    }

    /// The same with this clock divider.
    #[must_use]
    pub const fn with_clock_divider(self, divider: ClockDivider) -> Self {
        Self(self.0 & !Self::CLOCK_DIVIDER | divider.chip_mode())
    }

    /// Whether UserExtraAdd is the I2C address once it is set.
    #[must_use]
    pub const fn address_from_extra(self) -> bool {
        self.0 & Self::USER_EXTRA_ADD != 0
    }

    /// Whether the Selector of an ATECC508A, which has the place of UserExtraAdd, is set only once.
    #[must_use]
    pub const fn selector_once(self) -> bool {
        self.address_from_extra()
    }

    /// TTLenable: input levels follow the supply.
    #[must_use]
    pub const fn ttl_enable(self) -> bool {
        self.0 & Self::TTL_ENABLE != 0
    }

    /// The watchdog waits some ten seconds instead of one.
    #[must_use]
    pub const fn long_watchdog(self) -> bool {
        self.0 & Self::WATCHDOG_DURATION != 0
    }

    /// The clock divider; unknown values count as the slowest.
    #[must_use]
    pub const fn clock_divider(self) -> ClockDivider {
        ClockDivider::from_chip_mode(self.0)
    }

    /// Its fields; bit 0 has another name on an ATECC508A.
    pub(super) fn fields(self, f: &mut fmt::Formatter<'_>, bit_0: &str) -> fmt::Result {
        let bit = u8::from;
        write!(
            f,
            "{bit_0}={} TTLenable={} WatchdogDuration={} ClockDivider={:#04X}",
            bit(self.0 & Self::USER_EXTRA_ADD != 0),
            bit(self.ttl_enable()),
            bit(self.long_watchdog()),
            self.0 >> 3
        )
    }
}

impl fmt::Display for ChipMode {
    /// Its fields, with the names of the ATECC608.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fields(f, "UserExtraAdd")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn the_fields_stand_where_the_data_sheet_puts_them() {
        let mode = ChipMode(0x6C);
        assert!(!mode.address_from_extra() && !mode.ttl_enable() && mode.long_watchdog());
        assert_eq!(mode.clock_divider(), ClockDivider::M2);
        assert!(ChipMode(1).address_from_extra() && ChipMode(2).ttl_enable());
        assert_eq!(mode.to_string(), "UserExtraAdd=0 TTLenable=0 WatchdogDuration=1 ClockDivider=0x0D");
    }

    #[test]
    fn what_is_built_is_what_the_data_sheet_writes() {
        let mode = ChipMode(0xF8).with_address_from_extra().with_ttl_enable().with_long_watchdog();
        for (divider, byte) in [(ClockDivider::M0, 0x07), (ClockDivider::M1, 0x2F), (ClockDivider::M2, 0x6F)]
        {
            assert_eq!(mode.with_clock_divider(divider), ChipMode(byte));
            assert_eq!(ChipMode(byte).clock_divider(), divider);
        }
    }
}
