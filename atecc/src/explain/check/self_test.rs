use super::{Case, Outcome};

/// The tests; bit 1 tests nothing, but the chip takes it.
const TESTS: u8 = 0b11_1111;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    case.param2_is(0)?;
    case.mode_bits(TESTS)
}
