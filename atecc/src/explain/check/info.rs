use super::{Case, Cause, Outcome};

const REVISION: u8 = 0;
const KEY_VALID: u8 = 1;
const STATE: u8 = 2;
const GPIO: u8 = 3;
const VOLATILE_KEY_PERMIT: u8 = 4;

/// The second parameters of the persistent latch.
const READ_LATCH: u16 = 0b00;
const CLEAR_LATCH: u16 = 0b10;
const SET_LATCH: u16 = 0b11;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    match case.param1() {
        REVISION | STATE => Ok(()),
        KEY_VALID => case.slot().map(|_| ()),
        GPIO => Err(Cause::NoGpio),
        VOLATILE_KEY_PERMIT => match case.packet.param2 {
            READ_LATCH => Ok(()),
            value @ (CLEAR_LATCH | SET_LATCH) => {
                let _ = case.rules().change_latch(value == SET_LATCH)?;
                Ok(())
            }
            _ => Err(case.bad_param2()),
        },
        _ => Err(case.bad_param1()),
    }
}
