use atecc::policy::{DeriveKeyRequest, Place, Source};
use atecc::{BLOCK_SIZE, Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};

/// Mode bit 2: the value in TempKey is not from a random nonce.
const FIXED: u8 = 1 << 2;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let mac: Option<&[u8; 32]> = if command.data.is_empty() { None } else { Some(command.data()?) };
    if command.param1 & !FIXED != 0 {
        return Err(Fault::parse(Reason::Param1));
    }
    let target = command.slot()?;
    let source = if command.param1 & FIXED != 0 { Source::Fixed } else { Source::Random };
    let request = DeriveKeyRequest { target, source, mac: mac.is_some() };
    let derivation = core.rules().derive_key(request, core.match_value())?;
    let head = head(core, command);
    core.spend(derivation.cost);
    if let (Some(key), Some(mac)) = (derivation.mac_key, mac) {
        check(core, key, head, mac)?;
    }
    let temp_key = core.sram.temp_key.take().ok_or(Fault::execution(Reason::Empty))?.value.lower();
    let secret: [u8; 32] = Sha256::new_with_prefix(core.eeprom.secret_key(derivation.parent))
        .chain_update(head)
        .chain_update([0; 25])
        .chain_update(temp_key)
        .finalize()
        .into();
    core.eeprom.put(Place::Slot(target), 0, &secret);
    Ok(Reply::DONE)
}

/// What both messages have in their second block: the command and the chip.
fn head(core: &Core, command: &Command<'_>) -> [u8; 7] {
    let [low, high] = command.param2.to_le_bytes();
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    [Opcode::DeriveKey.to_byte(), command.param1, low, high, sn8, sn0, sn1]
}

fn check(core: &Core, key: Slot, head: [u8; 7], mac: &[u8; BLOCK_SIZE]) -> Result<(), Fault> {
    let expected = Sha256::new_with_prefix(core.eeprom.secret_key(key)).chain_update(head).finalize();
    if expected.as_slice() == mac { Ok(()) } else { Err(Fault::execution(Reason::Mac)) }
}
