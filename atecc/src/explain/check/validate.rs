//! Verify as it validates and invalidates the public keys in slots.

use super::verify::SIGNATURE;
use super::{Case, Cause, Outcome};
use crate::policy::{ValidateRequest, Validation};

/// Mode bit 2: invalidate.
const INVALIDATE: u8 = 1 << 2;
/// What the host sends of the message that Sign(internal) signed.
const OTHER_DATA: usize = 19;
/// The byte of OtherData whose bit 0 repeats mode bit 2.
const FOR_INVALIDATE: usize = SIGNATURE + 17;

/// Verify(validate) and Verify(invalidate).
pub(super) fn internal(case: &mut Case<'_>) -> Outcome {
    case.data_is(SIGNATURE + OTHER_DATA)?;
    case.slot()?;
    let for_invalidate = case.packet.data.get(FOR_INVALIDATE).is_some_and(|byte| byte & 1 != 0);
    if for_invalidate != (case.param1() & INVALIDATE != 0) {
        return Err(Cause::OtherData);
    }
    validate(case, Validation::Digest)
}

/// Verify(validate external), which only the ATECC508A has for certain.
pub(super) fn external(case: &mut Case<'_>) -> Outcome {
    if !case.assumed.is_508a {
        return Err(case.bad_param1());
    }
    case.data_is(2 * SIGNATURE)?;
    validate(case, Validation::Certificate)
}

fn validate(case: &mut Case<'_>, by: Validation) -> Outcome {
    let (parent, certificate) = (case.assumed.mark, case.assumed.certificate);
    let request = ValidateRequest { target: case.slot()?, parent, by, certificate };
    let _ = case.rules().validate(request, case.match_value())?;
    let parent = case.rules().validating_key(request.target);
    case.possible(Cause::NoKey(parent));
    case.possible(Cause::Signature);
    Ok(())
}
