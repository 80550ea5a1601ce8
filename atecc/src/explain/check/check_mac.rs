use super::{Case, Cause, Outcome, mac};

/// Challenge, response, and what the other side put into its message.
const DATA: usize = 32 + 32 + 13;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.data_is(DATA)?;
    let slot = case.slot()?;
    let request = mac::request(case, case.param1())?;
    if request.key_in_temp_key && request.challenge_in_temp_key {
        return Err(case.bad_param1());
    }
    let _ = case.rules().check_mac(slot, request, case.match_value())?;
    case.possible(Cause::Response);
    Ok(())
}
