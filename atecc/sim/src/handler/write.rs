use atecc::policy::{Place, Validity, WriteAccess, WriteRequest};
use atecc::{BLOCK_SIZE, Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::place::{ENCRYPTED, Span};
use crate::refused::{Fault, Reason};

/// The MAC of an encrypted write.
const MAC_SIZE: usize = 32;

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let span = Span::decode(command, ENCRYPTED)?;
    let encrypted = command.param1 & ENCRYPTED != 0;
    if encrypted && (span.length() != BLOCK_SIZE || span.place == Place::Config) {
        return Err(Fault::parse(Reason::Param1));
    }
    if command.data.len() != span.length() && command.data.len() != BLOCK_SIZE + MAC_SIZE {
        return Err(command.length());
    }
    let stored = match span.place {
        Place::Slot(slot) => core.eeprom.validity(slot),
        Place::Config | Place::Otp => Validity::NotValid,
    };
    let request = WriteRequest { place: span.place, start: span.start, width: span.width, encrypted };
    let plain = match core.rules().write(request, stored)? {
        WriteAccess::Consumed if command.data.len() == span.length() => {
            let old = core.eeprom.place(span.place).iter().skip(span.start);
            command.data.iter().zip(old).map(|(new, old)| new & old).collect()
        }
        WriteAccess::Clear if command.data.len() == span.length() => command.data.to_vec(),
        WriteAccess::Clear | WriteAccess::Consumed => return Err(command.length()),
        WriteAccess::EncryptedUnderAny | WriteAccess::Encrypted(_) => decrypt(core, command)?.to_vec(),
    };
    core.eeprom.put(span.place, span.start, &plain);
    if let Place::Slot(slot) = span.place {
        invalidate(core, slot);
    }
    Ok(Reply::DONE)
}

/// Data XOR TempKey, if the MAC over the plain text says so.
fn decrypt(core: &mut Core, command: &Command<'_>) -> Result<[u8; BLOCK_SIZE], Fault> {
    let sent: &[u8; BLOCK_SIZE + MAC_SIZE] = command.data()?;
    let (data, mac) = sent.split_at(BLOCK_SIZE);
    let key = core.sram.temp_key.take().ok_or(Fault::execution(Reason::Empty))?.value.lower();
    let mut plain = key;
    for (byte, sent) in plain.iter_mut().zip(data) {
        *byte ^= sent;
    }
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    let [address_low, address_high] = command.param2.to_le_bytes();
    let expected = Sha256::new_with_prefix(key)
        .chain_update([Opcode::Write.to_byte(), command.param1, address_low, address_high, sn8, sn0, sn1])
        .chain_update([0; 25])
        .chain_update(plain)
        .finalize();
    if expected.as_slice() == mac { Ok(plain) } else { Err(Fault::execution(Reason::Mac)) }
}

/// A public key that needs validation loses it with any write to its slot.
fn invalidate(core: &mut Core, slot: Slot) {
    if core.rules().carries_validity(slot) {
        let first = core.eeprom.slot(slot).first().copied().unwrap_or(0);
        core.eeprom.put(Place::Slot(slot), 0, &[first & 0x0F | Validity::INVALID << 4]);
    }
}
