use core::fmt;

use super::HALF;
use crate::command::AES_BLOCK;
use crate::packet::CommandPacket;
use crate::{Opcode, Slot};

/// Mode bits 5–6: the function.
const PRF: u8 = 0x00;
const AES: u8 = 0x20;
const HKDF: u8 = 0x40;
/// Mode bits 0–1: where the key is.
const TEMP_KEY: u8 = 0;
const TEMP_KEY_UPPER: u8 = 1;
const SLOT: u8 = 2;
const ALT_KEY_BUF: u8 = 3;
/// PRF details: 64 bytes instead of 32, and the second half of them in the reply.
const PRF_64_BYTES: u32 = 1 << 8;
const PRF_SPLIT: u32 = 1 << 9;
/// HKDF details: where the message is, that its slot stands eight bits up, and that the key is zeros.
const MESSAGE_IN_SLOT: u32 = 0;
const MESSAGE_IN_TEMP_KEY: u32 = 1;
const MESSAGE_SENT: u32 = 2;
const MESSAGE_WITH_IV: u32 = 3;
const MESSAGE_SLOT_SHIFT: u32 = 8;
const ZERO_KEY: u32 = 1 << 2;
/// Details bits 24–31: the length of the message.
const LENGTH_SHIFT: u32 = 24;
/// Bytes of the longest message.
const MAX_MESSAGE: u8 = 128;
/// Bytes of TempKey.
const TEMP_KEY_SIZE: usize = 2 * HALF;

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

impl KdfKey {
    /// The mode bits and the first byte of the second parameter.
    const fn encoded(self) -> (u8, u8) {
        match self {
            Self::TempKey => (TEMP_KEY, 0),
            Self::TempKeyUpper => (TEMP_KEY_UPPER, 0),
            Self::Slot(slot) => (SLOT, slot.number()),
            Self::AltKeyBuf => (ALT_KEY_BUF, 0),
        }
    }

    const fn holds(self, bytes: usize) -> bool {
        bytes
            <= match self {
                Self::TempKey => TEMP_KEY_SIZE,
                Self::TempKeyUpper | Self::AltKeyBuf => HALF,
                Self::Slot(slot) => slot.size(),
            }
    }
}

/// What HKDF digests: at most 128 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HkdfMessage<'a> {
    /// The first bytes of a slot.
    Slot {
        /// Which.
        slot: Slot,
        /// How many.
        len: u8,
    },
    /// The first bytes of TempKey.
    TempKey {
        /// How many.
        len: u8,
    },
    /// Bytes that are sent along.
    Input(&'a [u8]),
    /// Bytes that are sent along and must have the special value (KdfIvStr) at its place (KdfIvLoc).
    SpecialIv(&'a [u8]),
}

impl fmt::Debug for HkdfMessage<'_> {
    /// Not the bytes: they may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slot { slot, len } => write!(f, "Slot({slot}, {len} bytes)"),
            Self::TempKey { len } => write!(f, "TempKey({len} bytes)"),
            Self::Input(bytes) => write!(f, "Input({} bytes)", bytes.len()),
            Self::SpecialIv(bytes) => write!(f, "SpecialIv({} bytes)", bytes.len()),
        }
    }
}

/// Bytes of the key of a TLS 1.2 PRF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum PrfKeyLength {
    /// 16.
    L16 = 0,
    /// 32.
    L32 = 1,
    /// 48: a TLS 1.2 master secret.
    L48 = 2,
    /// 64.
    L64 = 3,
}

/// What KDF derives from what: `N` bytes.
#[derive(Clone, Copy)]
pub struct Derivation<'a, const N: usize> {
    mode: u8,
    slot: u8,
    details: u32,
    message: &'a [u8],
    in_volatile: bool,
    uses_temp_key: bool,
}

impl<'a> Derivation<'a, 32> {
    /// 32 bytes of the PRF of TLS 1.2 (P_SHA256 of RFC 5246, section 5) with the key in `key`, of which the first `length`
    /// bytes are taken; `message` is label and seed.
    ///
    /// `None` if `key` does not hold as many, or the message is longer than 128 bytes.
    #[must_use]
    pub fn prf(key: KdfKey, length: PrfKeyLength, message: &'a [u8]) -> Option<Self> {
        Self::new_prf(key, length, message, 0)
    }

    /// AES-128 of one block, with the sixteen bytes number `piece` of `key`; the result is followed by sixteen zero bytes.
    ///
    /// `None` if `key` has no such piece.
    #[must_use]
    pub fn aes(key: KdfKey, piece: u8, block: &'a [u8; AES_BLOCK]) -> Option<Self> {
        if piece > 3 || !key.holds((usize::from(piece) + 1) * AES_BLOCK) {
            return None;
        }
        Self::with_key(AES, key, piece.into(), block)
    }

    /// HMAC-SHA256 of `message` with the 32 bytes in `key`: the step that HKDF (RFC 5869) is made of. To extract, the key is the
    /// salt; to expand, the message is what came before, the information and a count.
    ///
    /// No public source says what the chip's HKDF is beyond that; check a result of your own chip before you build on it.
    ///
    /// `None` if the message is longer than 128 bytes, or than where it is.
    #[must_use]
    pub fn hkdf(key: KdfKey, message: HkdfMessage<'a>) -> Option<Self> {
        let (details, bytes, in_temp_key) = hkdf_message(message)?;
        let derivation = Self::with_key(HKDF, key, details, bytes)?;
        Some(Self { in_volatile: derivation.in_volatile || in_temp_key, uses_temp_key: true, ..derivation })
    }

    /// The same with a key of 32 zero bytes: HKDF's extraction without a salt.
    ///
    /// `None` as with [`hkdf`](Self::hkdf).
    #[must_use]
    pub fn hkdf_zero_key(message: HkdfMessage<'a>) -> Option<Self> {
        let (details, bytes, in_volatile) = hkdf_message(message)?;
        let details = details | ZERO_KEY;
        Some(Self { mode: HKDF | SLOT, slot: 0, details, message: bytes, in_volatile, uses_temp_key: true })
    }
}

impl<'a> Derivation<'a, 64> {
    /// 64 bytes of the PRF of TLS 1.2, else as [`prf`](Derivation::prf).
    #[must_use]
    pub fn prf_64(key: KdfKey, length: PrfKeyLength, message: &'a [u8]) -> Option<Self> {
        Self::new_prf(key, length, message, PRF_64_BYTES)
    }

    pub(super) const fn split(self) -> Self {
        Self { details: self.details | PRF_SPLIT, ..self }
    }
}

impl<'a, const N: usize> Derivation<'a, N> {
    fn new_prf(key: KdfKey, length: PrfKeyLength, message: &'a [u8], details: u32) -> Option<Self> {
        let code = length as u8;
        if !key.holds((usize::from(code) + 1) * AES_BLOCK) {
            return None;
        }
        let derivation = Self::with_key(PRF, key, details | u32::from(code) | sent(message)?, message)?;
        Some(Self { uses_temp_key: true, ..derivation })
    }

    fn with_key(function: u8, key: KdfKey, details: u32, message: &'a [u8]) -> Option<Self> {
        let (source, slot) = key.encoded();
        let in_temp_key = matches!(key, KdfKey::TempKey | KdfKey::TempKeyUpper);
        let in_volatile = in_temp_key || key == KdfKey::AltKeyBuf;
        let mode = function | source;
        Some(Self { mode, slot, details, message, in_volatile, uses_temp_key: in_temp_key })
    }

    /// With the mode bits of the target, and its slot.
    pub(super) fn encode(&self, target: u8, slot: u8) -> CommandPacket {
        let slots = u16::from_le_bytes([self.slot, slot]);
        CommandPacket::new(
            Opcode::Kdf,
            self.mode | target,
            slots,
            &[&self.details.to_le_bytes(), self.message],
        )
    }

    /// Whether key or message are in TempKey or the Alternate Key Buffer.
    pub(super) const fn uses_volatile_state(&self) -> bool {
        self.in_volatile
    }

    /// Whether the command reads TempKey, or clears it as PRF and HKDF do.
    #[must_use]
    pub const fn uses_temp_key(&self) -> bool {
        self.uses_temp_key
    }
}

/// Details and bytes of a message, and whether it is in TempKey.
fn hkdf_message(message: HkdfMessage<'_>) -> Option<(u32, &[u8], bool)> {
    let stored = |len: u8, room: usize| {
        let fits = len <= MAX_MESSAGE && usize::from(len) <= room;
        fits.then_some(u32::from(len) << LENGTH_SHIFT)
    };
    Some(match message {
        HkdfMessage::Slot { slot, len } => {
            let slot_number = u32::from(slot.number()) << MESSAGE_SLOT_SHIFT;
            (MESSAGE_IN_SLOT | slot_number | stored(len, slot.size())?, &[], false)
        }
        HkdfMessage::TempKey { len } => (MESSAGE_IN_TEMP_KEY | stored(len, TEMP_KEY_SIZE)?, &[], true),
        HkdfMessage::Input(bytes) => (MESSAGE_SENT | sent(bytes)?, bytes, false),
        HkdfMessage::SpecialIv(bytes) => (MESSAGE_WITH_IV | sent(bytes)?, bytes, false),
    })
}

/// The length of a message that is sent along, as details.
fn sent(message: &[u8]) -> Option<u32> {
    let len = u8::try_from(message.len()).ok().filter(|len| *len <= MAX_MESSAGE)?;
    Some(u32::from(len) << LENGTH_SHIFT)
}

impl<const N: usize> fmt::Debug for Derivation<'_, N> {
    /// Not the message: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Derivation(mode {:#04x}, slot {}, details {:#010x}, {N} bytes)",
            self.mode, self.slot, self.details
        )
    }
}
