use core::fmt;

use crate::config::X509Format;
use crate::policy::{Refusal, Rule, TempKeyRule};
use crate::{Slot, Status};

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// An access rule.
    Rule(Rule),
    /// A rule of TempKey, whose flags are not known.
    TempKey(TempKeyRule),
    /// Counter 0 may have reached the number in the slot that CountMatch names, where LimitedUse ends.
    CountMatch {
        /// Counter 0.
        count: u32,
        /// The slot with the number.
        value_in: Slot,
    },
    /// X509format: the certificate that should validate a public key was hashed in another way.
    X509Format {
        /// The slot of the public key.
        slot: Slot,
        /// Its X509id.
        id: u8,
        /// X509format of that number.
        format: X509Format,
    },
    /// Lock was sent another summary than data and OTP have.
    DataSummary {
        /// The CRC in the command.
        sent: u16,
    },
    /// The part has no such command.
    UnknownCommand,
    /// The data has the wrong length for this command and mode.
    Length {
        /// Bytes of data in the packet.
        sent: usize,
    },
    /// An illegal mode or zone.
    Param1(u8),
    /// An illegal slot, address or value.
    Param2(u16),
    /// Illegal details of a KDF.
    Details,
    /// The bytes are not those of a saved hash context.
    Context,
    /// Only a single-wire part has a GPIO pin.
    NoGpio,
    /// A register that the command takes its input from is empty.
    Empty(Register),
    /// The running hash is an HMAC, whose context is not given out.
    HmacContext,
    /// The MAC in the command is wrong: another key or nonce on the host's side.
    Mac,
    /// OtherData and the mode of Verify disagree about what the signature is for.
    OtherData,
    /// What is in the slot is no valid key.
    NoKey(Slot),
    /// What is in TempKey is no private key.
    NoPrivateKeyInTempKey,
    /// The value that was sent is no private key in range.
    NoPrivateKey,
    /// The public key that was sent is not on the curve.
    NotOnCurve,
    /// The response in the command is not the one that the key gives.
    Response,
    /// The signature does not belong to message and key.
    Signature,
    /// The image is not the one that SecureBoot knows, or its signature does not belong to it.
    Image,
    /// A fault in the elliptic-curve arithmetic.
    EccFault,
    /// The chip is in its self-test failure state.
    SelfTest,
    /// The random number generator failed its health test.
    HealthTest,
    /// The watchdog would have expired before the command was done.
    Watchdog,
    /// The packet arrived garbled.
    Garbled,
}

/// A volatile register besides TempKey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Register {
    /// The Message Digest Buffer.
    MessageDigest,
    /// Its upper half.
    MessageDigestUpper,
    /// The Alternate Key Buffer.
    AlternateKey,
    /// The hash context of SHA.
    Hash,
}

impl Cause {
    /// What the chip answers then.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::UnknownCommand
            | Self::Length { .. }
            | Self::Param1(_)
            | Self::Param2(_)
            | Self::Details
            | Self::Context => Status::ParseError,
            Self::Response | Self::Signature | Self::Image => Status::Miscompare,
            Self::EccFault => Status::EccFault,
            Self::SelfTest => Status::SelfTestError,
            Self::HealthTest => Status::HealthTestError,
            Self::Watchdog => Status::WatchdogExpiring,
            Self::Garbled => Status::CommunicationError,
            _ => Status::ExecutionError,
        }
    }

    /// What a status tells all by itself, whatever the command.
    pub(super) const fn of(status: Status) -> Option<Self> {
        match status {
            Status::EccFault => Some(Self::EccFault),
            Status::SelfTestError => Some(Self::SelfTest),
            Status::HealthTestError => Some(Self::HealthTest),
            Status::WatchdogExpiring => Some(Self::Watchdog),
            Status::CommunicationError => Some(Self::Garbled),
            _ => None,
        }
    }
}

impl From<Refusal> for Cause {
    fn from(refusal: Refusal) -> Self {
        Self::Rule(refusal.rule)
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MessageDigest => "the Message Digest Buffer is empty",
            Self::MessageDigestUpper => "the Message Digest Buffer does not hold 64 bytes",
            Self::AlternateKey => "the Alternate Key Buffer is empty",
            Self::Hash => "no hash is running",
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rule(rule) => return rule.fmt(f),
            Self::TempKey(why) => return write!(f, "TempKey is not as it has to be: {why}"),
            Self::CountMatch { count, value_in } => {
                return write!(f, "Counter0={count} has reached the CountMatch value in slot {value_in}");
            }
            Self::X509Format { slot, id, format } => {
                let format = format.0;
                return write!(
                    f,
                    "X509format[{id}]={format:#04X} of slot {slot}: the certificate was hashed in another way"
                );
            }
            Self::DataSummary { sent } => {
                return write!(f, "the CRC of data and OTP is not {sent:#06X}, as the command says");
            }
            Self::Length { sent } => return write!(f, "{sent} bytes of data are not what this mode takes"),
            Self::Param1(value) => return write!(f, "param1 {value:#04X} is illegal"),
            Self::Param2(value) => return write!(f, "param2 {value:#06X} is illegal"),
            Self::Empty(register) => return register.fmt(f),
            Self::NoKey(slot) => return write!(f, "there is no valid key in slot {slot}"),
            Self::UnknownCommand => "the part has no such command",
            Self::Details => "the details word is illegal",
            Self::Context => "this is not a saved hash context",
            Self::NoGpio => "a part with an I2C interface has no GPIO pin",
            Self::HmacContext => "the context of an HMAC cannot be saved",
            Self::Mac => "the MAC in the command is wrong: host and chip have another key or nonce",
            Self::OtherData => "OtherData[17] bit 0 is not mode bit 2",
            Self::NoPrivateKeyInTempKey => "what is in TempKey is no private key",
            Self::NoPrivateKey => "the value that was sent is no private key in range",
            Self::NotOnCurve => "the public key that was sent is not on the curve",
            Self::Response => "the response is not the one that the key gives",
            Self::Signature => "the signature does not belong to this message and key",
            Self::Image => "the code's digest or signature is not the expected one",
            Self::EccFault => "a fault in the elliptic-curve arithmetic; trying again may work",
            Self::SelfTest => "the chip is in its self-test failure state; SelfTest tells what failed",
            Self::HealthTest => "the random number generator failed its health test",
            Self::Watchdog => "the watchdog would have expired before the command was done",
            Self::Garbled => "the packet arrived with a wrong CRC or count",
        })
    }
}
