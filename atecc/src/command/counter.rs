use super::{Command, ReplyError, array};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// The mode.
const READ: u8 = 0;
const INCREMENT: u8 = 1;

/// One of the two monotonic counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CounterId {
    /// Counter 0, which also counts the uses of LimitedUse slots.
    Zero = 0,
    /// Counter 1.
    One = 1,
}

/// Where the uses of LimitedUse keys end, as CountMatch keeps it in a slot: Counter 0 has to stay below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountLimit(u32);

impl CountLimit {
    /// Bytes at the start of the slot: the number twice, little-endian.
    pub const SIZE: usize = 8;
    /// The chip compares in steps of the counter's linear fields.
    const STEP: u32 = 32;

    /// A limit of `count`; `None` unless it is a multiple of 32, and no more than
    /// [`Count::MAX`](crate::config::Count::MAX).
    #[must_use]
    pub const fn new(count: u32) -> Option<Self> {
        if count.is_multiple_of(Self::STEP) && count <= crate::config::Count::MAX {
            Some(Self(count))
        } else {
            None
        }
    }

    /// The number.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0
    }

    /// As the slot has it.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; Self::SIZE] {
        let [a, b, c, d] = self.0.to_le_bytes();
        [a, b, c, d, a, b, c, d]
    }

    /// What a slot has; `None` if that is no limit.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::SIZE]) -> Option<Self> {
        let [a, b, c, d, e, f, g, h] = bytes;
        let (first, second) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        if first == second { Self::new(first) } else { None }
    }
}

/// Counter (0x24): reads or increments, and gives the value after that, at most
/// [`Count::MAX`](crate::config::Count::MAX).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    mode: u8,
    id: CounterId,
}

impl Counter {
    /// Reads.
    #[must_use]
    pub const fn read(id: CounterId) -> Self {
        Self { mode: READ, id }
    }

    /// Adds one, for ever.
    #[must_use]
    pub const fn increment(id: CounterId) -> Self {
        Self { mode: INCREMENT, id }
    }
}

impl Command for Counter {
    const OPCODE: Opcode = Opcode::Counter;
    type Response = u32;

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, (self.id as u8).into(), &[])
    }

    fn is_repeatable(&self) -> bool {
        self.mode == READ
    }

    fn parse(response: Response<'_>) -> Result<u32, ReplyError> {
        array(response).map(u32::from_le_bytes)
    }
}
