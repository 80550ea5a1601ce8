use atecc::policy::{GenDigSource, Place};
use atecc::{BLOCK_SIZE, Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::refused::{Fault, Reason};
use crate::transport_key::transport_key;

/// The zones: what is digested.
const CONFIG: u8 = 0;
const OTP: u8 = 1;
const DATA: u8 = 2;
const SHARED_NONCE: u8 = 3;
const COUNTER: u8 = 4;
const KEY_CONFIG: u8 = 5;

/// Second parameter of a transport key instead of a slot.
const TRANSPORT_KEY: u16 = 1 << 15;
/// Second parameter of a shared nonce: TempKey comes first, then what the host sent.
const TEMP_KEY_FIRST: u16 = 1 << 15;
/// The bits of it that go into the message.
const SHARED_NONCE_NUMBER: u16 = 0xFF;
/// Bytes between the head of the message and its last block.
const FILL: usize = 25;

/// What is in front of TempKey in the message.
struct Message {
    source: GenDigSource,
    first: [u8; BLOCK_SIZE],
    /// Opcode, zone and second parameter, or what the host sent in their place.
    head: [u8; 4],
    fill: [u8; FILL],
}

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    let message = decode(core, command)?;
    let cost = core.rules().gen_dig(message.source, core.match_value())?;
    core.spend(cost);
    let no_mac = match message.source {
        GenDigSource::Slot(slot) => core.eeprom.config().slot_config(slot).no_mac(),
        _ => false,
    };
    let [sn0, sn1, .., sn8] = core.serial_number().0;
    let key = core.sram.temp_key.as_mut().ok_or(Fault::execution(Reason::Empty))?;
    let (mut first, mut last) = (message.first, key.value.lower());
    if command.param1 == SHARED_NONCE && command.param2 & TEMP_KEY_FIRST != 0 {
        core::mem::swap(&mut first, &mut last);
    }
    let value = Sha256::new_with_prefix(first)
        .chain_update(message.head)
        .chain_update([sn8, sn0, sn1])
        .chain_update(message.fill)
        .chain_update(last)
        .finalize();
    key.digest(value.into());
    key.gen_dig = true;
    let slot = if let GenDigSource::Slot(slot) = message.source { Some(slot) } else { None };
    key.flags.gen_dig_data = slot.is_some();
    key.flags.gen_key_data = false;
    key.flags.key_id = slot.map_or(0, Slot::number);
    // Once set it stays, whatever is digested next.
    key.flags.no_mac |= no_mac;
    Ok(Reply::DONE)
}

fn decode(core: &Core, command: &Command<'_>) -> Result<Message, Fault> {
    let [low, high] = command.param2.to_le_bytes();
    let plain = |source, first| Message {
        source,
        first,
        head: [Opcode::GenDig.to_byte(), command.param1, low, high],
        fill: [0; FILL],
    };
    match command.param1 {
        CONFIG => Ok(plain(GenDigSource::Config, block(core, command, Place::Config)?)),
        OTP => Ok(plain(GenDigSource::Otp, block(core, command, Place::Otp)?)),
        DATA if command.param2 & TRANSPORT_KEY != 0 && core.options.transport_keys => {
            command.no_data()?;
            Ok(plain(GenDigSource::TransportKey, transport_key(command.param2)))
        }
        DATA => {
            let slot = command.slot()?;
            let message = plain(GenDigSource::Slot(slot), core.eeprom.secret_key(slot));
            Ok(Message { head: slot_head(core, command, slot, message.head)?, ..message })
        }
        SHARED_NONCE if command.param2 & !(TEMP_KEY_FIRST | SHARED_NONCE_NUMBER) == 0 => {
            let message = plain(GenDigSource::SharedNonce, *command.data()?);
            Ok(Message { head: [Opcode::GenDig.to_byte(), command.param1, low, 0], ..message })
        }
        COUNTER => {
            command.no_data()?;
            let counter = super::counter::decode(command)?;
            let fill = counter_fill(core.eeprom.config().counter(counter).value());
            Ok(Message { fill, ..plain(GenDigSource::Counter, [0; BLOCK_SIZE]) })
        }
        KEY_CONFIG => {
            command.no_data()?;
            let fill = key_config_fill(core, command.slot()?);
            Ok(Message { fill, ..plain(GenDigSource::KeyConfig, [0; BLOCK_SIZE]) })
        }
        SHARED_NONCE => Err(Fault::parse(Reason::Param2)),
        _ => Err(Fault::parse(Reason::Param1)),
    }
}

/// A 32-byte block of the configuration or of OTP.
fn block(core: &Core, command: &Command<'_>, place: Place) -> Result<[u8; BLOCK_SIZE], Fault> {
    command.no_data()?;
    let (blocks, _) = core.eeprom.place(place).as_chunks();
    blocks.get(usize::from(command.param2)).copied().ok_or(Fault::parse(Reason::Param2))
}

/// The head of the message for a slot: of one with NoMac the host sends it. Of the others it may, for nothing.
fn slot_head(core: &Core, command: &Command<'_>, slot: Slot, own: [u8; 4]) -> Result<[u8; 4], Fault> {
    match (command.data, core.eeprom.config().slot_config(slot).no_mac()) {
        ([], false) => Ok(own),
        ([a, b, c, d], no_mac) => Ok(if no_mac { [*a, *b, *c, *d] } else { own }),
        _ => Err(command.length()),
    }
}

/// One zero, the value, zeros.
fn counter_fill(value: u32) -> [u8; FILL] {
    let [a, b, c, d] = value.to_le_bytes();
    fill([0, a, b, c, d])
}

/// One zero, SlotConfig, KeyConfig, whether the slot is not locked, zeros.
fn key_config_fill(core: &Core, slot: Slot) -> [u8; FILL] {
    let config = core.eeprom.config();
    let [slot_low, slot_high] = config.slot_config(slot).0.to_le_bytes();
    let [key_low, key_high] = config.key_config(slot).0.to_le_bytes();
    let unlocked = u8::from(!config.slot_locked(slot));
    fill([0, slot_low, slot_high, key_low, key_high, unlocked])
}

fn fill<const N: usize>(start: [u8; N]) -> [u8; FILL] {
    let mut fill = [0; FILL];
    for (to, from) in fill.iter_mut().zip(start) {
        *to = from;
    }
    fill
}
