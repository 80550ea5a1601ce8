//! What the ATECC508A lacks of the ATECC608, and the other way round.

use atecc::Opcode;

use crate::chip::Core;
use crate::packet::Command;
use crate::refused::{Fault, Reason};

/// Nonce mode bits 0–1: no other register than TempKey, no 64 bytes.
const NONCE_MODES: u8 = 0b11;
/// SHA modes 6 and 7 save and restore contexts; mode bits 6–7 choose a target.
const SHA_LAST_MODE: u8 = 5;
/// Info mode 3; there is no persistent latch.
const INFO_LAST_MODE: u8 = 3;
/// Verify mode bits 0–2: no Message Digest Buffer, no MAC.
const VERIFY_MODES: u8 = 0b111;
/// Sign mode bit 5: the Message Digest Buffer.
const SIGN_MESSAGE_DIGEST: u8 = 1 << 5;
/// GenKey's second parameter for a key in TempKey.
const TEMP_KEY: u16 = 0xFFFF;

/// Whether this part has the command.
pub(super) fn has_command(core: &Core, opcode: Opcode) -> Result<(), Fault> {
    let known = match opcode {
        Opcode::Hmac => core.part.is_508a(),
        _ => !core.part.is_508a() || opcode.execution_time_508a().is_some(),
    };
    if known { Ok(()) } else { Err(Fault::parse(Reason::UnknownOpcode)) }
}

/// Whether this part has the mode of the command.
pub(super) fn has_mode(core: &Core, opcode: Opcode, command: &Command<'_>) -> Result<(), Fault> {
    let mode = command.param1;
    if !core.part.is_508a() {
        return Ok(());
    }
    let known = match opcode {
        Opcode::GenKey if command.param2 == TEMP_KEY => return Err(Fault::parse(Reason::Param2)),
        // The secret goes where SlotConfig of the key sends it.
        Opcode::Ecdh => mode == 0,
        Opcode::Info => mode <= INFO_LAST_MODE,
        Opcode::Nonce => mode & !NONCE_MODES == 0,
        Opcode::Sha => mode <= SHA_LAST_MODE,
        Opcode::Sign => mode & SIGN_MESSAGE_DIGEST == 0,
        Opcode::Verify => mode & !VERIFY_MODES == 0,
        _ => true,
    };
    if known { Ok(()) } else { Err(Fault::parse(Reason::Param1)) }
}

/// Whether a command leaves TempKey as its handler left it.
pub(super) const fn keeps_temp_key(opcode: Opcode, done: bool, digest_into_temp_key: bool) -> bool {
    match opcode {
        Opcode::Info => true,
        // CheckMac has put there what it copies.
        Opcode::CheckMac | Opcode::GenDig | Opcode::GenKey | Opcode::Nonce => done,
        Opcode::Sha => done && digest_into_temp_key,
        _ => false,
    }
}
