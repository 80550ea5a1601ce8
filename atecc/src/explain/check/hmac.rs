use super::{Case, Outcome};
use crate::policy::Source;

/// Mode bit 2: the value in TempKey is not from a random nonce.
const FIXED: u8 = 1 << 2;
/// Mode bits 4–6: OTP and serial number in the message.
const CONTENTS: u8 = 0b111 << 4;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    case.mode_bits(FIXED | CONTENTS)?;
    let slot = case.slot()?;
    let source = if case.param1() & FIXED != 0 { Source::Fixed } else { Source::Random };
    let _ = case.rules().hmac_508a(slot, source, case.match_value())?;
    Ok(())
}
