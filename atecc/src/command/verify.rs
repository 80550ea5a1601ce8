use super::{Command, DigestSource, ReplyError, array, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, PublicKey, Signature, Slot, Status};

/// Mode bit 7: the answer is a MAC.
const RETURN_MAC: u8 = 0x80;
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

impl Verify<'_> {
    fn packet(&self, flags: u8) -> CommandPacket {
        let source = self.source.mode_bit() | flags;
        match self.key {
            Key::External(key) => {
                CommandPacket::new(Opcode::Verify, 0x02 | source, P256, &[&self.signature.0, &key.0])
            }
            Key::Stored(slot) => {
                CommandPacket::new(Opcode::Verify, source, slot.number().into(), &[&self.signature.0])
            }
        }
    }
}

impl Command for Verify<'_> {
    const OPCODE: Opcode = Opcode::Verify;
    type Response = bool;

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        self.packet(0x00)
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<bool, ReplyError> {
        match response {
            Response::Status(Status::Miscompare) => Ok(false),
            other => done(other).map(|()| true),
        }
    }
}

/// Verify (0x45) whose answer cannot be forged on the bus: for a good signature the chip gives a MAC under the IO protection
/// key, which [`host::verify_mac`](crate::host::verify_mac) computes too. A nonce must stand behind the digest in the
/// Message Digest Buffer ([`LoadNonce64`](super::LoadNonce64)). The response is `None` for a bad signature.
#[derive(Debug, Clone, Copy)]
pub struct VerifyMac<'a>(pub Verify<'a>);

impl VerifyMac<'_> {
    /// The mode byte and the second parameter, which take part in the MAC.
    #[must_use]
    pub const fn mode_and_param2(&self) -> (u8, u16) {
        let source = self.0.source.mode_bit() | RETURN_MAC;
        match self.0.key {
            Key::External(_) => (0x02 | source, P256),
            Key::Stored(slot) => (source, slot.number() as u16),
        }
    }
}

impl Command for VerifyMac<'_> {
    const OPCODE: Opcode = Opcode::Verify;
    type Response = Option<[u8; 32]>;

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        self.0.packet(RETURN_MAC)
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<Option<[u8; 32]>, ReplyError> {
        match response {
            Response::Status(Status::Miscompare) => Ok(None),
            other => array(other).map(Some),
        }
    }
}

/// Verify (0x45), modes 3 and 7: marks the public key in a slot as valid, or as invalid, if its parent key has signed that.
/// The key's digest must be in TempKey ([`DigestPublicKey`](super::DigestPublicKey)). The response tells whether the
/// signature was good.
#[derive(Debug, Clone, Copy)]
pub struct Validate<'a> {
    /// Where the public key is.
    pub slot: Slot,
    /// The parent's, over the message of an internal signature.
    pub signature: &'a Signature,
    /// The parts of that message that the chip cannot know.
    pub other_data: &'a [u8; 19],
    /// Whether the key is to become invalid.
    pub invalidate: bool,
}

impl Command for Validate<'_> {
    const OPCODE: Opcode = Opcode::Verify;
    type Response = bool;

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let mode = if self.invalidate { 0x07 } else { 0x03 };
        let data: [&[u8]; 2] = [&self.signature.0, self.other_data];
        CommandPacket::new(Self::OPCODE, mode, self.slot.number().into(), &data)
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<bool, ReplyError> {
        Verify::parse(response)
    }
}
