use super::{Command, DigestSource, ReplyError, array};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Signature, Slot};

/// Sign (0x41) of an external digest, loaded before with [`LoadNonce`](super::LoadNonce).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// The private key.
    pub key: Slot,
    /// Where the digest is.
    pub source: DigestSource,
}

impl Command for Sign {
    const OPCODE: Opcode = Opcode::Sign;
    const RESPONSE_LEN: usize = 64;
    const USES_VOLATILE_STATE: bool = true;
    type Response = Signature;

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x80 | self.source.mode_bit(), self.key.number().into(), &[])
    }

    fn parse(response: Response<'_>) -> Result<Signature, ReplyError> {
        array(response).map(Signature)
    }
}
