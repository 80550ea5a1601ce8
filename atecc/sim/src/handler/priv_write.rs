use atecc::policy::PrivWriteAccess;
use atecc::{Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::curve;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

const CLEAR: u8 = 0x00;
/// Mode bit 6: the key is encrypted, and its MAC counts.
const ENCRYPTED: u8 = 1 << 6;
/// Four zeros, then the scalar, big-endian.
const KEY_SIZE: usize = 36;
const PADDING: usize = 4;
/// There in clear too, where nobody looks at it.
const MAC_SIZE: usize = 32;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let sent: &[u8; KEY_SIZE + MAC_SIZE] = command.data()?;
    if !matches!(command.param1, CLEAR | ENCRYPTED) {
        return Err(Fault::parse(Reason::Param1));
    }
    let slot = command.slot()?;
    let (data, mac) = sent.split_at(KEY_SIZE);
    let plain = match core.rules().priv_write(slot, command.param1 == ENCRYPTED)? {
        PrivWriteAccess::Clear => data.try_into().map_err(|_| command.length())?,
        PrivWriteAccess::EncryptedUnderAny | PrivWriteAccess::Encrypted(_) => {
            decrypt(core, command, data, mac)?
        }
    };
    store(core, slot, &plain)
}

/// Data XOR TempKey, and the digest of TempKey for what is longer, if the MAC over the plain text says so.
fn decrypt(core: &mut Core, command: &Command<'_>, data: &[u8], mac: &[u8]) -> Result<[u8; KEY_SIZE], Fault> {
    let key = core.sram.temp_key.take().ok_or(Fault::execution(Reason::Empty))?.value.lower();
    let mut plain = [0; KEY_SIZE];
    let pad = key.into_iter().chain(Sha256::digest(key));
    for ((plain, sent), pad) in plain.iter_mut().zip(data).zip(pad) {
        *plain = sent ^ pad;
    }
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    let [slot_low, slot_high] = command.param2.to_le_bytes();
    let expected = Sha256::new_with_prefix(key)
        .chain_update([Opcode::PrivWrite.to_byte(), command.param1, slot_low, slot_high, sn8, sn0, sn1])
        .chain_update([0; 21])
        .chain_update(plain)
        .finalize();
    if expected.as_slice() == mac { Ok(plain) } else { Err(Fault::execution(Reason::Mac)) }
}

fn store(core: &mut Core, slot: Slot, plain: &[u8; KEY_SIZE]) -> Result<Reply, Fault> {
    let scalar: &[u8; 32] = plain.last_chunk().ok_or(Fault::execution(Reason::NoKey))?;
    if core.options.priv_write_checks_key {
        if plain.iter().take(PADDING).any(|byte| *byte != 0) {
            return Err(Fault::execution(Reason::NoKey));
        }
        curve::private_key(scalar)?;
    }
    core.eeprom.set_private_key(slot, scalar);
    Ok(Reply::DONE)
}
