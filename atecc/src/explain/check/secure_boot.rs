use super::{Case, Cause, Outcome};
use crate::policy::SecureBootRequest;

const FULL: u8 = 5;
const FULL_STORE: u8 = 6;
const FULL_COPY: u8 = 7;
/// Mode bit 6: no further SecureBoot until the next power cycle.
const PROHIBIT: u8 = 1 << 6;
/// Mode bit 7: the digest is encrypted, the answer is a MAC.
const ENCRYPTED: u8 = 1 << 7;
const DIGEST: usize = 32;
const SIGNATURE: usize = 64;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let request = decode(case)?;
    let encrypted = case.param1() & ENCRYPTED != 0;
    let (prohibited, mark) = (case.assumed.prohibited, case.assumed.mark);
    let steps = case.rules().secure_boot(request, encrypted, prohibited, mark, case.match_value())?;
    if let Some(slot) = steps.public_key {
        case.possible(Cause::NoKey(slot));
    }
    case.possible(Cause::Image);
    Ok(())
}

fn decode(case: &Case<'_>) -> Result<SecureBootRequest, Cause> {
    let (request, length) = match case.param1() & !(PROHIBIT | ENCRYPTED) {
        FULL => (SecureBootRequest::Full, DIGEST + SIGNATURE),
        FULL_STORE => (SecureBootRequest::FullStore, DIGEST),
        FULL_COPY => (SecureBootRequest::FullCopy, DIGEST + SIGNATURE),
        _ => return Err(case.bad_param1()),
    };
    case.param2_is(0)?;
    case.data_is(length)?;
    Ok(request)
}
