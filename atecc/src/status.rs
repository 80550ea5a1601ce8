use core::fmt;

/// The status byte that a command answers when it has no data to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// 0x00: done.
    Success,
    /// 0x01: CheckMac, Verify or SecureBoot compared and found a difference.
    Miscompare,
    /// 0x03: the command is illegal in any state: length, opcode or parameter.
    ParseError,
    /// 0x05: a fault in the elliptic-curve arithmetic; trying again may work.
    EccFault,
    /// 0x07: a self-test failed; only reads of the configuration and SelfTest work.
    SelfTestError,
    /// 0x08: the random number generator failed its health test. The driver lets the chip sleep after that, which is what it
    /// takes to be asked again.
    HealthTestError,
    /// 0x0F: the command is legal, but refused by the present state or configuration.
    ExecutionError,
    /// 0x11: awake, and no command has come yet.
    AfterWake,
    /// 0xEE: the watchdog is about to put the chip to sleep; the command was not started.
    WatchdogExpiring,
    /// 0xFF: the command arrived with a wrong CRC or otherwise garbled; it was not started.
    CommunicationError,
    /// A code that this version does not know.
    Unknown(u8),
}

impl Status {
    /// The meaning of a status byte.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Self {
        match byte {
            0x00 => Self::Success,
            0x01 => Self::Miscompare,
            0x03 => Self::ParseError,
            0x05 => Self::EccFault,
            0x07 => Self::SelfTestError,
            0x08 => Self::HealthTestError,
            0x0F => Self::ExecutionError,
            0x11 => Self::AfterWake,
            0xEE => Self::WatchdogExpiring,
            0xFF => Self::CommunicationError,
            other => Self::Unknown(other),
        }
    }

    /// The byte on the wire.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Success => 0x00,
            Self::Miscompare => 0x01,
            Self::ParseError => 0x03,
            Self::EccFault => 0x05,
            Self::SelfTestError => 0x07,
            Self::HealthTestError => 0x08,
            Self::ExecutionError => 0x0F,
            Self::AfterWake => 0x11,
            Self::WatchdogExpiring => 0xEE,
            Self::CommunicationError => 0xFF,
            Self::Unknown(byte) => byte,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Success => "success",
            Self::Miscompare => "the values do not match (0x01)",
            Self::ParseError => "the chip does not know this command or parameter (0x03)",
            Self::EccFault => "fault in the elliptic-curve arithmetic, try again (0x05)",
            Self::SelfTestError => "the chip is in its self-test failure state (0x07)",
            Self::HealthTestError => "the random number generator failed its health test (0x08)",
            Self::ExecutionError => "refused by the chip's configuration, locks or state (0x0F)",
            Self::AfterWake => "awake, and no command has arrived (0x11)",
            Self::WatchdogExpiring => "the watchdog is about to expire (0xEE)",
            Self::CommunicationError => "the command arrived garbled (0xFF)",
            Self::Unknown(byte) => return write!(f, "unknown status {byte:#04x}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_round_trip() {
        for byte in 0..=u8::MAX {
            assert_eq!(Status::from_byte(byte).to_byte(), byte);
        }
    }
}
