use super::{Command, ReplyError, array, done};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// Bytes of a SHA-256 block.
const BLOCK: usize = 64;
/// The same as a parameter.
const BLOCK_LEN: u16 = 64;

/// SHA (0x47), mode 0: starts a hash in the chip's only engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShaStart;

/// SHA (0x47), mode 1: appends one block.
#[derive(Debug, Clone, Copy)]
pub struct ShaUpdate<'a>(pub &'a [u8; BLOCK]);

/// SHA (0x47), mode 2 with output only: appends the rest, fewer bytes than a block, and gives the digest.
#[derive(Debug, Clone, Copy)]
pub struct ShaEnd<'a> {
    rest: &'a [u8],
    len: u8,
}

impl<'a> ShaEnd<'a> {
    /// Ends with `rest`; `None` if that is a block or more.
    #[must_use]
    pub const fn new(rest: &'a [u8]) -> Option<Self> {
        if rest.len() < BLOCK {
            #[expect(clippy::cast_possible_truncation, reason = "below 64")]
            Some(Self { rest, len: rest.len() as u8 })
        } else {
            None
        }
    }
}

impl Command for ShaStart {
    const OPCODE: Opcode = Opcode::Sha;
    const RESPONSE_LEN: usize = 0;
    type Response = ();

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x00, 0, &[])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl Command for ShaUpdate<'_> {
    const OPCODE: Opcode = Opcode::Sha;
    const RESPONSE_LEN: usize = 0;
    const USES_VOLATILE_STATE: bool = true;
    type Response = ();

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x01, BLOCK_LEN, &[self.0])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl Command for ShaEnd<'_> {
    const OPCODE: Opcode = Opcode::Sha;
    const RESPONSE_LEN: usize = 32;
    const USES_VOLATILE_STATE: bool = true;
    type Response = [u8; 32];

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x02 | 0xC0, self.len.into(), &[self.rest])
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}
