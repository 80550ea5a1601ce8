use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::symmetric::{AES_BLOCK, aes_decrypt, aes_encrypt, gcm_multiply};

/// Mode bits 0–2.
const MODE: u8 = 0b111;
const ENCRYPT: u8 = 0;
const DECRYPT: u8 = 1;
/// Multiplication in the field of GCM.
const GFM: u8 = 3;
/// Mode bits 6–7: which 16 bytes of the slot or of TempKey are the key.
const KEY_BLOCK_SHIFT: u32 = 6;
const KEY_BLOCK: u8 = 0b11 << KEY_BLOCK_SHIFT;
/// The second parameter that means TempKey instead of a slot.
const TEMP_KEY: u16 = 0xFFFF;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    if command.param1 & !(MODE | KEY_BLOCK) != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    match command.param1 & MODE {
        ENCRYPT => {
            let block = command.data()?;
            Ok(Reply::data(aes_encrypt(&key(core, command)?, block)))
        }
        DECRYPT => {
            let block = command.data()?;
            Ok(Reply::data(aes_decrypt(&key(core, command)?, block)))
        }
        GFM if command.param1 & KEY_BLOCK == 0 => {
            let data: &[u8; 2 * AES_BLOCK] = command.data()?;
            command.param2_is(0)?;
            core.rules().aes_enabled()?;
            let ([hash_key, block], []) = data.as_chunks() else { return Err(command.length()) };
            Ok(Reply::data(gcm_multiply(hash_key, block)))
        }
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// The key that the command names.
fn key(core: &mut Core, command: &Command<'_>) -> Result<[u8; AES_BLOCK], Fault> {
    let block = (command.param1 & KEY_BLOCK) >> KEY_BLOCK_SHIFT;
    let part = |bytes: &[u8]| bytes.as_chunks().0.get(usize::from(block)).copied();
    let key = if command.param2 == TEMP_KEY {
        core.rules().aes_enabled()?;
        let temp_key = core.sram.temp_key.as_ref();
        core.rules().aes_temp_key(block, temp_key.is_some_and(|key| key.value.is_long()))?;
        temp_key.and_then(|key| part(key.value.bytes()))
    } else {
        let slot = command.slot()?;
        core.rules().aes_enabled()?;
        let cost = core.rules().aes(slot, block, core.match_value())?;
        core.spend(cost);
        part(core.eeprom.slot(slot))
    };
    key.ok_or(Fault::execution(Reason::Empty))
}
