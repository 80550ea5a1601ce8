use super::{Command, DigestSource, ReplyError, array};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Signature, Slot};

/// Sign (0x41) of an external digest of 32 bytes, loaded before with [`LoadNonce`](super::LoadNonce).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// The private key.
    pub key: Slot,
    /// Where the digest is.
    pub source: DigestSource,
}

impl Command for Sign {
    const OPCODE: Opcode = Opcode::Sign;
    type Response = Signature;

    fn response_len(&self) -> usize {
        64
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x80 | self.source.mode_bit(), self.key.number().into(), &[])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<Signature, ReplyError> {
        array(response).map(Signature)
    }
}

/// Sign (0x41) of a message that the chip composes itself, of what GenDig or GenKey left in TempKey and of its own state:
/// nobody outside chooses what is signed. [`host::InternalMessage`](crate::host::InternalMessage) rebuilds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInternal {
    /// The private key.
    pub key: Slot,
    /// Whether the whole serial number takes part.
    pub with_serial_number: bool,
    /// Whether the signature is for invalidating a public key.
    pub for_invalidate: bool,
}

impl SignInternal {
    /// The mode byte, which takes part in the message.
    #[must_use]
    pub const fn mode(&self) -> u8 {
        (self.with_serial_number as u8) << 6 | self.for_invalidate as u8
    }
}

impl Command for SignInternal {
    const OPCODE: Opcode = Opcode::Sign;
    type Response = Signature;

    fn response_len(&self) -> usize {
        64
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode(), self.key.number().into(), &[])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<Signature, ReplyError> {
        array(response).map(Signature)
    }
}
