use core::fmt;

use atecc::policy::{Refusal, Rule};
use atecc::{Opcode, Slot, Status};

use crate::packet::Command;
use crate::self_test::SelfTests;

/// Why the chip did not do what a command asked: what a real part never tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The opcode byte of the command, 0 if the packet had none.
    pub opcode: u8,
    /// Its first parameter: the mode or the zone.
    pub param1: u8,
    /// Its second parameter: the slot, the address, or something else.
    pub param2: u16,
    /// What the chip answered.
    pub status: Status,
    /// Why.
    pub reason: Reason,
}

/// The reason behind a [`Refused`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// An access rule.
    Rule(Rule),
    /// The count byte is outside 7–155.
    Count(u8),
    /// The CRC of the packet is wrong.
    Crc {
        /// The CRC in the packet.
        sent: u16,
        /// The CRC of its bytes.
        actual: u16,
    },
    /// The chip has no such command.
    UnknownOpcode,
    /// The data has the wrong length for this command and mode.
    Length {
        /// Bytes of data in the packet.
        sent: usize,
    },
    /// An illegal mode or zone.
    Param1,
    /// An illegal slot, address or value.
    Param2,
    /// Illegal details of a KDF.
    Details,
    /// Only a single-wire part has a GPIO pin.
    NoGpio,
    /// A MAC in the command is wrong.
    Mac,
    /// The register that holds the input is empty: Message Digest Buffer or hash context.
    Empty,
    /// The context of an HMAC is not given out.
    HmacContext,
    /// The bytes are not those of a saved hash context.
    Context,
    /// The slot or TempKey holds no valid private key, or the point is not on the curve.
    NoKey,
    /// The response in the command is not the one that the key gives.
    Response,
    /// The signature does not belong to message and key.
    Signature,
    /// The test asked for it: [`SimI2c::fail_command`](crate::SimI2c::fail_command).
    OnPurpose,
    /// OtherData and the mode of Verify disagree about what the signature is for.
    OtherData,
    /// The image is not the one that SecureBoot knows, or its signature does not belong to it.
    Image,
    /// The chip is in its self-test failure state.
    SelfTest {
        /// The failure register.
        failed: SelfTests,
    },
    /// The random numbers failed their health test.
    HealthTest,
    /// The watchdog would expire before the command is done.
    Watchdog {
        /// What is left of its time, nanoseconds.
        left_ns: u64,
    },
}

impl fmt::Display for Refused {
    /// One line: the command and what it was aimed at, the status, why. Where the parameters themselves are
    /// at fault they are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Opcode::from_byte(self.opcode) {
            Some(opcode) => {
                f.write_str(opcode.name())?;
                self.subject(opcode, f)?;
            }
            None => write!(f, "opcode {:#04X}", self.opcode)?,
        }
        if self.status == Status::ParseError {
            write!(f, " (param1 {:#04X}, param2 {:#06X})", self.param1, self.param2)?;
        }
        write!(f, ": refused {:#04X}: {}", self.status.to_byte(), self.reason)
    }
}

impl Refused {
    /// The slot or the zone that the command names, if it names one.
    fn subject(&self, opcode: Opcode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, _] = self.param2.to_le_bytes();
        match (opcode, self.param1 & 0b11) {
            (Opcode::Read | Opcode::Write | Opcode::Lock, 0) => f.write_str(" configuration"),
            (Opcode::Read | Opcode::Write, 1) => f.write_str(" OTP"),
            (Opcode::Read | Opcode::Write, 2) => write!(f, " slot {}", low >> 3 & 0x0F),
            (Opcode::Lock, 1) => f.write_str(" data and OTP"),
            (Opcode::Lock, 2) => write!(f, " slot {}", self.param1 >> 2 & 0x0F),
            (Opcode::GenDig, 0) if self.param1 == 0 => f.write_str(" configuration"),
            (Opcode::GenDig, 1) if self.param1 == 1 => f.write_str(" OTP"),
            _ if self.param2 < Slot::COUNT.into() && self.names_slot(opcode) => write!(f, " slot {low}"),
            _ => Ok(()),
        }
    }

    /// Whether the second parameter is a slot.
    const fn names_slot(&self, opcode: Opcode) -> bool {
        matches!(
            (opcode, self.param1 & 0b111),
            (
                Opcode::GenKey
                    | Opcode::Sign
                    | Opcode::Ecdh
                    | Opcode::PrivWrite
                    | Opcode::Mac
                    | Opcode::CheckMac
                    | Opcode::DeriveKey,
                _
            ) | (Opcode::GenDig, 2 | 5)
                | (Opcode::Aes, 0 | 1)
                | (Opcode::Sha, 3 | 4)
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rule(rule) => return rule.fmt(f),
            Self::Count(count) => return write!(f, "count {count} is not that of a packet"),
            Self::Crc { sent, actual } => {
                return write!(f, "CRC {sent:#06X} in the packet, {actual:#06X} over it");
            }
            Self::Length { sent } => return write!(f, "{sent} bytes of data are not what this mode takes"),
            Self::Watchdog { left_ns } => {
                return write!(
                    f,
                    "the watchdog expires in {} ms, before the command is done",
                    left_ns / 1_000_000
                );
            }
            Self::UnknownOpcode => "the chip has no such command",
            Self::Param1 => "param1 is illegal",
            Self::Param2 => "param2 is illegal",
            Self::Details => "the details word is illegal",
            Self::NoGpio => "a part with an I2C interface has no GPIO pin",
            Self::Mac => "the MAC in the command is wrong",
            Self::Empty => "the register that holds the input is empty",
            Self::HmacContext => "the context of an HMAC cannot be saved",
            Self::Context => "this is not a saved hash context",
            Self::OnPurpose => "on purpose: this failure was asked for",
            Self::NoKey => "there is no valid key: a private key out of range, or a point off the curve",
            Self::Response => "the response is not the one that the key gives",
            Self::SelfTest { failed } => return write!(f, "the self test of {failed} failed"),
            Self::OtherData => "OtherData[17] bit 0 is not mode bit 2",
            Self::Image => "the code's digest or signature is not the expected one",
            Self::HealthTest => "the random number generator failed its health test",
            Self::Signature => "the signature does not belong to this message and key",
        })
    }
}

/// What a handler gives up with; the dispatcher adds the command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) status: Status,
    pub(crate) reason: Reason,
}

impl Fault {
    /// Illegal in any state: 0x03.
    pub(crate) const fn parse(reason: Reason) -> Self {
        Self { status: Status::ParseError, reason }
    }

    /// Refused in the present state: 0x0F.
    pub(crate) const fn execution(reason: Reason) -> Self {
        Self { status: Status::ExecutionError, reason }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { status: refusal.status, reason: Reason::Rule(refusal.rule) }
    }
}

impl Refused {
    pub(crate) const fn of(command: &Command<'_>, fault: Fault) -> Self {
        let Fault { status, reason } = fault;
        Self { opcode: command.opcode, param1: command.param1, param2: command.param2, status, reason }
    }

    /// A packet that is no command; its fields are shown as they arrived.
    pub(crate) fn garbled(packet: &[u8], fault: Fault) -> Self {
        let byte = |index: usize| packet.get(index).copied().unwrap_or(0);
        let param2 = u16::from_le_bytes([byte(3), byte(4)]);
        Self { opcode: byte(1), param1: byte(2), param2, status: fault.status, reason: fault.reason }
    }
}
