use atecc::Opcode;
use atecc::policy::Source;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::mac::{OTP_8, OTP_11, otp};
use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 2: the value in TempKey is not from a random nonce.
const FIXED: u8 = 1 << 2;
/// Mode bit 6: the whole serial number goes into the message.
const SERIAL_NUMBER: u8 = 1 << 6;

/// Only the ATECC508A has it.
pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    if command.param1 & !(FIXED | OTP_11 | OTP_8 | SERIAL_NUMBER) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    let slot = command.slot()?;
    let source = if command.param1 & FIXED != 0 { Source::Fixed } else { Source::Random };
    let cost = core.rules().hmac_508a(slot, source, core.match_value())?;
    let temp_key = core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower();
    core.spend(cost);
    // HMAC takes keys of any length.
    let key = core.eeprom.secret_key(slot);
    let mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| Fault::execution(Reason::NoKey))?;
    let [low, high] = command.param2.to_le_bytes();
    let mac = mac
        .chain_update([0; 32])
        .chain_update(temp_key)
        .chain_update([Opcode::Hmac.to_byte(), command.param1, low, high])
        .chain_update(tail(core, command.param1));
    Ok(Reply::data(mac.finalize().into_bytes()))
}

/// OTP and serial number, as far as the mode wants them; zeros for the rest.
fn tail(core: &Core, mode: u8) -> [u8; 20] {
    let [sn0, sn1, sn2, sn3, sn4, sn5, sn6, sn7, sn8] = core.serial_number().0;
    let [sn2, sn3, sn4, sn5, sn6, sn7] =
        [sn2, sn3, sn4, sn5, sn6, sn7].map(|sn| if mode & SERIAL_NUMBER != 0 { sn } else { 0 });
    let mut tail = [0; 20];
    let serial = [sn8, sn4, sn5, sn6, sn7, sn0, sn1, sn2, sn3];
    for (to, from) in tail.iter_mut().zip(otp(core, mode).into_iter().chain(serial)) {
        *to = from;
    }
    tail
}
