use core::fmt;
use std::collections::BTreeMap;

use atecc::packet::{FrameError, Response};
use atecc::{Opcode, Status};

use super::hex::Hex;
use super::{Transaction, Transfer};
use crate::wake::GENERAL_CALL;

/// count, opcode, param1, param2 (2), CRC (2).
const COUNT_MIN: usize = 7;

/// Says what transactions with ATECC chips mean. It remembers what each address was asked and has answered so far,
/// since hosts read a reply in pieces.
#[derive(Debug, Default)]
pub struct Decoder {
    talks: BTreeMap<u8, Talk>,
}

/// What was said at one address.
#[derive(Debug, Default)]
struct Talk {
    command: Option<u8>,
    reply: Vec<u8>,
}

/// What a transfer means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// A write to the general call: SDA low for long enough to wake the chips.
    Wake,
    /// Nothing but the address: whether somebody is there.
    Probe,
    /// Word address 0x00: the reply is read from its start again.
    Reset,
    /// Word address 0x01.
    Sleep,
    /// Word address 0x02.
    Idle,
    /// Word address 0x03 with a whole packet.
    Command {
        /// The opcode byte.
        opcode: u8,
        /// The mode or the zone.
        param1: u8,
        /// The slot, the address, or something else.
        param2: u16,
        /// What follows the parameters.
        data: Vec<u8>,
    },
    /// A write that is none of these.
    Bytes(Vec<u8>),
    /// A part of a reply whose end is still to be read.
    Part(Vec<u8>),
    /// A reply of one byte.
    Status(Status),
    /// A reply with data.
    Data {
        /// The opcode byte of the command, if it was seen.
        opcode: Option<u8>,
        /// Between count and CRC.
        data: Vec<u8>,
    },
    /// A whole reply with a wrong CRC, or one whose count is impossible.
    Garbled(Vec<u8>),
    /// A read of so many bytes that gave nothing, as the transaction failed.
    Nothing(usize),
}

impl Decoder {
    /// One that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the transfers of a transaction mean, one by one.
    pub fn meanings(&mut self, transaction: &Transaction) -> Vec<Meaning> {
        let done = transaction.outcome.is_ok();
        let talk = self.talks.entry(transaction.address).or_default();
        let meaning = |transfer: &Transfer| match transfer {
            Transfer::Write(_) if transaction.address == GENERAL_CALL => Meaning::Wake,
            Transfer::Write(bytes) => talk.written(bytes, done),
            Transfer::Read(bytes) if !done => Meaning::Nothing(bytes.len()),
            Transfer::Read(bytes) => talk.was_read(bytes),
        };
        let meanings = transaction.transfers.iter().map(meaning).collect();
        if transaction.address == GENERAL_CALL {
            self.talks.clear();
        }
        meanings
    }
}

impl Talk {
    fn written(&mut self, bytes: &[u8], done: bool) -> Meaning {
        let meaning = meaning_of_write(bytes);
        match &meaning {
            Meaning::Probe => {}
            Meaning::Command { opcode, .. } if done => {
                *self = Self { command: Some(*opcode), reply: Vec::new() };
            }
            _ if done => self.reply.clear(),
            _ => {}
        }
        meaning
    }

    fn was_read(&mut self, bytes: &[u8]) -> Meaning {
        if bytes.is_empty() {
            return Meaning::Probe;
        }
        self.reply.extend_from_slice(bytes);
        let reply = match Response::parse(&self.reply) {
            Ok(Response::Status(status)) => Meaning::Status(status),
            Ok(Response::Data(data)) => Meaning::Data { opcode: self.command, data: data.to_vec() },
            Err(FrameError::Count(count)) if usize::from(count) > self.reply.len() && count != u8::MAX => {
                return Meaning::Part(bytes.to_vec());
            }
            Err(_) => Meaning::Garbled(self.reply.clone()),
        };
        self.reply.clear();
        reply
    }
}

fn meaning_of_write(bytes: &[u8]) -> Meaning {
    match bytes {
        [] => Meaning::Probe,
        [0x00, ..] => Meaning::Reset,
        [0x01, ..] => Meaning::Sleep,
        [0x02, ..] => Meaning::Idle,
        [0x03, count, opcode, param1, low, high, data @ ..]
            if usize::from(*count) + 1 == bytes.len() && usize::from(*count) >= COUNT_MIN =>
        {
            let data = data.split_last_chunk::<2>().map_or(&[][..], |(data, _)| data).to_vec();
            let param2 = u16::from_le_bytes([*low, *high]);
            Meaning::Command { opcode: *opcode, param1: *param1, param2, data }
        }
        _ => Meaning::Bytes(bytes.to_vec()),
    }
}

/// The data sheet's name of a command, or its opcode.
pub(super) struct Name(pub(super) u8);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Opcode::from_byte(self.0) {
            Some(opcode) => f.write_str(opcode.name()),
            None => write!(f, "opcode {:#04X}", self.0),
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wake => f.write_str("wake"),
            Self::Probe => f.write_str("nothing"),
            Self::Reset => f.write_str("reply from its start"),
            Self::Sleep => f.write_str("sleep"),
            Self::Idle => f.write_str("idle"),
            Self::Command { opcode, param1, param2, data } => {
                write!(f, "{} param1 {param1:#04X} param2 {param2:#06X}", Name(*opcode))?;
                if data.is_empty() { Ok(()) } else { write!(f, " data {}", Hex(data)) }
            }
            Self::Bytes(bytes) => write!(f, "bytes {}", Hex(bytes)),
            Self::Part(bytes) => write!(f, "{} ...", Hex(bytes)),
            Self::Status(status) => write!(f, "status: {status}"),
            Self::Data { opcode: Some(opcode), data } => write!(f, "{} gave {}", Name(*opcode), Hex(data)),
            Self::Data { opcode: None, data } => write!(f, "data {}", Hex(data)),
            Self::Garbled(bytes) => write!(f, "no reply: {}", Hex(bytes)),
            Self::Nothing(length) => write!(f, "{length} bytes"),
        }
    }
}
