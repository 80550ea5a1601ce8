use atecc::{Slot, Status};

use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

const MODE: u8 = 0b111;
const STORED: u8 = 0;
const VALIDATE_EXTERNAL: u8 = 1;
const EXTERNAL: u8 = 2;
const VALIDATE: u8 = 3;
const INVALIDATE: u8 = 7;
/// Mode bit 5: the message is in the Message Digest Buffer; else in TempKey.
const MESSAGE_DIGEST: u8 = 1 << 5;
/// Mode bit 7: the answer is a MAC.
const MAC: u8 = 1 << 7;
/// The second parameter of the external mode: KeyType P-256.
const P256: u16 = 4;
const SIGNATURE_SIZE: usize = 64;

pub(super) const fn from_message_digest(param1: u8) -> bool {
    param1 & MESSAGE_DIGEST != 0
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    if command.param1 & !(MODE | MESSAGE_DIGEST | MAC) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    match (command.param1 & MODE, command.param1 & MAC) {
        (STORED, 0) => stored(core, command),
        (EXTERNAL, 0) => external(core, command),
        (STORED | VALIDATE_EXTERNAL | EXTERNAL | VALIDATE | INVALIDATE, _) => {
            Err(Fault::parse(Reason::NotModelled))
        }
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// With the public key in a slot. A success proves that key to ReqAuth.
fn stored(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let signature: &[u8; SIGNATURE_SIZE] = command.data()?;
    let slot: Slot = command.slot()?;
    let digest = message(core, command.param1)?;
    let stored = core.eeprom.validity(slot);
    let from_temp_key = !from_message_digest(command.param1);
    let cost = core.rules().verify_stored(slot, stored, from_temp_key, core.match_value())?;
    let point = core.eeprom.public_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    let key = curve::public_key(&point)?;
    core.spend(cost);
    compare(curve::verify(key, &digest, signature))?;
    core.sram.authorised = Some(slot);
    Ok(Reply::DONE)
}

/// With a public key in the command.
fn external(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let sent: &[u8; 2 * SIGNATURE_SIZE] = command.data()?;
    command.param2_is(P256)?;
    let digest = message(core, command.param1)?;
    let (signature, point) = sent.split_at(SIGNATURE_SIZE);
    let point: &[u8; 64] = point.try_into().map_err(|_| command.length())?;
    compare(curve::verify(curve::public_key(point)?, &digest, signature))?;
    Ok(Reply::DONE)
}

fn message(core: &Core, param1: u8) -> Result<[u8; 32], Fault> {
    if from_message_digest(param1) {
        let buffer = core.sram.message_digest.as_ref();
        return Ok(buffer.ok_or(Fault::execution(Reason::Empty))?.lower());
    }
    core.rules().temp_key_valid()?;
    Ok(core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower())
}

const fn compare(equal: bool) -> Result<(), Fault> {
    if equal { Ok(()) } else { Err(Fault { status: Status::Miscompare, reason: Reason::Signature }) }
}
