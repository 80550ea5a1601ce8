use super::{Command, ReplyError, array};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, PublicKey, Secret, Slot};

/// ECDH (0x43), mode 0x0C: the private key is in a slot, the secret comes out in clear.
#[derive(Debug, Clone, Copy)]
pub struct Ecdh<'a> {
    /// The private key.
    pub key: Slot,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for Ecdh<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    const RESPONSE_LEN: usize = 32;
    type Response = Secret;

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x0C, self.key.number().into(), &[&self.peer.0])
    }

    fn parse(response: Response<'_>) -> Result<Secret, ReplyError> {
        array(response).map(Secret::new)
    }
}
