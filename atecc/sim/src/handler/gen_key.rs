use atecc::{Opcode, Slot};
use p256::SecretKey;
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::sram::Buffer;

const PUBLIC: u8 = 0x00;
const CREATE: u8 = 0x04;
/// Added to the two above: the public key is also digested into TempKey.
const DIGEST: u8 = 0x08;
const DIGEST_STORED: u8 = 0x10;
/// The second parameter that means TempKey instead of a slot.
const TEMP_KEY: u16 = 0xFFFF;

/// Whether the key, or a digest of it, goes into TempKey.
pub(super) const fn uses_temp_key(param1: u8, param2: u16) -> bool {
    param1 & (DIGEST | DIGEST_STORED) != 0 || param2 == TEMP_KEY
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    match command.param1 {
        CREATE if command.param2 == TEMP_KEY => {
            command.no_data()?;
            ephemeral(core)
        }
        PUBLIC | CREATE => {
            command.no_data()?;
            let slot = command.slot()?;
            Ok(Reply::data(public_key(core, command, slot)?))
        }
        mode if mode == PUBLIC | DIGEST || mode == CREATE | DIGEST => {
            command.no_data()?;
            let slot = command.slot()?;
            digest_allowed(core, slot)?;
            let public = public_key(core, command, slot)?;
            let [low, high] = command.param2.to_le_bytes();
            digest(core, slot, [command.param1, low, high], &public)?;
            Ok(Reply::data(public))
        }
        DIGEST_STORED => digest_stored(core, command),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// The public half of the key in the slot, which is made first if the mode says so.
fn public_key(core: &mut Core, command: &Command<'_>, slot: Slot) -> Result<[u8; 64], Fault> {
    if command.param1 & CREATE == 0 {
        core.rules().public_key(slot)?;
        let scalar = core.eeprom.private_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
        return Ok(curve::public_half(&curve::private_key(scalar)?));
    }
    let cost = core.rules().gen_key(slot)?;
    core.healthy_rng()?;
    core.spend(cost);
    let key = curve::new_private_key(&mut core.rng);
    core.eeprom.set_private_key(slot, &key.to_bytes().into());
    Ok(curve::public_half(&key))
}

/// A private key that lives in TempKey, for ECDH.
fn ephemeral(core: &mut Core) -> Result<Reply, Fault> {
    core.rules().gen_key_ephemeral()?;
    core.healthy_rng()?;
    let key: SecretKey = curve::new_private_key(&mut core.rng);
    core.put_result(Buffer::short(key.to_bytes().into()));
    Ok(Reply::data(curve::public_half(&key)))
}

/// The stored public key of a slot is digested; the host sends what else goes in.
fn digest_stored(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let other: &[u8; 3] = command.data()?;
    let slot = command.slot()?;
    core.rules().stored_public_key(slot)?;
    digest_allowed(core, slot)?;
    let public = core.eeprom.public_key(slot).ok_or(Fault::execution(Reason::NoKey))?;
    digest(core, slot, *other, &public)?;
    Ok(Reply::DONE)
}

fn digest_allowed(core: &Core, slot: Slot) -> Result<(), Fault> {
    core.rules().temp_key_valid()?;
    Ok(core.rules().random_nonce_for(slot, true)?)
}

/// TempKey becomes a digest of itself and of a public key.
fn digest(core: &mut Core, slot: Slot, other: [u8; 3], public: &[u8; 64]) -> Result<(), Fault> {
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    let key = core.sram.temp_key.as_mut().ok_or(Fault::execution(Reason::Empty))?;
    let value = Sha256::new_with_prefix(key.value.lower())
        .chain_update([Opcode::GenKey.to_byte()])
        .chain_update(other)
        .chain_update([sn8, sn0, sn1])
        .chain_update([0; 25])
        .chain_update(public)
        .finalize();
    key.digest(value.into());
    key.flags.gen_key_data = true;
    key.flags.gen_dig_data = false;
    key.flags.key_id = slot.number();
    Ok(())
}
