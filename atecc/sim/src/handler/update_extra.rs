use atecc::policy::{Extra, Place};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

const USER_EXTRA: u8 = 0;
const USER_EXTRA_ADD: u8 = 1;
/// One use of a key with LimitedUse is spent.
const DECREMENT: u8 = 2;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    match command.param1 {
        USER_EXTRA => update(core, command, Extra::User),
        USER_EXTRA_ADD => update(core, command, Extra::Address),
        DECREMENT => {
            let slot = command.slot()?;
            let cost = core.rules().use_up(slot, core.match_value())?;
            core.spend(cost);
            Ok(Reply::DONE)
        }
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// The new value is the lower byte of the second parameter, whose upper byte is zero.
fn update(core: &mut Core, command: &Command<'_>, extra: Extra) -> Result<Reply, Fault> {
    let [value, 0] = command.param2.to_le_bytes() else { return Err(Fault::parse(Reason::Param2)) };
    // The Selector of the ATECC508A, where the ATECC608 has UserExtraAdd, need not be set for good.
    let selector_once = core.eeprom.config().chip_mode().selector_once();
    if !core.part.is_508a() || extra != Extra::Address || selector_once {
        core.rules().update_extra(extra)?;
    }
    core.eeprom.put(Place::Config, extra.offset(), &[value]);
    Ok(Reply::DONE)
}
