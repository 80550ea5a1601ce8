//! What happens on a bus, told to a sink: as lines for people, as JSON for programs, or as a recording that can be
//! replayed.
//!
//! A [`Tracer`] goes round any `I2c`; [`SimBus::observe`](crate::SimBus::observe) taps a simulated bus, with the time on
//! its clock and the reason of each refusal. **A trace holds what crossed the bus**, secrets in clear included.

mod decode;
mod hex;
mod json;
mod lines;
mod recording;
mod replay;
mod tracer;
mod written;

use core::time::Duration;

use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource, Operation};

pub use self::decode::{Decoder, Meaning};
pub use self::json::{Json, JsonLines};
pub use self::lines::{Lines, Text};
pub use self::recording::{Recorder, Recording};
pub use self::replay::{Replay, ReplayError, ScriptError};
pub use self::tracer::Tracer;
pub use self::written::{Format, Written};
use crate::refused::Refused;

/// Something that happened on a bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, on the clock of a simulated bus.
    pub at: Option<Duration>,
    /// What.
    pub happening: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// From START to STOP.
    Transaction(Transaction),
    /// SDA was held low to wake the chips, by other means than a transaction.
    WakePulse,
    /// The supply was interrupted.
    PowerCycle,
    /// A simulated chip refused a command, for a reason that is not on the wire.
    Refused(Refused),
}

/// A transaction with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// 7-bit.
    pub address: u8,
    /// The operations, in their order.
    pub transfers: Vec<Transfer>,
    /// How it ended.
    pub outcome: Result<(), ErrorKind>,
}

/// One operation of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transfer {
    /// Bytes to the chip.
    Write(Vec<u8>),
    /// Bytes from the chip; what they are means something only in a transaction that succeeded.
    Read(Vec<u8>),
}

/// Takes in what happens.
pub trait Sink {
    /// Called after each event, in their order.
    fn event(&mut self, event: &Event);
}

impl<F: FnMut(&Event)> Sink for F {
    fn event(&mut self, event: &Event) {
        self(event);
    }
}

impl Transaction {
    /// A transaction as it was, with the bytes that it read.
    #[must_use]
    pub fn of(address: u8, operations: &[Operation<'_>], outcome: Result<(), ErrorKind>) -> Self {
        let transfers = operations.iter().map(|operation| match operation {
            Operation::Write(bytes) => Transfer::Write(bytes.to_vec()),
            Operation::Read(bytes) => Transfer::Read(bytes.to_vec()),
        });
        Self { address, transfers: transfers.collect(), outcome }
    }
}

/// The ways to fail, with their names in traces and recordings.
const OUTCOMES: &[(ErrorKind, &str)] = &[
    (ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address), "nack-address"),
    (ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data), "nack-data"),
    (ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown), "nack"),
    (ErrorKind::Bus, "bus"),
    (ErrorKind::ArbitrationLoss, "arbitration-loss"),
    (ErrorKind::Overrun, "overrun"),
    (ErrorKind::Other, "other"),
];
/// The name of success.
const OK: &str = "ok";

fn outcome_name(outcome: Result<(), ErrorKind>) -> &'static str {
    match outcome {
        Ok(()) => OK,
        // The kinds may become more.
        Err(kind) => OUTCOMES.iter().find(|(known, _)| *known == kind).map_or("other", |(_, name)| name),
    }
}

fn outcome_of(name: &str) -> Option<Result<(), ErrorKind>> {
    if name == OK {
        return Some(Ok(()));
    }
    OUTCOMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| Err(*kind))
}
