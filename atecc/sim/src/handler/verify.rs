use atecc::{Opcode, Slot, Status};
use sha2::{Digest, Sha256};

use super::validate;
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
pub(super) const SIGNATURE_SIZE: usize = 64;

pub(super) const fn from_message_digest(param1: u8) -> bool {
    param1 & MESSAGE_DIGEST != 0
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    if command.param1 & !(MODE | MESSAGE_DIGEST | MAC) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    match (command.param1 & MODE, command.param1 & (MESSAGE_DIGEST | MAC)) {
        (STORED, _) => stored(core, command),
        (EXTERNAL, _) => external(core, command),
        (VALIDATE_EXTERNAL, 0) => validate::external(core, command),
        (VALIDATE | INVALIDATE, 0) => validate::internal(core, command),
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
    let answer = answer(core, command, &digest, signature)?;
    let point = core.eeprom.public_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    let key = core.point(&point)?;
    core.spend(cost);
    compare(curve::verify(key, &digest, signature))?;
    core.prove(slot);
    Ok(answer)
}

/// With a public key in the command.
fn external(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let sent: &[u8; 2 * SIGNATURE_SIZE] = command.data()?;
    command.param2_is(P256)?;
    let digest = message(core, command.param1)?;
    let (signature, point) = sent.split_at(SIGNATURE_SIZE);
    let point: &[u8; 64] = point.try_into().map_err(|_| command.length())?;
    let answer = answer(core, command, &digest, signature)?;
    compare(curve::verify(core.point(point)?, &digest, signature))?;
    Ok(answer)
}

fn message(core: &Core, param1: u8) -> Result<[u8; 32], Fault> {
    if from_message_digest(param1) {
        let buffer = core.sram.message_digest.as_ref();
        return Ok(buffer.ok_or(Fault::execution(Reason::Empty))?.lower());
    }
    core.rules().temp_key_valid()?;
    Ok(core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower())
}

/// What a success is answered with: a status, or a MAC that nobody can forge without the IO protection key.
fn answer(core: &Core, command: &Command<'_>, digest: &[u8; 32], signature: &[u8]) -> Result<Reply, Fault> {
    if command.param1 & MAC == 0 {
        return Ok(Reply::DONE);
    }
    let key = core.rules().verify_mac_key()?;
    let nonce = system_nonce(core, command.param1).ok_or(Fault::execution(Reason::Empty))?;
    let [low, high] = command.param2.to_le_bytes();
    let mac = Sha256::new_with_prefix(core.eeprom.secret_key(key))
        .chain_update(digest)
        .chain_update(nonce)
        .chain_update(signature)
        .chain_update([Opcode::Verify.to_byte(), command.param1, low, high])
        .finalize();
    Ok(Reply::data(mac))
}

/// The host's nonce is in the Message Digest Buffer, behind the message if that is there too.
fn system_nonce(core: &Core, param1: u8) -> Option<[u8; 32]> {
    let buffer = core.sram.message_digest.as_ref()?;
    if from_message_digest(param1) { buffer.upper() } else { Some(buffer.lower()) }
}

pub(super) const fn compare(equal: bool) -> Result<(), Fault> {
    if equal { Ok(()) } else { Err(Fault { status: Status::Miscompare, reason: Reason::Signature }) }
}
