use super::{Command, ReplyError, array};
use crate::Opcode;
use crate::Slot;
use crate::packet::{CommandPacket, Response};

/// Bytes of an AES block and of an AES-128 key.
pub const AES_BLOCK: usize = 16;

/// Mode bits 0–2.
const ENCRYPT: u8 = 0;
const DECRYPT: u8 = 1;
const GFM: u8 = 3;
/// Param2 that names TempKey instead of a slot.
const TEMP_KEY: u16 = 0xFFFF;

/// Where an AES-128 key is: one of up to four 16-byte pieces of a slot whose KeyType is AES, or of TempKey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AesKey {
    place: u16,
    piece: u8,
}

impl AesKey {
    /// Piece `piece` of a slot; `None` if the slot is too short for it, or from 4 up.
    #[must_use]
    pub const fn slot(slot: Slot, piece: u8) -> Option<Self> {
        if piece < 4 && (piece as usize + 1) * AES_BLOCK <= slot.size() {
            Some(Self { place: slot.number() as u16, piece })
        } else {
            None
        }
    }

    /// Piece `piece` of TempKey, which has four after a 64-byte load and two otherwise; `None` from 4 up.
    #[must_use]
    pub const fn temp_key(piece: u8) -> Option<Self> {
        if piece < 4 { Some(Self { place: TEMP_KEY, piece }) } else { None }
    }
}

/// AES (0x51), modes 0 and 1: encrypts or decrypts one block (ECB).
#[derive(Clone, Copy)]
pub struct Aes<'a> {
    operation: u8,
    key: AesKey,
    block: &'a [u8; AES_BLOCK],
}

impl<'a> Aes<'a> {
    /// Encrypts.
    #[must_use]
    pub const fn encrypt(key: AesKey, block: &'a [u8; AES_BLOCK]) -> Self {
        Self { operation: ENCRYPT, key, block }
    }

    /// Decrypts.
    #[must_use]
    pub const fn decrypt(key: AesKey, block: &'a [u8; AES_BLOCK]) -> Self {
        Self { operation: DECRYPT, key, block }
    }
}

impl core::fmt::Debug for Aes<'_> {
    /// Not the block: it may be a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Aes")
            .field("operation", &self.operation)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl Command for Aes<'_> {
    const OPCODE: Opcode = Opcode::Aes;
    type Response = [u8; AES_BLOCK];

    fn response_len(&self) -> usize {
        AES_BLOCK
    }

    fn encode(&self) -> CommandPacket {
        let mode = self.operation | self.key.piece << 6;
        CommandPacket::new(Self::OPCODE, mode, self.key.place, &[self.block])
    }

    fn uses_volatile_state(&self) -> bool {
        self.key.place == TEMP_KEY
    }

    fn is_repeatable(&self) -> bool {
        // A key in a slot may have a limited number of uses.
        self.key.place == TEMP_KEY
    }

    fn parse(response: Response<'_>) -> Result<[u8; AES_BLOCK], ReplyError> {
        array(response)
    }
}

/// AES (0x51), mode 3: multiplies in the field of GCM, one step of GHASH. Both values cross the bus in clear.
#[derive(Clone, Copy)]
pub struct AesGfm<'a> {
    /// The hash key H: the encryption of sixteen zero bytes.
    pub h: &'a [u8; AES_BLOCK],
    /// What is multiplied by it.
    pub data: &'a [u8; AES_BLOCK],
}

impl core::fmt::Debug for AesGfm<'_> {
    /// Not the values: H is a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AesGfm").finish_non_exhaustive()
    }
}

impl Command for AesGfm<'_> {
    const OPCODE: Opcode = Opcode::Aes;
    type Response = [u8; AES_BLOCK];

    fn response_len(&self) -> usize {
        AES_BLOCK
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, GFM, 0, &[self.h, self.data])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<[u8; AES_BLOCK], ReplyError> {
        array(response)
    }
}
