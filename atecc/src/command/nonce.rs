use super::{Command, ReplyError, done};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// Where a loaded value goes. The Message Digest Buffer exists on the ATECC608 only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NonceTarget {
    /// TempKey.
    TempKey = 0x00,
    /// The Message Digest Buffer.
    MessageDigestBuffer = 0x40,
}

/// Nonce (0x16), mode 3: loads 32 bytes as they are (pass-through).
#[derive(Debug, Clone, Copy)]
pub struct LoadNonce<'a> {
    /// What.
    pub value: &'a [u8; 32],
    /// Where to.
    pub target: NonceTarget,
}

impl Command for LoadNonce<'_> {
    const OPCODE: Opcode = Opcode::Nonce;
    const RESPONSE_LEN: usize = 0;
    type Response = ();

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x03 | self.target as u8, 0, &[self.value])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
