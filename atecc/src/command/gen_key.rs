use super::{Command, ReplyError, array, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, PublicKey, Slot};

/// The mode of a mere look at a key.
const PUBLIC: u8 = 0x00;
/// Mode bits.
const CREATE: u8 = 0x04;
const DIGEST: u8 = 0x08;
const DIGEST_STORED: u8 = 0x10;
/// Param2 of a key that lives in TempKey only.
const TEMP_KEY: u16 = 0xFFFF;

/// GenKey (0x40) of a private key, made or there. The response is its public half, X‖Y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenKey {
    mode: u8,
    key: u16,
}

impl GenKey {
    /// Makes a new private key in `slot`, overwriting what was there, and gives its public half.
    #[must_use]
    pub const fn create(slot: Slot) -> Self {
        Self { mode: CREATE, key: slot.number() as u16 }
    }

    /// The public half of the private key in `slot`.
    #[must_use]
    pub const fn public(slot: Slot) -> Self {
        Self { mode: PUBLIC, key: slot.number() as u16 }
    }

    /// Makes a private key in TempKey, where it stays until TempKey is used for something else or the chip sleeps.
    #[must_use]
    pub const fn ephemeral() -> Self {
        Self { mode: CREATE, key: TEMP_KEY }
    }

    /// The same, and the public key's digest goes into TempKey for an internal signature. Needs a nonce in TempKey.
    #[must_use]
    pub const fn with_digest(self) -> Self {
        Self { mode: self.mode | DIGEST, ..self }
    }

    /// The mode byte, which takes part in the digest.
    #[must_use]
    pub const fn mode(&self) -> u8 {
        self.mode
    }
}

impl Command for GenKey {
    const OPCODE: Opcode = Opcode::GenKey;
    type Response = PublicKey;

    fn response_len(&self) -> usize {
        64
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, self.key, &[])
    }

    fn uses_volatile_state(&self) -> bool {
        self.mode & DIGEST != 0
    }

    fn is_repeatable(&self) -> bool {
        self.mode == PUBLIC
    }

    fn parse(response: Response<'_>) -> Result<PublicKey, ReplyError> {
        array(response).map(PublicKey)
    }
}

/// GenKey (0x40), mode 0x10: the digest of the *public* key stored in a slot goes into TempKey. Needs a nonce there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestPublicKey {
    /// Where the public key is.
    pub slot: Slot,
    /// Three bytes that take part in the digest in the place of mode and slot.
    pub other_data: [u8; 3],
}

impl DigestPublicKey {
    /// With the three bytes that a private key's digest would have there.
    #[must_use]
    pub const fn of(slot: Slot) -> Self {
        Self { slot, other_data: [DIGEST_STORED, slot.number(), 0] }
    }
}

impl Command for DigestPublicKey {
    const OPCODE: Opcode = Opcode::GenKey;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, DIGEST_STORED, self.slot.number().into(), &[&self.other_data])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
