//! The four bytes in front of the message: what each function wants to know besides.

use atecc::Slot;
use atecc::policy::KdfAlgorithm;

use crate::chip::Core;
use crate::options::HkdfMessageSlot;
use crate::packet::Command;
use crate::refused::{Fault, Reason};
use crate::symmetric::AES_BLOCK;

/// Bits 0–1 of the PRF: the length of the key, in steps of 16 bytes from 16 on.
const PRF_KEY_LENGTH: u32 = 0b11;
const PRF_KEY_STEP: usize = 16;
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
/// The longest message.
const MESSAGE_MAX: usize = 128;

/// Bytes of a key of HKDF.
pub(super) const HKDF_KEY: usize = 32;
/// Bytes of a part of the result.
const PART: usize = 32;

#[derive(Debug, Clone, Copy)]
pub(super) enum Function {
    Prf {
        key_length: usize,
        /// Parts of the result.
        blocks: usize,
        /// The second part goes into the reply.
        aead: bool,
    },
    Aes {
        /// Which 16 bytes of the source.
        key_block: usize,
    },
    Hkdf {
        message: MessageLocation,
        zero_key: bool,
    },
}

#[derive(Debug, Clone, Copy)]
pub(super) enum MessageLocation {
    /// The first bytes of a slot.
    Slot(Slot, usize),
    /// The first bytes of TempKey.
    TempKey(usize),
    Command,
    /// In the command, with a fixed string in it.
    SpecialIv,
}

impl Function {
    /// Where the key starts in its source.
    pub(super) const fn key_start(self) -> usize {
        match self {
            Self::Aes { key_block } => key_block * AES_BLOCK,
            Self::Prf { .. } | Self::Hkdf { .. } => 0,
        }
    }

    /// Where it ends.
    pub(super) const fn key_end(self) -> usize {
        match self {
            Self::Prf { key_length, .. } => key_length,
            Self::Aes { key_block } => (key_block + 1) * AES_BLOCK,
            Self::Hkdf { .. } => HKDF_KEY,
        }
    }

    /// Bytes that go to the target.
    pub(super) const fn target_length(self) -> usize {
        match self {
            Self::Prf { blocks, aead: false, .. } => blocks * PART,
            Self::Prf { .. } | Self::Aes { .. } | Self::Hkdf { .. } => PART,
        }
    }

    /// Whether there are more, for the reply.
    pub(super) const fn splits(self) -> bool {
        matches!(self, Self::Prf { aead: true, .. })
    }
}

/// The function with its details, and the message in the command. Bits without a meaning have to be zeros.
pub(super) fn decode<'a>(
    core: &Core,
    algorithm: KdfAlgorithm,
    command: &Command<'a>,
) -> Result<(Function, &'a [u8]), Fault> {
    let (details, message) = command.data.split_first_chunk().ok_or_else(|| command.length())?;
    let details = u32::from_le_bytes(*details);
    let length = usize::from(details.to_be_bytes()[0]);
    let (function, known) = match algorithm {
        KdfAlgorithm::Prf => (prf(core, details)?, PRF_KEY_LENGTH | PRF_LONG | PRF_AEAD),
        KdfAlgorithm::Aes => (aes(details), AES_KEY_LOCATION),
        KdfAlgorithm::Hkdf => hkdf(core, command, details)?,
    };
    if details & !(known | MESSAGE_LENGTH) != 0 {
        return Err(Fault::parse(Reason::Details));
    }
    let fits = match function {
        Function::Aes { .. } => message.len() == AES_BLOCK,
        // The message is in the chip: the command may carry as many bytes for nothing.
        Function::Hkdf { message: MessageLocation::Slot(..) | MessageLocation::TempKey(_), .. } => {
            message.is_empty() || message.len() == length
        }
        Function::Prf { .. } | Function::Hkdf { .. } => message.len() == length,
    };
    if !fits || length > MESSAGE_MAX {
        return Err(command.length());
    }
    Ok((function, message))
}

/// A result that is split has to be a long one, and has to say so unless the options know better.
fn prf(core: &Core, details: u32) -> Result<Function, Fault> {
    let steps = usize::from((details & PRF_KEY_LENGTH).to_le_bytes()[0]);
    let aead = details & PRF_AEAD != 0;
    let long = details & PRF_LONG != 0 || aead && core.options.kdf_aead_implies_long;
    if aead && !long {
        return Err(Fault::parse(Reason::Details));
    }
    let blocks = if long { 2 } else { 1 };
    Ok(Function::Prf { key_length: (steps + 1) * PRF_KEY_STEP, blocks, aead })
}

fn aes(details: u32) -> Function {
    Function::Aes { key_block: usize::from((details & AES_KEY_LOCATION).to_le_bytes()[0]) }
}

/// The function, and the bits of the details that it knows.
fn hkdf(core: &Core, command: &Command<'_>, details: u32) -> Result<(Function, u32), Fault> {
    let [_, second, _, length] = details.to_le_bytes();
    let length = usize::from(length);
    let [param2_upper, _] = command.param2.to_be_bytes();
    let (slot, slot_bits, illegal) = match core.options.hkdf_message_slot {
        HkdfMessageSlot::Details => (second, HKDF_MESSAGE_SLOT, Fault::parse(Reason::Details)),
        HkdfMessageSlot::Param2 => (param2_upper, 0, Fault::parse(Reason::Param2)),
    };
    let message = match details & HKDF_MESSAGE {
        MESSAGE_IN_SLOT => MessageLocation::Slot(Slot::new(slot).ok_or(illegal)?, length),
        MESSAGE_IN_TEMP_KEY => MessageLocation::TempKey(length),
        MESSAGE_IN_COMMAND => MessageLocation::Command,
        _ => MessageLocation::SpecialIv,
    };
    let function = Function::Hkdf { message, zero_key: details & HKDF_ZERO_KEY != 0 };
    Ok((function, HKDF_MESSAGE | HKDF_ZERO_KEY | slot_bits))
}
