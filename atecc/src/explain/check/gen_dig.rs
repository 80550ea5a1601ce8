use super::{Case, Outcome, counter};
use crate::explain::Cause;
use crate::explain::place::OTP_SIZE;
use crate::policy::GenDigSource;
use crate::{BLOCK_SIZE, ConfigZone};

/// The zones: what is digested.
const CONFIG: u8 = 0;
const OTP: u8 = 1;
const DATA: u8 = 2;
const SHARED_NONCE: u8 = 3;
const COUNTER: u8 = 4;
const KEY_CONFIG: u8 = 5;
/// Second parameter of a shared nonce: what comes first, and a number that goes into the message.
const SHARED_NONCE_BITS: u16 = 0x80FF;
/// OtherData of a slot with NoMac.
const OTHER_DATA: usize = 4;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    let source = source(case)?;
    let _ = case.rules().gen_dig(source, case.match_value())?;
    Ok(())
}

fn source(case: &Case<'_>) -> Result<GenDigSource, Cause> {
    match case.param1() {
        CONFIG => block(case, ConfigZone::SIZE).map(|()| GenDigSource::Config),
        OTP => block(case, OTP_SIZE).map(|()| GenDigSource::Otp),
        DATA => {
            let slot = case.slot()?;
            let needs_other_data = case.rules().config.slot_config(slot).no_mac();
            match case.packet.data.len() {
                0 if !needs_other_data => {}
                OTHER_DATA => {}
                _ => return Err(case.bad_length()),
            }
            Ok(GenDigSource::Slot(slot))
        }
        SHARED_NONCE if case.packet.param2 & !SHARED_NONCE_BITS == 0 => {
            case.data_is(BLOCK_SIZE)?;
            Ok(GenDigSource::SharedNonce)
        }
        SHARED_NONCE => Err(case.bad_param2()),
        COUNTER => {
            case.no_data()?;
            counter::decode(case).map(|_| GenDigSource::Counter)
        }
        KEY_CONFIG => {
            case.no_data()?;
            case.slot().map(|_| GenDigSource::KeyConfig)
        }
        _ => Err(case.bad_param1()),
    }
}

/// A 32-byte block of a zone of `size` bytes.
fn block(case: &Case<'_>, size: usize) -> Outcome {
    case.no_data()?;
    if usize::from(case.packet.param2) < size / BLOCK_SIZE { Ok(()) } else { Err(case.bad_param2()) }
}
