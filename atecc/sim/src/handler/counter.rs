use atecc::command::CounterId;
use atecc::config::Count;

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

const READ: u8 = 0;
const INCREMENT: u8 = 1;

/// Whether the command only looks.
pub(super) const fn reads(param1: u8) -> bool {
    param1 == READ
}

/// Both modes answer what the counter shows then.
pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    if !matches!(command.param1, READ | INCREMENT) {
        return Err(Fault::parse(Reason::Param1));
    }
    let counter = decode(command)?;
    let mut value = core.eeprom.config().counter(counter).value();
    if command.param1 == INCREMENT {
        core.rules().increment(counter, core.match_value())?;
        value += 1;
        core.eeprom.config_mut().set_counter(counter, Count::of(value));
    }
    Ok(Reply::data(value.to_le_bytes()))
}

/// The counter that the second parameter names.
pub(super) fn decode(command: &Command<'_>) -> Result<CounterId, Fault> {
    match command.param2 {
        0 => Ok(CounterId::Zero),
        1 => Ok(CounterId::One),
        _ => Err(Fault::parse(Reason::Param2)),
    }
}
