use core::fmt;

use crate::Status;
use crate::cert::CertError;

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
    /// A certificate cannot be read, rebuilt, compressed or written.
    Certificate(CertError),
    /// The chip compared a MAC under a key that both sides should share, and refused it: the keys differ.
    WrongKey,
    /// An answer does not carry the MAC that only a chip with the shared key can make: this is another chip, another key,
    /// or somebody on the bus changed the answer.
    Forged,
    /// The chip does not hold what it was expected to hold; nothing was locked.
    NotAsExpected,
    /// The tag does not fit the data: either was changed, or the key, nonce or additional data is another one.
    NotAuthentic,
    /// The request cannot be carried out as it stands. At most the chip's configuration was read; nothing was changed.
    Misuse(Misuse),
}

/// What is wrong with a request, found before anything is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// Data ends outside its slot or zone, or does not fill whole words.
    Range,
    /// The slot takes whole blocks or words only, and what the data leaves of them cannot be read to be kept.
    Partial,
    /// A number that is no private key of P-256: 0, or not below the order of the curve.
    PrivateKey,
    /// The part does not have what is asked for.
    Part,
    /// What was asked for is kept in volatile memory, and the chip would sleep right after.
    Rest,
    /// The configuration does not enable what is asked for.
    Disabled,
    /// Data that is no whole number of 16-byte blocks.
    Blocks,
    /// A nonce of a length that the mode does not take, or not with so much data.
    Nonce,
    /// A tag of a length that the mode does not take.
    TagLength,
    /// The address of the settings has more than 7 bits.
    Address,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Range => "the data does not fit into its place in the chip",
            Self::Partial => {
                "the slot cannot be changed in part; write whole blocks of 32 bytes, up to its end"
            }
            Self::PrivateKey => "the number is not a private key of P-256",
            Self::Part => "this part does not have that; it needs an ATECC608",
            Self::Rest => "the chip would sleep and forget it at once; use a session, or let it rest in idle",
            Self::Disabled => "the chip's configuration does not enable that",
            Self::Blocks => "the data is no whole number of 16-byte blocks; pad it",
            Self::Nonce => "the mode takes no nonce of this length for this data",
            Self::TagLength => "the mode takes no tag of this length",
            Self::Address => "the address has more than 7 bits; halve it (an 8-bit 0xC0 is 0x60 here)",
        })
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(error) => write!(f, "the bus failed: {error:?}"),
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
            Self::Certificate(error) => error.fmt(f),
            Self::WrongKey => f.write_str("the chip's key is not the one that the host has"),
            Self::Forged => {
                f.write_str("the answer is not from a chip that has the shared key; do not trust it")
            }
            Self::NotAsExpected => f.write_str("the chip does not hold what was expected; write it again"),
            Self::NotAuthentic => f.write_str("the tag does not fit the data; do not use it"),
            Self::Misuse(misuse) => misuse.fmt(f),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for Error<E> {}

impl<E> From<CertError> for Error<E> {
    fn from(error: CertError) -> Self {
        Self::Certificate(error)
    }
}

impl<E> From<Misuse> for Error<E> {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}
