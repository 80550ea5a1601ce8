use super::{Case, Outcome};

const MODE: u8 = 0b11;
const RANDOM_UPDATE_SEED: u8 = 0;
const RANDOM: u8 = 1;
const PASS_THROUGH: u8 = 3;
/// Mode bit 5: 64 bytes.
const LONG: u8 = 1 << 5;
/// Mode bits 6–7: the register; the fourth does not exist.
const TARGET: u8 = 0b11 << 6;
const ALTERNATE_KEY: u8 = 2 << 6;
/// Second parameter of a random nonce: TempKey stands in for the random number.
const FROM_TEMP_KEY: u16 = 1 << 15;
/// Bytes that the host contributes to a random nonce.
const NUM_IN: usize = 20;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.mode_bits(MODE | LONG | TARGET)?;
    let plain = case.param1() & (LONG | TARGET) == 0;
    match case.param1() & MODE {
        RANDOM_UPDATE_SEED | RANDOM if plain => {
            case.data_is(NUM_IN)?;
            match case.packet.param2 {
                0 => Ok(()),
                FROM_TEMP_KEY => Ok(case.rules().temp_key_valid()?),
                _ => Err(case.bad_param2()),
            }
        }
        PASS_THROUGH => pass_through(case),
        _ => Err(case.bad_param1()),
    }
}

fn pass_through(case: &Case<'_>) -> Outcome {
    case.param2_is(0)?;
    let long = case.param1() & LONG != 0;
    case.data_is(if long { 64 } else { 32 })?;
    match case.param1() & TARGET {
        ALTERNATE_KEY if long => Err(case.bad_param1()),
        TARGET => Err(case.bad_param1()),
        _ => Ok(()),
    }
}
