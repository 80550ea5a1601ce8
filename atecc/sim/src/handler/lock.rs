use atecc::config::offset;
use atecc::policy::{LockTarget, Place, Rules};
use atecc::{ConfigZone, Slot};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 7: do not compare the summary.
const IGNORE_SUMMARY: u8 = 1 << 7;
/// Mode bits 2–5, where the slot stands.
const SLOT_SHIFT: u32 = 2;
const SLOT: u8 = 0b1111 << SLOT_SHIFT;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    let target = decode(command.param1)?;
    core.rules().lock(target)?;
    let summary = match target {
        LockTarget::Config => Some(core.eeprom.config().crc()),
        LockTarget::Data => Some(core.eeprom.data_summary()),
        LockTarget::Slot(_) => None,
    };
    if let Some(actual) = summary
        && command.param1 & IGNORE_SUMMARY == 0
    {
        Rules::lock_summary(command.param2, actual)?;
    }
    match target {
        LockTarget::Config => core.eeprom.put(Place::Config, offset::LOCK_CONFIG, &[ConfigZone::LOCKED]),
        LockTarget::Data => core.eeprom.put(Place::Config, offset::LOCK_VALUE, &[ConfigZone::LOCKED]),
        LockTarget::Slot(slot) => lock_slot(core, slot),
    }
    Ok(Reply::DONE)
}

fn decode(mode: u8) -> Result<LockTarget, Fault> {
    let slot = mode & SLOT;
    match mode & !IGNORE_SUMMARY & !SLOT {
        0 if slot == 0 => Ok(LockTarget::Config),
        1 if slot == 0 => Ok(LockTarget::Data),
        2 => Ok(LockTarget::Slot(Slot::from_nibble(slot >> SLOT_SHIFT))),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

fn lock_slot(core: &mut Core, slot: Slot) {
    let locked = core.eeprom.config().slots_locked().with(slot);
    core.eeprom.config_mut().set_slots_locked(locked);
}
