use core::fmt;

use crate::Status;

/// Why an operation failed: one variant per cause that a caller can act on. `E` is the error of the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error<E> {
    /// The bus itself failed (not a mere missing acknowledge), and kept failing until the time was up. Whether a command
    /// that was under way had its effect is unknown.
    Bus(E),
    /// Other users of the chip kept it for longer than this one was to wait; nothing was sent. Only on a bus that keeps its
    /// users apart.
    InUse(E),
    /// Nothing acknowledges at the address: no chip, no power, another address, or a wake pulse that is too
    /// short because the bus clock is above 100 kHz.
    NoChip,
    /// The chip took a command and never answered it, long after the slowest part would have. Whether the
    /// command had its effect is unknown.
    NoResponse,
    /// Replies kept arriving with a wrong length or CRC, also when read again: electrical trouble on the bus. Whether
    /// the command had its effect is unknown.
    Garbled,
    /// The chip answered with this status instead of doing what it was asked.
    Status(Status),
    /// The chip answered a whole frame whose data (bytes) has another length than the command's.
    UnexpectedLength(usize),
    /// The chip slept while an operation built on its volatile state, which is gone: start the operation over.
    StateLost,
    /// The chip answered the fixed pattern that takes the place of random numbers until its configuration is locked.
    NotConfigured,
    /// Another operation needs TempKey as it is: an ephemeral key lives there.
    Busy,
    /// The ephemeral key is gone: the chip slept, or the key was used or discarded.
    KeyLost,
    /// The chip gave in clear what was to come encrypted: its slot is readable by anyone.
    NotEncrypted,
    /// The request cannot be sent as it stands; nothing was written to the bus.
    Misuse(Misuse),
}

/// What is wrong with a request, found before the bus is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// Data ends outside its slot or zone, or does not fill whole words.
    Range,
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(error) => write!(f, "the I2C bus failed: {error:?}"),
            Self::InUse(error) => write!(f, "the chip is in use: {error:?}"),
            Self::NoChip => {
                f.write_str("no chip answers; check its power, its address, and that the bus runs at 100 kHz")
            }
            Self::NoResponse => f.write_str("the chip took a command and never answered it"),
            Self::Garbled => f.write_str("the chip's replies arrive garbled; check wiring and pull-ups"),
            Self::Status(status) => status.fmt(f),
            Self::UnexpectedLength(len) => {
                write!(f, "the chip answered {len} bytes, which does not fit the command")
            }
            Self::StateLost => f.write_str("the chip slept in the middle of the operation; start it over"),
            Self::NotConfigured => {
                f.write_str("the chip gives no random numbers before its configuration is locked")
            }
            Self::Busy => f.write_str("an ephemeral key lives in TempKey; finish its key agreement first"),
            Self::KeyLost => f.write_str("the ephemeral key is gone; start the key agreement over"),
            Self::NotEncrypted => f.write_str("the slot is readable in clear; read it with read_slot"),
            Self::Misuse(Misuse::Range) => f.write_str("the data does not fit into its place in the chip"),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for Error<E> {}

impl<E> From<Misuse> for Error<E> {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}
