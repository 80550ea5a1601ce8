//! The four bytes in front of the message: what each function wants to know besides.

use super::{Case, Cause};
use crate::Slot;
use crate::policy::KdfAlgorithm;

/// Bits 0–1 of the PRF: the length of the key, in steps of 16 bytes from 16 on.
const PRF_KEY_LENGTH: u32 = 0b11;
/// Bit 8 of the PRF: 64 bytes instead of 32.
const PRF_LONG: u32 = 1 << 8;
/// Bit 9 of the PRF: the first 32 bytes to the target, the second into the reply.
const PRF_AEAD: u32 = 1 << 9;
/// Bits 0–1 of AES: which 16 bytes of the source are the key.
const AES_KEY_LOCATION: u32 = 0b11;
/// Bits 0–1 of HKDF: where the message is.
const HKDF_MESSAGE: u32 = 0b11;
const MESSAGE_IN_SLOT: u32 = 0;
const MESSAGE_IN_TEMP_KEY: u32 = 1;
const MESSAGE_IN_COMMAND: u32 = 2;
/// Bit 2 of HKDF: the key is 32 zeros.
const HKDF_ZERO_KEY: u32 = 1 << 2;
/// Bits 8–11 of HKDF: the slot of the message.
const HKDF_MESSAGE_SLOT: u32 = 0b1111 << 8;
/// Bits 24–31: the length of the message.
const MESSAGE_LENGTH: u32 = 0xFF << 24;
const MESSAGE_MAX: usize = 128;

/// An AES block, and a step of the lengths of keys.
const STEP: usize = 16;
/// Bytes of a key of HKDF, and of a part of a result.
const PART: usize = 32;

#[derive(Clone, Copy)]
pub(super) enum Function {
    Prf {
        key_length: usize,
        long: bool,
        /// The second part goes into the reply.
        aead: bool,
    },
    Aes {
        /// Where the key ends in its source.
        key_end: usize,
    },
    Hkdf {
        message: MessageLocation,
        zero_key: bool,
    },
}

#[derive(Clone, Copy)]
pub(super) enum MessageLocation {
    /// The first bytes of a slot.
    Slot(Slot, usize),
    /// The first bytes of TempKey.
    TempKey(usize),
    Command,
    /// In the command, with a fixed string in it.
    SpecialIv,
}

/// The details word, taken apart, and what follows it.
pub(super) struct Details<'a> {
    pub(super) function: Function,
    pub(super) message: &'a [u8],
}

impl Function {
    /// Where the key ends in its source.
    pub(super) const fn key_end(self) -> usize {
        match self {
            Self::Prf { key_length, .. } => key_length,
            Self::Aes { key_end } => key_end,
            Self::Hkdf { .. } => PART,
        }
    }

    /// Bytes that go to the target.
    pub(super) const fn target_length(self) -> usize {
        match self {
            Self::Prf { long: true, aead: false, .. } => 2 * PART,
            Self::Prf { .. } | Self::Aes { .. } | Self::Hkdf { .. } => PART,
        }
    }

    /// Whether there are more, for the reply.
    pub(super) const fn splits(self) -> bool {
        matches!(self, Self::Prf { aead: true, .. })
    }
}

/// Bits without a meaning have to be zeros.
pub(super) fn decode<'a>(case: &Case<'a>, algorithm: KdfAlgorithm) -> Result<Details<'a>, Cause> {
    let (details, message) = case.packet.data.split_first_chunk().ok_or_else(|| case.bad_length())?;
    let length = usize::from(details[3]);
    let details = u32::from_le_bytes(*details);
    let (function, known) = match algorithm {
        KdfAlgorithm::Prf => (prf(details)?, PRF_KEY_LENGTH | PRF_LONG | PRF_AEAD),
        KdfAlgorithm::Aes => (Function::Aes { key_end: steps(details, AES_KEY_LOCATION) }, AES_KEY_LOCATION),
        KdfAlgorithm::Hkdf => (hkdf(details, length), HKDF_MESSAGE | HKDF_ZERO_KEY | HKDF_MESSAGE_SLOT),
    };
    if details & !(known | MESSAGE_LENGTH) != 0 {
        return Err(Cause::Details);
    }
    let fits = match function {
        Function::Aes { .. } => message.len() == STEP,
        // The message is in the chip: the command may carry as many bytes for nothing.
        Function::Hkdf { message: MessageLocation::Slot(..) | MessageLocation::TempKey(_), .. } => {
            message.is_empty() || message.len() == length
        }
        Function::Prf { .. } | Function::Hkdf { .. } => message.len() == length,
    };
    if !fits || length > MESSAGE_MAX {
        return Err(case.bad_length());
    }
    Ok(Details { function, message })
}

/// One step of 16 bytes, and as many more as the lowest bits say.
fn steps(details: u32, mask: u32) -> usize {
    (usize::from((details & mask).to_le_bytes()[0]) + 1) * STEP
}

/// A result that is split has to be a long one.
fn prf(details: u32) -> Result<Function, Cause> {
    let (long, aead) = (details & PRF_LONG != 0, details & PRF_AEAD != 0);
    if aead && !long {
        return Err(Cause::Details);
    }
    Ok(Function::Prf { key_length: steps(details, PRF_KEY_LENGTH), long, aead })
}

fn hkdf(details: u32, length: usize) -> Function {
    let message = match details & HKDF_MESSAGE {
        MESSAGE_IN_SLOT => MessageLocation::Slot(Slot::from_nibble(details.to_le_bytes()[1]), length),
        MESSAGE_IN_TEMP_KEY => MessageLocation::TempKey(length),
        MESSAGE_IN_COMMAND => MessageLocation::Command,
        _ => MessageLocation::SpecialIv,
    };
    Function::Hkdf { message, zero_key: details & HKDF_ZERO_KEY != 0 }
}
