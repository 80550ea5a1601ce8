use super::{Case, Cause, Outcome, validate};
use crate::explain::Register;

const MODE: u8 = 0b111;
const STORED: u8 = 0;
const VALIDATE_EXTERNAL: u8 = 1;
const EXTERNAL: u8 = 2;
const VALIDATE: u8 = 3;
const INVALIDATE: u8 = 7;
/// Mode bit 5: the message is in the Message Digest Buffer; else in TempKey.
const MESSAGE_DIGEST: u8 = 1 << 5;
/// Mode bit 7: the answer is a MAC.
const MAC: u8 = 1 << 7;
/// The second parameter of the external mode: KeyType P-256.
const P256: u16 = 4;
pub(super) const SIGNATURE: usize = 64;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.mode_bits(MODE | MESSAGE_DIGEST | MAC)?;
    let plain = case.param1() & (MESSAGE_DIGEST | MAC) == 0;
    match case.param1() & MODE {
        STORED => stored(case),
        EXTERNAL => external(case),
        VALIDATE_EXTERNAL if plain => validate::external(case),
        VALIDATE | INVALIDATE if plain => validate::internal(case),
        _ => Err(case.bad_param1()),
    }
}

/// With the public key in a slot.
fn stored(case: &mut Case<'_>) -> Outcome {
    case.data_is(SIGNATURE)?;
    let slot = case.slot()?;
    message(case)?;
    let from_temp_key = case.param1() & MESSAGE_DIGEST == 0;
    let _ = case.rules().verify_stored(slot, case.assumed.mark, from_temp_key, case.match_value())?;
    answer(case)?;
    case.possible(Cause::NoKey(slot));
    case.possible(Cause::Signature);
    Ok(())
}

/// With a public key in the command.
fn external(case: &mut Case<'_>) -> Outcome {
    case.data_is(2 * SIGNATURE)?;
    case.param2_is(P256)?;
    message(case)?;
    answer(case)?;
    case.possible(Cause::NotOnCurve);
    case.possible(Cause::Signature);
    Ok(())
}

/// The message has to be there.
fn message(case: &mut Case<'_>) -> Outcome {
    if case.param1() & MESSAGE_DIGEST != 0 {
        case.message_digest()
    } else {
        Ok(case.rules().temp_key_valid()?)
    }
}

/// A MAC needs the IO protection key, and the host's nonce: in the Message Digest Buffer, behind the message if that is
/// there too.
fn answer(case: &mut Case<'_>) -> Outcome {
    if case.param1() & MAC == 0 {
        return Ok(());
    }
    case.rules().verify_mac_key()?;
    if case.param1() & MESSAGE_DIGEST == 0 {
        return case.message_digest();
    }
    case.register(Register::MessageDigestUpper, 64, case.assumed.known.message_digest)
}
