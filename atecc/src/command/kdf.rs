use core::fmt;

use zeroize::Zeroize;

use super::{Command, ReplyError};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Slot, Status};

/// Mode bits 5–6: the function.
const FUNCTION: u8 = 0x60;
const PRF: u8 = 0x00;
const AES: u8 = 0x20;
const HKDF: u8 = 0x40;
/// Mode bits 0–1, where the key is, and their value for a slot.
const SOURCE: u8 = 0x03;
const SLOT_SOURCE: u8 = 0x02;
/// Mode bits 2–4, where the result goes, and their value for the upper half of TempKey.
const TARGET: u8 = 0x1C;
const TEMP_KEY_UPPER: u8 = 0x04;
/// Mode of an output that is encrypted with the IO protection key.
const ENCRYPTED_OUTPUT: u8 = 0x14;
/// HKDF details bits 0–1, where the message is, and their value for TempKey.
const MESSAGE_LOCATION: u32 = 0x03;
const MESSAGE_IN_TEMP_KEY: u32 = 0x01;
/// Bytes of the longest message.
const MAX_MESSAGE: usize = 128;
/// PRF details bit 8: 64 bytes instead of 32.
const PRF_64_BYTES: u32 = 1 << 8;
/// Bytes of the longest output: 64, and the nonce of its encryption.
const MAX_OUTPUT: usize = 64 + 32;

/// Where the key of a KDF is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfKey {
    /// TempKey, from its beginning.
    TempKey,
    /// The upper half of TempKey.
    TempKeyUpper,
    /// A slot.
    Slot(Slot),
    /// The Alternate Key Buffer.
    AltKeyBuf,
}

/// Where the result of a KDF goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfTarget {
    /// TempKey, from its beginning.
    TempKey,
    /// The upper half of TempKey.
    TempKeyUpper,
    /// A slot whose KeyConfig allows it.
    Slot(Slot),
    /// The Alternate Key Buffer.
    AltKeyBuf,
    /// Out, in clear.
    Output,
    /// Out, encrypted with the IO protection key.
    EncryptedOutput,
}

/// What HKDF digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HkdfMessage<'a> {
    /// A slot.
    Slot(Slot),
    /// TempKey.
    TempKey,
    /// Up to 128 bytes that are sent along.
    Input(&'a [u8]),
    /// Up to 128 bytes that are sent along and must have the special value (KdfIvStr) at its place (KdfIvLoc).
    SpecialIv(&'a [u8]),
}

/// Bytes of the key of a TLS 1.2 PRF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum PrfKeyLength {
    /// 16.
    L16 = 0,
    /// 32.
    L32 = 1,
    /// 48.
    L48 = 2,
    /// 64.
    L64 = 3,
}

/// KDF (0x56): derives a key with the PRF of TLS 1.2, with AES, or with HKDF.
#[derive(Clone, Copy)]
pub struct Kdf<'a> {
    mode: u8,
    slots: u16,
    details: u32,
    message: &'a [u8],
    output_len: usize,
}

/// A message is longer than the chip takes: 128 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageTooLong;

impl<'a> Kdf<'a> {
    /// PRF of TLS 1.2 with SHA-256; `message` is label and seed. Gives 32 bytes, or 64.
    ///
    /// # Errors
    /// [`MessageTooLong`]
    pub fn prf(
        key: KdfKey,
        length: PrfKeyLength,
        target: KdfTarget,
        long: bool,
        message: &'a [u8],
    ) -> Result<Self, MessageTooLong> {
        let details = u32::from(length as u8) | if long { PRF_64_BYTES } else { 0 };
        Self::new(PRF, key, target, details, message, if long { 64 } else { 32 })
    }

    /// AES-128 of one block, with piece `piece` (0–3) of the key; the result is followed by sixteen zero bytes.
    #[must_use]
    pub fn aes(key: KdfKey, piece: u8, target: KdfTarget, block: &'a [u8; 16]) -> Self {
        let (mode, slots) = ends(key, target);
        let details = u32::from(piece & 3);
        Self { mode: AES | mode, slots, details, message: block, output_len: output_len(target, 32) }
    }

    /// HKDF: one step of HMAC-SHA256. With `zero_key`, the key is 32 zero bytes.
    ///
    /// # Errors
    /// [`MessageTooLong`]
    pub fn hkdf(
        key: KdfKey,
        zero_key: bool,
        target: KdfTarget,
        message: HkdfMessage<'a>,
    ) -> Result<Self, MessageTooLong> {
        let zero_key = u32::from(zero_key) << 2;
        let (location, slot, bytes) = match message {
            HkdfMessage::Slot(slot) => (0, u32::from(slot.number()) << 8, &[][..]),
            HkdfMessage::TempKey => (MESSAGE_IN_TEMP_KEY, 0, &[][..]),
            HkdfMessage::Input(bytes) => (2, 0, bytes),
            HkdfMessage::SpecialIv(bytes) => (3, 0, bytes),
        };
        Self::new(HKDF, key, target, location | zero_key | slot, bytes, 32)
    }

    fn new(
        function: u8,
        key: KdfKey,
        target: KdfTarget,
        details: u32,
        message: &'a [u8],
        len: usize,
    ) -> Result<Self, MessageTooLong> {
        if message.len() > MAX_MESSAGE {
            return Err(MessageTooLong);
        }
        let message_len = u32::try_from(message.len()).map_err(|_| MessageTooLong)? << 24;
        let (mode, slots) = ends(key, target);
        let output_len = output_len(target, len);
        Ok(Self { mode: function | mode, slots, details: details | message_len, message, output_len })
    }
}

/// Mode bits 0–4 and the second parameter.
const fn ends(key: KdfKey, target: KdfTarget) -> (u8, u16) {
    let (source, source_slot) = match key {
        KdfKey::TempKey => (0, 0),
        KdfKey::TempKeyUpper => (1, 0),
        KdfKey::Slot(slot) => (SLOT_SOURCE, slot.number()),
        KdfKey::AltKeyBuf => (3, 0),
    };
    let (destination, target_slot) = match target {
        KdfTarget::TempKey => (0x00, 0),
        KdfTarget::TempKeyUpper => (TEMP_KEY_UPPER, 0),
        KdfTarget::Slot(slot) => (0x08, slot.number()),
        KdfTarget::AltKeyBuf => (0x0C, 0),
        KdfTarget::Output => (0x10, 0),
        KdfTarget::EncryptedOutput => (ENCRYPTED_OUTPUT, 0),
    };
    (source | destination, u16::from_le_bytes([source_slot, target_slot]))
}

const fn output_len(target: KdfTarget, len: usize) -> usize {
    match target {
        KdfTarget::Output => len,
        KdfTarget::EncryptedOutput => len + 32,
        _ => 0,
    }
}

/// What came out of a KDF, if anything did: 32 or 64 bytes, and the 32-byte nonce of their encryption behind them if they
/// are encrypted. Wiped when dropped, never printed.
pub struct KdfOutput {
    bytes: [u8; MAX_OUTPUT],
    len: usize,
}

impl KdfOutput {
    /// The bytes; a copy of them is yours to wipe.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl Drop for KdfOutput {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl fmt::Debug for KdfOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KdfOutput({} bytes)", self.len)
    }
}

impl fmt::Debug for Kdf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kdf(mode {:#04x}, slots {:#06x}, details {:#010x})", self.mode, self.slots, self.details)
    }
}

impl Command for Kdf<'_> {
    const OPCODE: Opcode = Opcode::Kdf;
    type Response = KdfOutput;

    fn response_len(&self) -> usize {
        self.output_len
    }

    fn encode(&self) -> CommandPacket {
        let details = self.details.to_le_bytes();
        CommandPacket::new(Self::OPCODE, self.mode, self.slots, &[&details, self.message])
    }

    fn uses_volatile_state(&self) -> bool {
        // The key is in TempKey or in the Alternate Key Buffer, one half of TempKey joins the other, or the message is there.
        let message = self.mode & FUNCTION == HKDF && self.details & MESSAGE_LOCATION == MESSAGE_IN_TEMP_KEY;
        self.mode & SOURCE != SLOT_SOURCE || self.mode & TARGET == TEMP_KEY_UPPER || message
    }

    fn parse(response: Response<'_>) -> Result<KdfOutput, ReplyError> {
        let mut output = KdfOutput { bytes: [0; MAX_OUTPUT], len: 0 };
        match response {
            Response::Status(Status::Success) => {}
            Response::Status(status) => return Err(ReplyError::Status(status)),
            Response::Data(data) if matches!(data.len(), 32 | 64 | 96) => {
                output.len = data.len();
                for (to, from) in output.bytes.iter_mut().zip(data) {
                    *to = *from;
                }
            }
            Response::Data(data) => return Err(ReplyError::Length(data.len())),
        }
        Ok(output)
    }
}
