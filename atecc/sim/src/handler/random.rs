use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Seed update first.
const UPDATE_SEED: u8 = 0;
/// No seed update.
const NO_SEED_UPDATE: u8 = 1;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    if !matches!(command.param1, UPDATE_SEED | NO_SEED_UPDATE) {
        return Err(Fault::parse(Reason::Param1));
    }
    command.param2_is(0)?;
    if command.param1 == UPDATE_SEED {
        core.update_seed()?;
    }
    Ok(Reply::data(core.random()?))
}
