use super::{Command, DigestSource, ReplyError, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, PublicKey, Signature, Slot, Status};

/// Param2 of an external verification: the key type, P-256.
const P256: u16 = 0x0004;

/// Whose public key a signature is checked against.
#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    External(&'a PublicKey),
    Stored(Slot),
}

/// Verify (0x45) of a signature over a digest, loaded before with [`LoadNonce`](super::LoadNonce).
/// The response tells whether the signature is good.
#[derive(Debug, Clone, Copy)]
pub struct Verify<'a> {
    key: Key<'a>,
    source: DigestSource,
    signature: &'a Signature,
}

impl<'a> Verify<'a> {
    /// Against a public key that is sent along.
    #[must_use]
    pub const fn external(key: &'a PublicKey, source: DigestSource, signature: &'a Signature) -> Self {
        Self { key: Key::External(key), source, signature }
    }

    /// Against a public key in a slot.
    #[must_use]
    pub const fn stored(slot: Slot, source: DigestSource, signature: &'a Signature) -> Self {
        Self { key: Key::Stored(slot), source, signature }
    }
}

impl Command for Verify<'_> {
    const OPCODE: Opcode = Opcode::Verify;
    const RESPONSE_LEN: usize = 0;
    const USES_VOLATILE_STATE: bool = true;
    type Response = bool;

    fn encode(&self) -> CommandPacket {
        let source = self.source.mode_bit();
        match self.key {
            Key::External(key) => {
                CommandPacket::new(Self::OPCODE, 0x02 | source, P256, &[&self.signature.0, &key.0])
            }
            Key::Stored(slot) => {
                CommandPacket::new(Self::OPCODE, source, slot.number().into(), &[&self.signature.0])
            }
        }
    }

    fn parse(response: Response<'_>) -> Result<bool, ReplyError> {
        match response {
            Response::Status(Status::Miscompare) => Ok(false),
            other => done(other).map(|()| true),
        }
    }
}
