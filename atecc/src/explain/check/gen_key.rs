use super::{Case, Cause, Outcome};
use crate::Slot;

const PUBLIC: u8 = 0x00;
const CREATE: u8 = 0x04;
/// Added to the two above: the public key is also digested into TempKey.
const DIGEST: u8 = 0x08;
const PUBLIC_AND_DIGEST: u8 = PUBLIC | DIGEST;
const CREATE_AND_DIGEST: u8 = CREATE | DIGEST;
const DIGEST_STORED: u8 = 0x10;
/// OtherData of the last.
const OTHER_DATA: usize = 3;
/// The second parameter that means TempKey instead of a slot.
const TEMP_KEY: u16 = 0xFFFF;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    match case.param1() {
        CREATE if case.packet.param2 == TEMP_KEY => {
            case.no_data()?;
            Ok(case.rules().gen_key_ephemeral()?)
        }
        PUBLIC | CREATE => {
            case.no_data()?;
            let slot = case.slot()?;
            key(case, slot)
        }
        PUBLIC_AND_DIGEST | CREATE_AND_DIGEST => {
            case.no_data()?;
            let slot = case.slot()?;
            digest(case, slot)?;
            key(case, slot)
        }
        DIGEST_STORED => {
            case.data_is(OTHER_DATA)?;
            let slot = case.slot()?;
            case.rules().stored_public_key(slot)?;
            digest(case, slot)
        }
        _ => Err(case.bad_param1()),
    }
}

fn key(case: &mut Case<'_>, slot: Slot) -> Outcome {
    if case.param1() & CREATE != 0 {
        let _ = case.rules().gen_key(slot)?;
    } else {
        case.rules().public_key(slot)?;
        case.possible(Cause::NoKey(slot));
    }
    Ok(())
}

/// TempKey takes part in the digest.
fn digest(case: &Case<'_>, slot: Slot) -> Outcome {
    case.rules().temp_key_valid()?;
    Ok(case.rules().random_nonce_for(slot, true)?)
}
