use super::{Command, ReplyError, array};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// One of the two monotonic counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CounterId {
    /// Counter 0, which also counts the uses of LimitedUse slots.
    Zero = 0,
    /// Counter 1.
    One = 1,
}

/// Counter (0x24): reads or increments, and gives the value after that, at most
/// [`COUNTER_MAX`](crate::policy::COUNTER_MAX).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    mode: u8,
    id: CounterId,
}

impl Counter {
    /// Reads.
    #[must_use]
    pub const fn read(id: CounterId) -> Self {
        Self { mode: 0, id }
    }

    /// Adds one, for ever.
    #[must_use]
    pub const fn increment(id: CounterId) -> Self {
        Self { mode: 1, id }
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

    fn parse(response: Response<'_>) -> Result<u32, ReplyError> {
        array(response).map(u32::from_le_bytes)
    }
}
