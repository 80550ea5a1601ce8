//! MAC, and the mode bits that it has in common with CheckMac.

use super::{Case, Cause, Outcome};
use crate::BLOCK_SIZE;
use crate::policy::{MacRequest, Source};

/// Mode bit 0: the second block is TempKey.
const CHALLENGE_IN_TEMP_KEY: u8 = 1;
/// Mode bit 1: the first block is TempKey.
const KEY_IN_TEMP_KEY: u8 = 1 << 1;
/// Mode bit 2: the value in TempKey is not from a random nonce.
const FIXED: u8 = 1 << 2;
const TEMP_KEY: u8 = CHALLENGE_IN_TEMP_KEY | KEY_IN_TEMP_KEY | FIXED;
/// Mode bit 6: the whole serial number goes into the message.
const SERIAL_NUMBER: u8 = 1 << 6;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let request = request(case, case.param1() & !SERIAL_NUMBER)?;
    let slot = case.slot()?;
    case.data_is(if request.challenge_in_temp_key { 0 } else { BLOCK_SIZE })?;
    let _ = case.rules().mac(slot, request, case.match_value())?;
    Ok(())
}

/// The mode bits that say where the blocks come from; bit 2 means nothing without TempKey.
pub(super) const fn request(case: &Case<'_>, mode: u8) -> Result<MacRequest, Cause> {
    if mode & !TEMP_KEY != 0 || mode == FIXED {
        return Err(case.bad_param1());
    }
    Ok(MacRequest {
        key_in_temp_key: mode & KEY_IN_TEMP_KEY != 0,
        challenge_in_temp_key: mode & CHALLENGE_IN_TEMP_KEY != 0,
        source: if mode & FIXED != 0 { Source::Fixed } else { Source::Random },
    })
}
