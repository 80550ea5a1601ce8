use core::fmt;
use core::str::FromStr;
use std::collections::VecDeque;

use embedded_hal::i2c::{Error, ErrorKind, ErrorType, I2c, Operation};

use super::hex::{self, Hex};
use super::recording::{MAGIC, POWER_CYCLE, WAKE};
use super::{Transaction, Transfer, outcome_of};

/// An `I2c`, blocking and async, that answers what a [`Recording`](super::Recording) says, and only to who asks the
/// same in the same order.
///
/// ```
/// use atecc_sim::trace::Replay;
/// use embedded_hal::i2c::I2c;
///
/// let mut bus: Replay = "i2c-recording 1\n00 w: nack-address\n60 r4:04113343 ok\n".parse()?;
/// assert!(bus.write(0x00, &[]).is_err());
/// let mut token = [0; 4];
/// bus.read(0x60, &mut token)?;
/// assert_eq!(token, [0x04, 0x11, 0x33, 0x43]);
/// assert!(bus.is_at_end());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Replay {
    script: VecDeque<(usize, Transaction)>,
}

/// Why a transaction of a replay failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplayError {
    /// As it did when it was recorded.
    Recorded(ErrorKind),
    /// The recording has another transaction here; the replay stays where it is.
    Differs {
        /// The line of the recording, from 1.
        line: usize,
        /// What stands there.
        expected: String,
    },
    /// The recording has no more transactions.
    End,
}

/// Why a text is no recording.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScriptError {
    /// The first line is not that of a recording of a version that this program knows.
    NotOurs,
    /// A line, counted from 1, is no transaction.
    Line(usize),
}

impl Replay {
    /// Whether all that was recorded was asked for.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.script.is_empty()
    }

    fn run(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), ReplayError> {
        let (line, expected) = self.script.front().ok_or(ReplayError::End)?;
        let same = expected.address == address
            && expected.transfers.len() == operations.len()
            && expected.transfers.iter().zip(operations.iter()).all(|(transfer, operation)| {
                match (transfer, operation) {
                    (Transfer::Write(written), Operation::Write(bytes)) => written == bytes,
                    (Transfer::Read(answer), Operation::Read(buffer)) => answer.len() == buffer.len(),
                    _ => false,
                }
            });
        if !same {
            return Err(ReplayError::Differs { line: *line, expected: in_words(expected) });
        }
        if expected.outcome.is_ok() {
            for (transfer, operation) in expected.transfers.iter().zip(operations) {
                if let (Transfer::Read(answer), Operation::Read(buffer)) = (transfer, operation) {
                    buffer.copy_from_slice(answer);
                }
            }
        }
        let outcome = expected.outcome.map_err(ReplayError::Recorded);
        self.script.pop_front();
        outcome
    }
}

fn in_words(transaction: &Transaction) -> String {
    let mut text = format!("{:02x}", transaction.address);
    for transfer in &transaction.transfers {
        text.push_str(&match transfer {
            Transfer::Write(bytes) => format!(" w:{}", Hex(bytes)),
            Transfer::Read(bytes) => format!(" r{}", bytes.len()),
        });
    }
    text
}

impl FromStr for Replay {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, first)| first.trim() != MAGIC) {
            return Err(ScriptError::NotOurs);
        }
        let lines = lines.map(|(number, line)| (number, line.trim()));
        let script = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let script = script.filter(|(_, line)| ![WAKE, POWER_CYCLE].contains(line));
        let script =
            script.map(|(number, line)| Ok((number, transaction(line).ok_or(ScriptError::Line(number))?)));
        Ok(Self { script: script.collect::<Result<_, _>>()? })
    }
}

fn transaction(line: &str) -> Option<Transaction> {
    let mut words = line.split_ascii_whitespace();
    let address = u8::from_str_radix(words.next()?, 16).ok().filter(|address| *address < 0x80)?;
    let outcome = outcome_of(words.next_back()?)?;
    let transfers = words.map(|word| transfer(word, outcome.is_ok())).collect::<Option<_>>()?;
    Some(Transaction { address, transfers, outcome })
}

fn transfer(word: &str, done: bool) -> Option<Transfer> {
    let (kind, digits) = word.split_once(':')?;
    let bytes = hex::parse(digits)?;
    if kind == "w" {
        return Some(Transfer::Write(bytes));
    }
    let length = usize::from(kind.strip_prefix('r')?.parse::<u16>().ok()?);
    match bytes.len() {
        0 if !done => Some(Transfer::Read(vec![0; length])),
        seen if seen == length => Some(Transfer::Read(bytes)),
        _ => None,
    }
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded(kind) => write!(f, "as recorded: {kind}"),
            Self::Differs { line, expected } => write!(f, "line {line} of the recording has {expected}"),
            Self::End => f.write_str("the recording is at its end"),
        }
    }
}

impl core::error::Error for ReplayError {}

impl Error for ReplayError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Recorded(kind) => *kind,
            Self::Differs { .. } | Self::End => ErrorKind::Other,
        }
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs => write!(f, "not a recording: its first line must be \"{MAGIC}\""),
            Self::Line(line) => write!(f, "line {line} of the recording is no transaction"),
        }
    }
}

impl core::error::Error for ScriptError {}

impl ErrorType for Replay {
    type Error = ReplayError;
}

impl I2c for Replay {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), ReplayError> {
        self.run(address, operations)
    }
}

impl embedded_hal_async::i2c::I2c for Replay {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), ReplayError> {
        self.run(address, operations)
    }
}
