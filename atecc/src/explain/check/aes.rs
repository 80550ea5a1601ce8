use super::{Case, Outcome};

/// Mode bits 0–2.
const MODE: u8 = 0b111;
const ENCRYPT: u8 = 0;
const DECRYPT: u8 = 1;
/// Multiplication in the field of GCM.
const GFM: u8 = 3;
/// Mode bits 6–7: which 16 bytes of the slot or of TempKey are the key.
const KEY_BLOCK_SHIFT: u32 = 6;
const KEY_BLOCK: u8 = 0b11 << KEY_BLOCK_SHIFT;
const BLOCK: usize = 16;
/// The second parameter that means TempKey instead of a slot.
const TEMP_KEY: u16 = 0xFFFF;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.mode_bits(MODE | KEY_BLOCK)?;
    let key_block = (case.param1() & KEY_BLOCK) >> KEY_BLOCK_SHIFT;
    match case.param1() & MODE {
        ENCRYPT | DECRYPT => {
            case.data_is(BLOCK)?;
            key(case, key_block)
        }
        GFM if key_block == 0 => {
            case.data_is(2 * BLOCK)?;
            case.param2_is(0)?;
            Ok(case.rules().aes_enabled()?)
        }
        _ => Err(case.bad_param1()),
    }
}

fn key(case: &Case<'_>, block: u8) -> Outcome {
    if case.packet.param2 == TEMP_KEY {
        case.rules().aes_enabled()?;
        return Ok(case.rules().aes_temp_key(block, case.assumed.temp_key_is_long())?);
    }
    let slot = case.slot()?;
    case.rules().aes_enabled()?;
    let _ = case.rules().aes(slot, block, case.match_value())?;
    Ok(())
}
