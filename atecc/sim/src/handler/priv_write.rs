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

#[cfg(test)]
mod tests {
    use atecc::ConfigZone;
    use atecc::config::{KeyConfig, SlotConfig, offset};
    use atecc::policy::Source;

    use super::*;
    use crate::eeprom::Eeprom;
    use crate::options::Options;
    use crate::part::Part;
    use crate::sram::{Buffer, TempKey};
    use crate::state::Identity;

    const TEMP_KEY: [u8; 32] = [0x33; 32];

    /// A locked part whose slot 2 takes keys under slot 4, with a digest of slot `key_id` in TempKey.
    fn core(key_id: u8) -> Core {
        let two = Slot::from_nibble(2);
        let mut config = ConfigZone::new([0; ConfigZone::SIZE]);
        config.set_slot_config(two, SlotConfig(0x4481));
        config.set_key_config(two, KeyConfig::PRIVATE_KEY);
        config.as_bytes_mut()[offset::SLOT_LOCKED..][..2].fill(0xFF);
        let identity = Identity { part: Part::Atecc608B, seed: Some(1), power_ups: 1 };
        let mut core = Core::new(identity, Eeprom::new(config), Options::default()).unwrap();
        let mut key = TempKey::new(Buffer::short(TEMP_KEY), Source::Fixed);
        key.flags.gen_dig_data = true;
        key.flags.key_id = key_id;
        core.sram.temp_key = Some(key);
        core
    }

    /// Serial number 0, scalar 0x11…; the cipher text and its MAC as the data sheet lays them out.
    fn data() -> Vec<u8> {
        let plain = [&[0; 4][..], &[0x11; 32]].concat();
        let pad = [&TEMP_KEY[..], &Sha256::digest(TEMP_KEY)].concat();
        let cipher: Vec<u8> = plain.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
        let head = [0x46, 0x40, 0x02, 0x00, 0, 0, 0];
        let mac = Sha256::digest([&TEMP_KEY[..], &head, &[0; 21], &plain].concat());
        [cipher, mac.to_vec()].concat()
    }

    #[test]
    fn on_a_locked_part_the_digest_of_write_key_encrypts_the_key() {
        let data = data();
        let command = Command { opcode: 0x46, param1: 0x40, param2: 2, data: &data };
        let mut right = core(4);
        assert!(run(&mut right, &command).is_ok());
        assert_eq!(right.eeprom.private_key(Slot::from_nibble(2)), Some(&[0x11; 32]));
        assert!(right.sram.temp_key.is_none());
        let mut wrong = core(5);
        let fault = run(&mut wrong, &command).unwrap_err();
        assert_eq!(fault.reason.to_string(), "TempKey.KeyID=5: GenDig of slot 4 is needed");
    }
}
