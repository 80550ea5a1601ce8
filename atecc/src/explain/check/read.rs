use super::{Case, Outcome};
use crate::explain::place::Span;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    let span = Span::of(case, 0)?;
    case.rules().read(span.place, span.width)?;
    Ok(())
}
