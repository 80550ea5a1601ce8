use super::{Command, ReplyError, array};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// Random (0x1B): 32 random bytes. Until the configuration is locked the chip answers a fixed pattern instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Random {
    mode: u8,
}

impl Random {
    /// Mode 0: updates the generator's seed in the EEPROM first, if that has not happened since the last sleep.
    #[must_use]
    pub const fn update_seed() -> Self {
        Self { mode: 0x00 }
    }

    /// Mode 1: leaves the seed as it is.
    #[must_use]
    pub const fn keep_seed() -> Self {
        Self { mode: 0x01 }
    }
}

impl Command for Random {
    const OPCODE: Opcode = Opcode::Random;
    type Response = [u8; 32];

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, 0, &[])
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}
