use super::{Case, Cause, Outcome};

/// Mode bit 7: the message comes from outside; else it is composed by the chip.
const EXTERNAL: u8 = 1 << 7;
/// Mode bit 6: the internal message holds the whole serial number.
const SERIAL_NUMBER: u8 = 1 << 6;
/// Mode bit 5: the external message is in the Message Digest Buffer, else in TempKey.
const MESSAGE_DIGEST: u8 = 1 << 5;
/// Mode bit 0: the internal message is for Verify(invalidate).
const INVALIDATE: u8 = 1;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    let external = case.param1() & EXTERNAL != 0;
    case.mode_bits(SERIAL_NUMBER | MESSAGE_DIGEST | if external { EXTERNAL } else { INVALIDATE })?;
    let slot = case.slot()?;
    if external {
        if case.param1() & MESSAGE_DIGEST != 0 {
            case.message_digest()?;
        } else {
            case.rules().temp_key_valid()?;
        }
        let _ = case.rules().sign_external(slot, case.match_value())?;
    } else {
        let _ = case.rules().sign_internal(slot, case.assumed.digested, case.match_value())?;
    }
    case.possible(Cause::NoKey(slot));
    Ok(())
}
