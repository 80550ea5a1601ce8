use super::{Case, Cause, Outcome};
use crate::Slot;
use crate::policy::{LockTarget, Rules};

/// Mode bit 7: do not compare the summary.
const IGNORE_SUMMARY: u8 = 1 << 7;
/// Mode bits 2–5, where the slot stands.
const SLOT_SHIFT: u32 = 2;
const SLOT: u8 = 0b1111 << SLOT_SHIFT;

pub(super) fn check(case: &mut Case<'_>) -> Outcome {
    case.no_data()?;
    let target = target(case)?;
    case.rules().lock(target)?;
    if case.param1() & IGNORE_SUMMARY != 0 {
        return Ok(());
    }
    let sent = case.packet.param2;
    match target {
        LockTarget::Config => Rules::lock_summary(sent, case.rules().config.crc())?,
        LockTarget::Data => case.possible(Cause::DataSummary { sent }),
        LockTarget::Slot(_) => {}
    }
    Ok(())
}

fn target(case: &Case<'_>) -> Result<LockTarget, Cause> {
    let slot = case.param1() & SLOT;
    match case.param1() & !IGNORE_SUMMARY & !SLOT {
        0 if slot == 0 => Ok(LockTarget::Config),
        1 if slot == 0 => Ok(LockTarget::Data),
        2 => Ok(LockTarget::Slot(Slot::from_nibble(slot >> SLOT_SHIFT))),
        _ => Err(case.bad_param1()),
    }
}
