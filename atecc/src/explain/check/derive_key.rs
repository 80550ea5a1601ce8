use super::{Case, Cause, Outcome};
use crate::policy::{DeriveKeyRequest, Source};

/// Mode bit 2: the value in TempKey is not from a random nonce.
const FIXED: u8 = 1 << 2;
const MAC: usize = 32;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let mac = !case.packet.data.is_empty();
    if mac {
        case.data_is(MAC)?;
    }
    case.mode_bits(FIXED)?;
    let target = case.slot()?;
    let source = if case.param1() & FIXED != 0 { Source::Fixed } else { Source::Random };
    let request = DeriveKeyRequest { target, source, mac };
    let derivation = case.rules().derive_key(request, case.match_value())?;
    if derivation.mac_key.is_some() {
        case.possible(Cause::Mac);
    }
    Ok(())
}
