//! Commands at random, often enough with modes and lengths that the chip knows.

use atecc::config::offset;
use atecc::explain::Packet;
use atecc::{ConfigZone, Opcode, Slot};
use sha2::{Digest, Sha256};

use crate::dice::Dice;
use crate::points::point;

/// A command with its own data.
pub(crate) struct Sent {
    opcode: u8,
    param1: u8,
    param2: u16,
    data: Vec<u8>,
}

impl Sent {
    pub(crate) fn packet(&self) -> Packet<'_> {
        Packet { opcode: self.opcode, param1: self.param1, param2: self.param2, data: &self.data }
    }
}

/// Modes and lengths that go together.
const fn legal(opcode: Opcode) -> &'static [(u8, usize)] {
    match opcode {
        Opcode::Aes => &[(0x00, 16), (0x01, 16), (0x40, 16), (0x80, 16), (0xC1, 16), (0x03, 32)],
        Opcode::CheckMac => &[(0, 77), (1, 77), (5, 77), (2, 77), (6, 77)],
        Opcode::Counter => &[(0, 0), (1, 0)],
        Opcode::DeriveKey => &[(0, 0), (4, 0), (0, 32), (4, 32)],
        Opcode::Ecdh => &[
            (0x00, 64),
            (0x01, 64),
            (0x04, 64),
            (0x05, 64),
            (0x08, 64),
            (0x09, 64),
            (0x0C, 64),
            (0x0D, 64),
            (0x0E, 64),
            (0x0F, 64),
            (0x02, 64),
        ],
        Opcode::GenDig => &[(0, 0), (1, 0), (2, 0), (2, 0), (2, 4), (3, 32), (4, 0), (5, 0)],
        Opcode::GenKey => &[(0x00, 0), (0x04, 0), (0x08, 0), (0x0C, 0), (0x10, 3)],
        Opcode::Hmac => &[(0x00, 0), (0x04, 0)],
        Opcode::Info => &[(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)],
        Opcode::Kdf => &[
            (0x50, 20),
            (0x52, 36),
            (0x10, 20),
            (0x12, 36),
            (0x00, 4),
            (0x02, 20),
            (0x0A, 36),
            (0x33, 20),
            (0x32, 20),
            (0x54, 36),
            (0x4E, 20),
            (0x06, 20),
        ],
        Opcode::Lock => &[(0x00, 0), (0x01, 0), (0x80, 0), (0x81, 0), (0x02, 0), (0x26, 0), (0x16, 0)],
        Opcode::Mac => {
            &[(0x00, 32), (0x40, 32), (0x01, 0), (0x05, 0), (0x02, 32), (0x06, 32), (0x03, 0), (0x07, 0)]
        }
        Opcode::Nonce => {
            &[(0x00, 20), (0x01, 20), (0x03, 32), (0x23, 64), (0x43, 32), (0x63, 64), (0x83, 32)]
        }
        Opcode::PrivWrite => &[(0x00, 68), (0x40, 68)],
        Opcode::Random => &[(0, 0), (1, 0)],
        Opcode::Read => &[(0x00, 0), (0x80, 0), (0x01, 0), (0x81, 0), (0x02, 0), (0x82, 0), (0x82, 0)],
        Opcode::SecureBoot => &[(5, 96), (6, 32), (7, 96), (0x85, 96), (0x86, 32), (0x87, 96), (0x45, 96)],
        Opcode::SelfTest => &[(0x00, 0), (0x3D, 0), (0x3B, 0)],
        Opcode::Sha => &[
            (0, 0),
            (1, 64),
            (1, 5),
            (2, 0),
            (0x42, 10),
            (0xC2, 63),
            (3, 0),
            (4, 0),
            (5, 4),
            (6, 0),
            (7, 41),
        ],
        Opcode::Sign => &[(0x80, 0), (0xA0, 0), (0x00, 0), (0x41, 0)],
        Opcode::UpdateExtra => &[(0, 0), (1, 0), (2, 0)],
        Opcode::Verify => &[
            (0x00, 64),
            (0x20, 64),
            (0x80, 64),
            (0xA0, 64),
            (0x02, 128),
            (0x22, 128),
            (0x82, 128),
            (0x03, 83),
            (0x07, 83),
            (0x01, 128),
        ],
        Opcode::Write => &[
            (0x00, 4),
            (0x80, 32),
            (0x01, 4),
            (0x81, 32),
            (0xC1, 64),
            (0x02, 4),
            (0x82, 32),
            (0xC2, 64),
            (0x82, 64),
        ],
        _ => &[(0, 0)],
    }
}

/// What the next command may find in TempKey and in the other registers.
const NONCES: &[(u8, usize)] = &[(0x00, 20), (0x00, 20), (0x03, 32), (0x23, 64)];
const REGISTERS: &[(u8, usize)] = &[(0x43, 32), (0x63, 64), (0x83, 32)];

/// A command, and before it what it may need: a nonce, a digest of a key that has to do with its slot.
pub(crate) fn commands(dice: &mut Dice, config: &ConfigZone) -> Vec<Sent> {
    let command = if dice.rarely(64) { noise(dice) } else { typical(dice) };
    let mut commands = Vec::new();
    if !dice.rarely(4) {
        commands.push(nonce(dice, NONCES));
        if dice.rarely(2) {
            commands.push(digest(dice, config, command.param2));
        }
    }
    if dice.rarely(2) {
        commands.push(nonce(dice, REGISTERS));
    }
    if dice.rarely(8) {
        commands.push(Sent { opcode: Opcode::Sha.to_byte(), param1: 0, param2: 0, data: Vec::new() });
    }
    commands.push(command);
    commands
}

/// Proves a key that the slot of the next commands, or the persistent latch, may want proven: a nonce, and a CheckMac with
/// the right response. `secret` gives what is in a slot.
pub(crate) fn proof(dice: &mut Dice, config: &ConfigZone, secret: impl Fn(Slot) -> [u8; 32]) -> [Sent; 2] {
    let key = if dice.rarely(4) {
        Slot::from_nibble(config.as_bytes()[offset::VOLATILE_KEY_PERMISSION])
    } else {
        config.key_config(Slot::from_nibble(dice.byte())).auth_key()
    };
    let (nonce, serial) = ([dice.byte(); 32], config.serial_number().0);
    let mut message = [secret(key), nonce].concat();
    // OtherData, OTP and all of the serial number but three bytes are zeros.
    message.extend_from_slice(&[0; 4 + 8 + 3]);
    message.push(serial[8]);
    message.extend_from_slice(&[0; 4]);
    message.extend_from_slice(&serial[..2]);
    message.extend_from_slice(&[0; 2]);
    let response: [u8; 32] = Sha256::digest(message).into();
    let data = [&[0; 32][..], &response, &[0; 13]].concat();
    [
        Sent { opcode: Opcode::Nonce.to_byte(), param1: 0x03, param2: 0, data: nonce.to_vec() },
        Sent { opcode: Opcode::CheckMac.to_byte(), param1: 0x05, param2: key.number().into(), data },
    ]
}

/// Whatever a broken host may send.
fn noise(dice: &mut Dice) -> Sent {
    let (opcode, param1, param2) = (dice.byte(), dice.byte(), dice.short());
    let length = dice.below(140);
    Sent { opcode, param1, param2, data: dice.bytes(length) }
}

fn nonce(dice: &mut Dice, kinds: &[(u8, usize)]) -> Sent {
    let (param1, length) = dice.one_of(kinds);
    Sent { opcode: Opcode::Nonce.to_byte(), param1, param2: 0, data: dice.bytes(length) }
}

/// GenDig of a key, mostly of one that the configuration of the slot in `param2` names, or GenKey of that slot.
fn digest(dice: &mut Dice, config: &ConfigZone, param2: u16) -> Sent {
    let [low, _] = param2.to_le_bytes();
    // As Read and Write name their slot, or as the others do.
    let slot = Slot::from_nibble(if dice.rarely(2) { low } else { low >> 3 });
    let key = match dice.below(4) {
        0 => slot,
        1 => config.slot_config(slot).read_key(),
        2 => config.slot_config(slot).write_key(),
        _ => return stored_key_digest(slot),
    };
    let data = if config.slot_config(key).no_mac() { vec![0; 4] } else { Vec::new() };
    Sent { opcode: Opcode::GenDig.to_byte(), param1: 2, param2: key.number().into(), data }
}

fn stored_key_digest(slot: Slot) -> Sent {
    Sent { opcode: Opcode::GenKey.to_byte(), param1: 0x10, param2: slot.number().into(), data: vec![0; 3] }
}

fn typical(dice: &mut Dice) -> Sent {
    let opcode = dice.one_of(Opcode::ALL);
    let (mut param1, mut length) = dice.one_of(legal(opcode));
    if dice.rarely(16) {
        param1 ^= 1 << dice.below(8);
    }
    if dice.rarely(16) {
        length = dice.below(140);
    }
    let mut data = dice.bytes(length);
    let param2 = if dice.rarely(16) { dice.short() } else { param2(dice, opcode, param1, length) };
    shape(dice, opcode, param1, &mut data);
    Sent { opcode: opcode.to_byte(), param1, param2, data }
}

fn param2(dice: &mut Dice, opcode: Opcode, param1: u8, length: usize) -> u16 {
    let slot = u16::from(dice.byte() & 0x0F);
    let low = u16::from(dice.byte() & 0x03);
    match opcode {
        Opcode::Nonce => {
            if dice.rarely(4) {
                0x8000
            } else {
                0
            }
        }
        Opcode::Random | Opcode::SecureBoot | Opcode::SelfTest => 0,
        Opcode::Counter => low & 1,
        Opcode::Lock => dice.short(),
        Opcode::Read | Opcode::Write if param1 & 3 == 2 => slot << 3 | low << 8,
        Opcode::Read | Opcode::Write => low << 3 | u16::from(dice.byte() & 7),
        Opcode::Aes | Opcode::GenKey if dice.rarely(3) => 0xFFFF,
        Opcode::Aes if param1 == 3 => 0,
        Opcode::Sha if param1 & 7 == 4 && dice.rarely(3) => 0xFFFF,
        Opcode::Sha if param1 & 7 == 4 || param1 & 7 == 3 => slot,
        Opcode::Sha => u16::try_from(length).unwrap(),
        Opcode::GenDig if matches!(param1, 0 | 1 | 4) => low,
        Opcode::Ecdh if matches!(param1, 1 | 9 | 0x0D | 0x0F) => 0,
        Opcode::Info if param1 == 4 => low,
        Opcode::Info if param1 != 1 => 0,
        Opcode::Verify if param1 & 7 == 2 => 4,
        Opcode::Kdf => slot | u16::from(dice.byte() & 0x0F) << 8,
        _ => slot,
    }
}

/// Data whose contents the chip looks at before it computes.
fn shape(dice: &mut Dice, opcode: Opcode, param1: u8, data: &mut [u8]) {
    match opcode {
        Opcode::Kdf => kdf(dice, param1, data),
        Opcode::Ecdh | Opcode::Verify
            if data.len().is_multiple_of(64) && !data.is_empty() && !dice.rarely(4) =>
        {
            let start = data.len() - 64;
            data[start..].copy_from_slice(point(6));
        }
        Opcode::Sha if data.len() == 41 && !dice.rarely(4) => data[..4].copy_from_slice(&[64 + 5, 0, 0, 0]),
        _ => {}
    }
}

fn kdf(dice: &mut Dice, param1: u8, data: &mut [u8]) {
    let Some(length) = data.len().checked_sub(4) else { return };
    let details = match param1 & 0x60 {
        0x00 => [dice.byte() & 3, dice.one_of(&[0, 0, 1, 3]), 0],
        0x20 => [dice.byte() & 3, 0, 0],
        _ => [dice.byte() & 7, dice.byte() & 0x0F, 0],
    };
    data[..3].copy_from_slice(&details);
    data[3] = u8::try_from(length).unwrap();
    if dice.rarely(2) {
        data[4..].fill(0x77);
    }
}
