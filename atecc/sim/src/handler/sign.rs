use atecc::{Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 7: the message comes from outside; else it is composed by the chip.
const EXTERNAL: u8 = 1 << 7;
/// Mode bit 6: the internal message holds the whole serial number. The external mode ignores it.
const SERIAL_NUMBER: u8 = 1 << 6;
/// Mode bit 5: the external message is in the Message Digest Buffer, else in TempKey. The internal mode ignores
/// it.
const MESSAGE_DIGEST: u8 = 1 << 5;
/// Mode bit 0: the internal message is for Verify(invalidate).
const INVALIDATE: u8 = 1;

pub(super) const fn from_message_digest(param1: u8) -> bool {
    param1 & EXTERNAL != 0 && param1 & MESSAGE_DIGEST != 0
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    match command.param1 {
        mode if mode & !(EXTERNAL | SERIAL_NUMBER | MESSAGE_DIGEST) == 0 && mode & EXTERNAL != 0 => {
            external(core, command)
        }
        mode if mode & !(SERIAL_NUMBER | MESSAGE_DIGEST | INVALIDATE) == 0 => internal(core, command),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

fn external(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let slot = command.slot()?;
    let digest = if from_message_digest(command.param1) {
        core.sram.message_digest.as_ref().ok_or(Fault::execution(Reason::Empty))?.lower()
    } else {
        core.rules().temp_key_valid()?;
        core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?.value.lower()
    };
    let cost = core.rules().sign_external(slot, core.match_value())?;
    let scalar = core.eeprom.private_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    let key = curve::private_key(scalar)?;
    core.healthy_rng()?;
    core.spend(cost);
    Ok(Reply::data(curve::sign(&key, &digest, &mut core.rng)?))
}

fn internal(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let slot = command.slot()?;
    let gen_dig = core.sram.temp_key.as_ref().is_some_and(|key| key.gen_dig);
    let cost = core.rules().sign_internal(slot, gen_dig, core.match_value())?;
    let digest = internal_message(core, command)?;
    let scalar = core.eeprom.private_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    let key = curve::private_key(scalar)?;
    core.healthy_rng()?;
    core.spend(cost);
    Ok(Reply::data(curve::sign(&key, &digest, &mut core.rng)?))
}

/// The digest of TempKey and of what the chip knows about it and about itself.
fn internal_message(core: &Core, command: &Command<'_>) -> Result<[u8; 32], Fault> {
    let temp_key = core.sram.temp_key.as_ref().ok_or(Fault::execution(Reason::Empty))?;
    let config = core.eeprom.config();
    let source = Slot::from_nibble(temp_key.flags.key_id);
    let [slot_low, slot_high] = command.param2.to_le_bytes();
    // The first byte of Info(State) has the flags in the same order.
    let [flags, _] = temp_key.flags.to_state();
    let whole = command.param1 & SERIAL_NUMBER != 0;
    let [sn0, sn1, sn2, sn3, sn4, sn5, sn6, sn7, sn8] = core.serial_number().0;
    let [sn2, sn3, sn4, sn5, sn6, sn7] = [sn2, sn3, sn4, sn5, sn6, sn7].map(|sn| if whole { sn } else { 0 });
    let digest = Sha256::new_with_prefix(temp_key.value.lower())
        .chain_update([Opcode::Sign.to_byte(), command.param1, slot_low, slot_high])
        .chain_update(config.slot_config(source).0.to_le_bytes())
        .chain_update(config.key_config(source).0.to_le_bytes())
        // UseFlag and UpdateCount are relics of older parts: zeros.
        .chain_update([flags, 0, 0])
        .chain_update([sn8, sn4, sn5, sn6, sn7, sn0, sn1, sn2, sn3])
        .chain_update([u8::from(!config.slot_locked(source)), command.param1 & INVALIDATE, 0])
        .finalize();
    Ok(digest.into())
}
