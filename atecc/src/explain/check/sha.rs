use super::{Case, Cause, Outcome};
use crate::explain::Register;

const MODE: u8 = 0b111;
const START: u8 = 0;
const UPDATE: u8 = 1;
const END: u8 = 2;
const PUBLIC: u8 = 3;
const HMAC_START: u8 = 4;
/// The ATECC508A ends an HMAC with this instead of 2.
const HMAC_END: u8 = 5;
const READ_CONTEXT: u8 = 6;
const WRITE_CONTEXT: u8 = 7;
/// Mode bits 6–7 of the end: where the digest goes; the third value does not exist.
const TARGET: u8 = 0b11 << 6;
const NO_TARGET: u8 = 2 << 6;
/// The most that one command appends.
const BLOCK: usize = 64;
/// The second parameter of the HMAC start that means TempKey instead of a slot.
const KEY_IN_TEMP_KEY: u16 = 0xFFFF;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let (mode, target) = (case.param1() & MODE, case.param1() & TARGET);
    case.mode_bits(MODE | TARGET)?;
    if mode != END && target != 0 {
        return Err(case.bad_param1());
    }
    match mode {
        START => {
            case.no_data()?;
            case.param2_is(0)
        }
        UPDATE => {
            message(case, BLOCK)?;
            running(case)
        }
        END => end(case, target),
        PUBLIC => public(case),
        HMAC_START => hmac_start(case),
        HMAC_END if case.assumed.is_508a => end(case, 0),
        READ_CONTEXT => {
            case.no_data()?;
            case.param2_is(0)?;
            case.possible(Cause::HmacContext);
            running(case)
        }
        WRITE_CONTEXT => write_context(case),
        _ => Err(case.bad_param1()),
    }
}

fn end(case: &mut Case<'_>, target: u8) -> Outcome {
    message(case, BLOCK - 1)?;
    if target == NO_TARGET {
        return Err(case.bad_param1());
    }
    running(case)
}

/// Appends a stored public key.
fn public(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    let slot = case.slot()?;
    case.rules().stored_public_key(slot)?;
    running(case)
}

fn hmac_start(case: &Case<'_>) -> Outcome {
    case.no_data()?;
    if case.packet.param2 == KEY_IN_TEMP_KEY {
        return Ok(case.rules().hmac_temp_key()?);
    }
    let slot = case.slot()?;
    let _ = case.rules().hmac(slot, case.match_value())?;
    Ok(())
}

/// The length so far, eight state words, and what does not fill a block yet.
fn write_context(case: &Case<'_>) -> Outcome {
    const LENGTH: usize = 4;
    const HEAD: usize = LENGTH + 32;
    let data = case.packet.data;
    if usize::from(case.packet.param2) != data.len() {
        return Err(case.bad_param2());
    }
    let pending = data.len().checked_sub(HEAD).ok_or(Cause::Context)?;
    let length = data.first_chunk::<LENGTH>().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    if usize::try_from(length).is_ok_and(|length| length % BLOCK == pending) {
        Ok(())
    } else {
        Err(Cause::Context)
    }
}

/// The data of the command, whose length the second parameter repeats.
fn message(case: &Case<'_>, limit: usize) -> Outcome {
    let length = case.packet.data.len();
    if length > limit {
        return Err(case.bad_length());
    }
    if usize::from(case.packet.param2) == length { Ok(()) } else { Err(case.bad_param2()) }
}

/// Nobody outside the chip knows whether a hash is running.
fn running(case: &mut Case<'_>) -> Outcome {
    case.possible(Cause::Empty(Register::Hash));
    Ok(())
}
