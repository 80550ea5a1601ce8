use super::{Case, Cause, Outcome};
use crate::policy::PrivWriteAccess;

const CLEAR: u8 = 0x00;
/// Mode bit 6.
const ENCRYPTED: u8 = 1 << 6;
/// Four zeros and the scalar, then a MAC.
const DATA: usize = 36 + 32;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.data_is(DATA)?;
    if !matches!(case.param1(), CLEAR | ENCRYPTED) {
        return Err(case.bad_param1());
    }
    let slot = case.slot()?;
    match case.rules().priv_write(slot, case.param1() == ENCRYPTED)? {
        PrivWriteAccess::Clear => {}
        PrivWriteAccess::EncryptedUnderAny | PrivWriteAccess::Encrypted(_) => case.possible(Cause::Mac),
    }
    case.possible(Cause::NoPrivateKey);
    Ok(())
}
