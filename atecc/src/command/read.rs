use super::{Command, ReplyError, array};
use crate::packet::{CommandPacket, Response};
use crate::{Address, Opcode};

/// Bit 7 of the zone parameter of Read and Write: 32 bytes instead of 4.
pub(super) const WHOLE_BLOCK: u8 = 0x80;

/// Read (0x02) of a 32-byte block in clear. Slots and OTP only once data is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBlock(pub Address);

/// Read (0x02) of a 4-byte word in clear. Slots and OTP only once data is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadWord(pub Address);

impl Command for ReadBlock {
    const OPCODE: Opcode = Opcode::Read;
    type Response = [u8; 32];

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.0.zone() as u8 | WHOLE_BLOCK, self.0.param2(), &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}

impl Command for ReadWord {
    const OPCODE: Opcode = Opcode::Read;
    type Response = [u8; 4];

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.0.zone() as u8, self.0.param2(), &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<[u8; 4], ReplyError> {
        array(response)
    }
}

/// Read (0x02) of a 32-byte block that comes encrypted with what GenDig has put into TempKey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadEncrypted(pub Address);

impl Command for ReadEncrypted {
    const OPCODE: Opcode = Opcode::Read;
    type Response = [u8; 32];

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        ReadBlock(self.0).encode()
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}
