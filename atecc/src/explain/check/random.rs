use super::{Case, Outcome};

/// Mode bit 0: no update of the seed first.
const NO_SEED_UPDATE: u8 = 1;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    case.mode_bits(NO_SEED_UPDATE)?;
    case.param2_is(0)
}
