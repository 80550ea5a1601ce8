use super::{Case, Outcome};
use crate::policy::Extra;

const USER_EXTRA: u8 = 0;
const USER_EXTRA_ADD: u8 = 1;
/// One use of a key with LimitedUse is spent.
const DECREMENT: u8 = 2;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    match case.param1() {
        USER_EXTRA => update(case, Extra::User),
        USER_EXTRA_ADD => update(case, Extra::Address),
        DECREMENT => {
            let slot = case.slot()?;
            let _ = case.rules().use_up(slot, case.match_value())?;
            Ok(())
        }
        _ => Err(case.bad_param1()),
    }
}

/// The new value is the lower byte of the second parameter, whose upper byte is zero.
fn update(case: &Case<'_>, extra: Extra) -> Outcome {
    let [_, 0] = case.packet.param2.to_le_bytes() else { return Err(case.bad_param2()) };
    // The Selector of the ATECC508A, where the ATECC608 has UserExtraAdd, need not be set for good.
    let selector_once = case.rules().config.chip_mode().selector_once();
    if case.assumed.is_508a && extra == Extra::Address && !selector_once {
        return Ok(());
    }
    Ok(case.rules().update_extra(extra)?)
}
