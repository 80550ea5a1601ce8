use super::{Case, Cause, Outcome};
use crate::BLOCK_SIZE;
use crate::explain::place::{ENCRYPTED, Span};
use crate::policy::{Place, WriteAccess, WriteRequest};

/// An encrypted block and its MAC.
const ENCRYPTED_DATA: usize = BLOCK_SIZE + 32;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let span = Span::of(case, ENCRYPTED)?;
    let encrypted = case.param1() & ENCRYPTED != 0;
    if encrypted && (span.length() != BLOCK_SIZE || span.place == Place::Config) {
        return Err(case.bad_param1());
    }
    if !matches!(case.packet.data.len(), ENCRYPTED_DATA) {
        case.data_is(span.length())?;
    }
    let request = WriteRequest { place: span.place, start: span.start, width: span.width, encrypted };
    match case.rules().write(request, case.assumed.mark)? {
        WriteAccess::Clear | WriteAccess::Consumed => case.data_is(span.length()),
        WriteAccess::EncryptedUnderAny | WriteAccess::Encrypted(_) => {
            case.data_is(ENCRYPTED_DATA)?;
            case.possible(Cause::Mac);
            Ok(())
        }
    }
}
