use super::{Command, EncryptedOutput, ReplyError, array, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, PublicKey, Secret, Slot};

/// Mode bit 0: the private key is in TempKey.
const TEMP_KEY_SOURCE: u8 = 0x01;
/// Mode bits 1–3: what becomes of the secret.
const AS_CONFIGURED: u8 = 0x00;
const INTO_SLOT: u8 = 0x04;
const INTO_TEMP_KEY: u8 = 0x08;
const CLEAR_OUTPUT: u8 = 0x0C;
const ENCRYPTED_OUTPUT: u8 = 0x0E;

/// Where the private key of a key agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EcdhKey {
    /// In a slot.
    Slot(Slot),
    /// In TempKey, made there by [`GenKey::ephemeral`](super::GenKey::ephemeral).
    TempKey,
}

impl EcdhKey {
    const fn mode_and_param2(self) -> (u8, u16) {
        match self {
            Self::Slot(slot) => (0, slot.number() as u16),
            Self::TempKey => (TEMP_KEY_SOURCE, 0),
        }
    }

    fn packet(self, destination: u8, peer: &PublicKey) -> CommandPacket {
        let (source, param2) = self.mode_and_param2();
        CommandPacket::new(Opcode::Ecdh, source | destination, param2, &[&peer.0])
    }
}

/// ECDH (0x43): the secret, the 32 bytes of the common point's X, comes out in clear.
#[derive(Debug, Clone, Copy)]
pub struct Ecdh<'a> {
    /// The private key.
    pub key: EcdhKey,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for Ecdh<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    type Response = Secret;

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        self.key.packet(CLEAR_OUTPUT, self.peer)
    }

    fn uses_volatile_state(&self) -> bool {
        self.key == EcdhKey::TempKey
    }

    fn parse(response: Response<'_>) -> Result<Secret, ReplyError> {
        array(response).map(Secret::new)
    }
}

/// ECDH (0x43): the secret comes out encrypted with the IO protection key, its nonce behind it.
#[derive(Debug, Clone, Copy)]
pub struct EcdhEncrypted<'a> {
    /// The private key.
    pub key: EcdhKey,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for EcdhEncrypted<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    type Response = EncryptedOutput<32>;

    fn response_len(&self) -> usize {
        EncryptedOutput::<32>::LEN
    }

    fn encode(&self) -> CommandPacket {
        self.key.packet(ENCRYPTED_OUTPUT, self.peer)
    }

    fn uses_volatile_state(&self) -> bool {
        self.key == EcdhKey::TempKey
    }

    fn parse(response: Response<'_>) -> Result<EncryptedOutput<32>, ReplyError> {
        EncryptedOutput::parse(response)
    }
}

/// ECDH (0x43): the secret stays in TempKey.
#[derive(Debug, Clone, Copy)]
pub struct EcdhIntoTempKey<'a> {
    /// The private key.
    pub key: EcdhKey,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for EcdhIntoTempKey<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        self.key.packet(INTO_TEMP_KEY, self.peer)
    }

    fn uses_volatile_state(&self) -> bool {
        self.key == EcdhKey::TempKey
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// ECDH (0x43) with a key in TempKey: the secret stays in a slot.
#[derive(Debug, Clone, Copy)]
pub struct EcdhIntoSlot<'a> {
    /// Where the secret goes.
    pub target: Slot,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for EcdhIntoSlot<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let mode = TEMP_KEY_SOURCE | INTO_SLOT;
        CommandPacket::new(Self::OPCODE, mode, self.target.number().into(), &[&self.peer.0])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// ECDH (0x43) as SlotConfig says: the secret comes out in clear. The only way of an ATECC508A.
#[derive(Debug, Clone, Copy)]
pub struct EcdhAsConfigured<'a> {
    /// The private key.
    pub key: Slot,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for EcdhAsConfigured<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    type Response = Secret;

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        EcdhKey::Slot(self.key).packet(AS_CONFIGURED, self.peer)
    }

    fn parse(response: Response<'_>) -> Result<Secret, ReplyError> {
        array(response).map(Secret::new)
    }
}

/// ECDH (0x43) as SlotConfig says: the secret of the key in a slot stays in the next slot.
#[derive(Debug, Clone, Copy)]
pub struct EcdhIntoNextSlot<'a> {
    /// The private key, in an even slot whose SlotConfig says so.
    pub key: Slot,
    /// The public key of the other side.
    pub peer: &'a PublicKey,
}

impl Command for EcdhIntoNextSlot<'_> {
    const OPCODE: Opcode = Opcode::Ecdh;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        EcdhKey::Slot(self.key).packet(AS_CONFIGURED, self.peer)
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
