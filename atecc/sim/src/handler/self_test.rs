use atecc::{Opcode, Status};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::self_test::SelfTests;

/// The mode that runs nothing and answers the failure register.
const READ_REGISTER: u8 = 0;
/// Mode bit 1 tests nothing, but the vendor's library sets it and the chip takes it.
const UNUSED: u8 = 1 << 1;
/// Read parameter bits 0–1: the zone.
const ZONE: u8 = 0b11;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    command.param2_is(0)?;
    if command.param1 & !(SelfTests::ALL.bits() | UNUSED) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    let failed = match command.param1 {
        READ_REGISTER => core.sram.self_test_failures,
        mode => core.self_test(SelfTests::from_bits(mode)),
    };
    Ok(Reply::data([failed.bits()]))
}

/// In the self-test failure state only SelfTest and reads of the configuration work.
pub(super) fn permits(core: &Core, command: &Command<'_>) -> Result<(), Fault> {
    let failed = core.sram.self_test_failures;
    let permitted = match Opcode::from_byte(command.opcode) {
        Some(Opcode::SelfTest) => true,
        Some(Opcode::Read) => command.param1 & ZONE == 0,
        _ => false,
    };
    if failed.is_empty() || permitted {
        return Ok(());
    }
    Err(Fault { status: Status::SelfTestError, reason: Reason::SelfTest { failed } })
}
