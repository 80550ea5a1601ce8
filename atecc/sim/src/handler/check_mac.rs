use atecc::policy::{Rules, Source};
use atecc::{BLOCK_SIZE, Status};

use super::mac::{self, OTP_8, Tail};
use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::sram::{Buffer, TempKey};

/// Challenge, response, and what the other side put into its message.
const DATA_SIZE: usize = 2 * BLOCK_SIZE + OTHER_DATA_SIZE;
const OTHER_DATA_SIZE: usize = 13;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let data: &[u8; DATA_SIZE] = command.data()?;
    let (blocks, other) = data.as_chunks::<BLOCK_SIZE>();
    let [challenge, response] = blocks else { return Err(command.length()) };
    let slot = command.slot()?;
    let otp_bit = if core.options.otp_in_mac { OTP_8 } else { 0 };
    let request = mac::request(command.param1 & !otp_bit)?;
    if request.key_in_temp_key && request.challenge_in_temp_key {
        return Err(Fault::parse(Reason::Param1));
    }
    let tail = tail(core, command, other)?;
    let cost = core.rules().check_mac(slot, request, core.match_value())?;
    core.spend(cost);
    let challenge = (!request.challenge_in_temp_key).then_some(challenge);
    if mac::digest(core, slot, request, challenge, &tail)? != *response {
        return Err(Fault { status: Status::Miscompare, reason: Reason::Response });
    }
    if Rules::check_mac_proves(request) {
        core.prove(slot);
    }
    core.sram.temp_key = core
        .rules()
        .check_mac_copies(slot, request)
        .map(|target| TempKey::new(Buffer::short(core.eeprom.secret_key(target)), Source::Fixed));
    Ok(Reply::DONE)
}

/// The third block, whose parts the host sends: what MAC puts there on the other side.
fn tail(core: &Core, command: &Command<'_>, other: &[u8]) -> Result<Tail, Fault> {
    let [h0, h1, h2, h3, o0, o1, o2, s0, s1, s2, s3, m0, m1] = other else {
        return Err(command.length());
    };
    let [a, b, c, d, e, f, g, h, ..] = mac::otp(core, command.param1);
    Ok(Tail {
        head: [*h0, *h1, *h2, *h3],
        otp: [a, b, c, d, e, f, g, h, *o0, *o1, *o2],
        serial_high: [*s0, *s1, *s2, *s3],
        serial_middle: [*m0, *m1],
    })
}
