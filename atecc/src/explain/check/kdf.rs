mod details;

use self::details::{Details, Function, MessageLocation};
use super::{Case, Cause, Outcome};
use crate::Slot;
use crate::explain::Register;
use crate::policy::KdfAlgorithm;

/// Mode bits 0–1: where the key is.
const SOURCE: u8 = 0b11;
const SOURCE_TEMP_KEY: u8 = 0;
const SOURCE_TEMP_KEY_UPPER: u8 = 1;
const SOURCE_SLOT: u8 = 2;
/// Mode bits 2–4: where the result goes.
const TARGET: u8 = 0b111 << 2;
const TARGET_TEMP_KEY: u8 = 0;
const TARGET_TEMP_KEY_UPPER: u8 = 1 << 2;
const TARGET_SLOT: u8 = 2 << 2;
const TARGET_ALTERNATE_KEY: u8 = 3 << 2;
const TARGET_REPLY: u8 = 4 << 2;
const TARGET_REPLY_ENCRYPTED: u8 = 5 << 2;
/// Mode bits 5–6: the function.
const PRF: u8 = 0;
const AES: u8 = 1 << 5;
const HKDF: u8 = 2 << 5;

/// Half of TempKey, and what the Alternate Key Buffer holds.
const HALF: usize = 32;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let algorithm = match case.param1() & !(SOURCE | TARGET) {
        PRF => KdfAlgorithm::Prf,
        AES => KdfAlgorithm::Aes,
        HKDF => KdfAlgorithm::Hkdf,
        _ => return Err(case.bad_param1()),
    };
    let Details { function, message: sent } = details::decode(case, algorithm)?;
    sizes(case, function)?;
    case.rules().kdf(algorithm)?;
    key(case, function)?;
    message(case, function, sent)?;
    target(case, function.target_length())?;
    if function.splits() {
        case.rules().kdf_reply(false)?;
    }
    Ok(())
}

/// What fits in no state of the chip.
const fn sizes(case: &Case<'_>, function: Function) -> Outcome {
    let (source, target) = (case.param1() & SOURCE, case.param1() & TARGET);
    let source_is_half = !matches!(source, SOURCE_TEMP_KEY | SOURCE_SLOT) && function.key_end() > HALF;
    let target_is_half =
        matches!(target, TARGET_TEMP_KEY_UPPER | TARGET_ALTERNATE_KEY) && function.target_length() > HALF;
    // What is split goes into a register or a slot and into the reply.
    let splits_reply = matches!(target, TARGET_REPLY | TARGET_REPLY_ENCRYPTED) && function.splits();
    if target > TARGET_REPLY_ENCRYPTED || source_is_half || target_is_half || splits_reply {
        return Err(case.bad_param1());
    }
    Ok(())
}

fn key(case: &mut Case<'_>, function: Function) -> Outcome {
    if matches!(function, Function::Hkdf { zero_key: true, .. }) {
        return Ok(());
    }
    let end = function.key_end();
    match case.param1() & SOURCE {
        SOURCE_TEMP_KEY => temp_key(case, end),
        SOURCE_TEMP_KEY_UPPER => temp_key(case, 2 * HALF),
        SOURCE_SLOT => {
            let slot = slot(case, case.packet.param2.to_le_bytes()[0])?;
            let _ = case.rules().kdf_source(slot, end, case.match_value())?;
            Ok(())
        }
        _ => case.register(Register::AlternateKey, HALF, case.assumed.known.alternate_key),
    }
}

/// TempKey, if it holds as many bytes.
fn temp_key(case: &Case<'_>, needed: usize) -> Outcome {
    Ok(case.rules().kdf_temp_key(needed, case.assumed.temp_key_length)?)
}

/// The slot that one half of the second parameter names; the other half may be unused, and is not looked at then.
fn slot(case: &Case<'_>, byte: u8) -> Result<Slot, Cause> {
    Slot::new(byte).ok_or_else(|| case.bad_param2())
}

fn message(case: &Case<'_>, function: Function, sent: &[u8]) -> Outcome {
    let Function::Hkdf { message, .. } = function else { return Ok(()) };
    match message {
        MessageLocation::Command => Ok(()),
        MessageLocation::SpecialIv => Ok(case.rules().kdf_iv(sent)?),
        MessageLocation::TempKey(length) => temp_key(case, length),
        MessageLocation::Slot(slot, length) => {
            let _ = case.rules().kdf_source(slot, length, case.match_value())?;
            Ok(())
        }
    }
}

fn target(case: &Case<'_>, length: usize) -> Outcome {
    match case.param1() & TARGET {
        TARGET_TEMP_KEY | TARGET_TEMP_KEY_UPPER | TARGET_ALTERNATE_KEY => {}
        TARGET_SLOT => {
            let slot = slot(case, case.packet.param2.to_le_bytes()[1])?;
            case.rules().kdf_target(slot, length)?;
        }
        mode => {
            case.rules().kdf_reply(mode == TARGET_REPLY_ENCRYPTED)?;
        }
    }
    Ok(())
}
