use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 7: the message comes from outside; else it is composed by the chip.
const EXTERNAL: u8 = 1 << 7;
/// Mode bit 5: the message is in the Message Digest Buffer; else in TempKey.
const MESSAGE_DIGEST: u8 = 1 << 5;
/// Mode bits of the internal mode: the serial number, and the mark of an invalidation.
const INTERNAL: u8 = 1 << 6 | MESSAGE_DIGEST | 1;

pub(super) const fn from_message_digest(param1: u8) -> bool {
    param1 & EXTERNAL != 0 && param1 & MESSAGE_DIGEST != 0
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    match command.param1 {
        mode if mode & !(EXTERNAL | MESSAGE_DIGEST) == 0 && mode & EXTERNAL != 0 => external(core, command),
        mode if mode & !INTERNAL == 0 => Err(Fault::parse(Reason::NotModelled)),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

fn external(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let slot = command.slot()?;
    let digest = if from_message_digest(command.param1) {
        core.sram.message_digest.as_ref().ok_or(Fault::execution(Reason::Empty))?.lower()
    } else {
        core.rules().temp_key_valid()?;
        core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower()
    };
    let cost = core.rules().sign_external(slot, core.match_value())?;
    let scalar = core.eeprom.private_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    let key = curve::private_key(scalar)?;
    core.spend(cost);
    Ok(Reply::data(curve::sign(&key, &digest, &mut core.rng)?))
}
