//! What the ATECC508A lacks of the ATECC608, and the other way round.

use super::{Case, Cause, Outcome};
use crate::Opcode;

/// Nonce mode bits 0–1: no other register than TempKey, no 64 bytes.
const NONCE_MODES: u8 = 0b11;
/// SHA modes 0–5: no saved contexts, no choice of the target.
const SHA_LAST_MODE: u8 = 5;
/// Info modes 0–3: there is no persistent latch.
const INFO_LAST_MODE: u8 = 3;
/// Verify mode bits 0–2: no Message Digest Buffer, no MAC.
const VERIFY_MODES: u8 = 0b111;
/// Sign mode bit 5: the Message Digest Buffer.
const SIGN_MESSAGE_DIGEST: u8 = 1 << 5;
/// GenKey's second parameter for a key in TempKey.
const TEMP_KEY: u16 = 0xFFFF;

/// Whether this part has the command.
pub(super) fn has_command(case: &Case<'_>, opcode: Opcode) -> Outcome {
    let known = match opcode {
        Opcode::Hmac => case.assumed.is_508a,
        _ => !case.assumed.is_508a || opcode.execution_time_508a().is_some(),
    };
    if known { Ok(()) } else { Err(Cause::UnknownCommand) }
}

/// Whether this part has the mode of the command.
pub(super) fn has_mode(case: &Case<'_>, opcode: Opcode) -> Outcome {
    if !case.assumed.is_508a {
        return Ok(());
    }
    let mode = case.param1();
    let known = match opcode {
        Opcode::GenKey if case.packet.param2 == TEMP_KEY => return Err(case.bad_param2()),
        // The secret goes where SlotConfig of the key sends it.
        Opcode::Ecdh => mode == 0,
        Opcode::Info => mode <= INFO_LAST_MODE,
        Opcode::Nonce => mode & !NONCE_MODES == 0,
        Opcode::Sha => mode <= SHA_LAST_MODE,
        Opcode::Sign => mode & SIGN_MESSAGE_DIGEST == 0,
        Opcode::Verify => mode & !VERIFY_MODES == 0,
        _ => true,
    };
    if known { Ok(()) } else { Err(case.bad_param1()) }
}
