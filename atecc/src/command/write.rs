use super::read::WHOLE_BLOCK;
use super::{Command, ReplyError, done};
use crate::packet::{CommandPacket, Response};
use crate::{Address, Opcode};

/// Write (0x12) of a 32-byte block in clear.
#[derive(Debug, Clone, Copy)]
pub struct WriteBlock<'a> {
    /// Where.
    pub address: Address,
    /// What.
    pub data: &'a [u8; 32],
}

/// Write (0x12) of a 4-byte word in clear.
#[derive(Debug, Clone, Copy)]
pub struct WriteWord {
    /// Where.
    pub address: Address,
    /// What.
    pub data: [u8; 4],
}

impl Command for WriteBlock<'_> {
    const OPCODE: Opcode = Opcode::Write;
    const RESPONSE_LEN: usize = 0;
    type Response = ();

    fn encode(&self) -> CommandPacket {
        let zone = self.address.zone() as u8 | WHOLE_BLOCK;
        CommandPacket::new(Self::OPCODE, zone, self.address.param2(), &[self.data])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl Command for WriteWord {
    const OPCODE: Opcode = Opcode::Write;
    const RESPONSE_LEN: usize = 0;
    type Response = ();

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.address.zone() as u8, self.address.param2(), &[&self.data])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
