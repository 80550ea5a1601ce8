use atecc::config::KeyType;

use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

const REVISION: u8 = 0;
const KEY_VALID: u8 = 1;
const STATE: u8 = 2;
const GPIO: u8 = 3;
const VOLATILE_KEY_PERMIT: u8 = 4;

/// The second parameters of the persistent latch.
const READ_LATCH: u16 = 0b00;
const CLEAR_LATCH: u16 = 0b10;
const SET_LATCH: u16 = 0b11;

/// AuthComplete in the second byte of the state.
const AUTH_VALID: u8 = 1 << 2;
const AUTH_KEY_SHIFT: u32 = 3;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    match command.param1 {
        REVISION => Ok(Reply::data(core.eeprom.config().revision())),
        KEY_VALID => key_valid(core, command),
        STATE => Ok(state(core)),
        GPIO => Err(Fault::execution(Reason::NoGpio)),
        VOLATILE_KEY_PERMIT => latch(core, command),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// Whether a slot holds a private key in range, or a public key on the curve.
fn key_valid(core: &Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let slot = command.slot()?;
    let config = core.eeprom.config().key_config(slot);
    let valid = if config.is_p256_private() {
        core.eeprom.private_key(slot).is_some_and(|scalar| curve::private_key(scalar).is_ok())
    } else if config.key_type() == KeyType::P256 {
        core.eeprom.public_key(slot).is_some_and(|key| curve::public_key(&key).is_ok())
    } else {
        false
    };
    Ok(Reply::data([u8::from(valid), 0, 0, 0]))
}

fn state(core: &Core) -> Reply {
    let [first, second] = core.sram.temp_key_flags().to_state();
    let auth = core.sram.authorised.map_or(0, |slot| slot.number() << AUTH_KEY_SHIFT | AUTH_VALID);
    Reply::data([first, second | auth, 0, 0])
}

/// Reads or changes the persistent latch; a change is answered with zeros.
fn latch(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let value = match command.param2 {
        READ_LATCH => return Ok(Reply::data([u8::from(core.latch), 0, 0, 0])),
        CLEAR_LATCH => false,
        SET_LATCH => true,
        _ => return Err(Fault::parse(Reason::Param2)),
    };
    let cost = core.rules().change_latch(value)?;
    core.spend(cost);
    core.latch = value;
    Ok(Reply::data([0; 4]))
}
