use super::{Case, Cause, Outcome};
use crate::command::CounterId;

const READ: u8 = 0;
const INCREMENT: u8 = 1;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    if !matches!(case.param1(), READ | INCREMENT) {
        return Err(case.bad_param1());
    }
    let counter = decode(case)?;
    if case.param1() == INCREMENT {
        case.rules().increment(counter, case.match_value())?;
    }
    Ok(())
}

/// The counter that the second parameter names.
pub(super) const fn decode(case: &Case<'_>) -> Result<CounterId, Cause> {
    match case.packet.param2 {
        0 => Ok(CounterId::Zero),
        1 => Ok(CounterId::One),
        _ => Err(case.bad_param2()),
    }
}
