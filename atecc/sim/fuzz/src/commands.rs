use std::collections::HashSet;
use std::sync::OnceLock;

use atecc::crc::crc16;
use atecc::packet::Response;
use atecc::{Opcode, Slot};
use atecc_sim::{Options, Part, SimI2c, Timing};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

use crate::input::Input;

/// As many bytes of a key as no reply contains by chance.
const WINDOW: usize = 8;
/// Two private keys, and secrets that nobody may read: an IO protection key, one that DeriveKey replaces, an AES key.
/// Slot, SlotConfig, KeyConfig; of each pair of slots one.
const SECRETS: [(u8, u16, u16); 5] =
    [(0, 0x2087, 0x0033), (2, 0x2F8F, 0x0053), (5, 0x80A0, 0x001C), (6, 0x2580, 0x001C), (9, 0x8080, 0x0018)];
/// A slot for results of KDF. What is in it is no secret to who may have the same result in a reply.
const KDF_TARGET: (u8, u16, u16) = (10, 0x8080, 0x001E);

/// Whole commands to a provisioned part, in any order: no reply contains a key.
pub fn commands(data: &[u8]) {
    static PROVISIONED: OnceLock<String> = OnceLock::new();
    let state = PROVISIONED.get_or_init(provisioned);
    let mut options = Options::default();
    options.timing = Timing::Instant;
    let mut chip = SimI2c::from_state(state.as_bytes(), options).expect("a part");
    let mut input = Input::new(data);
    while !input.is_empty() {
        let opcode = input.byte();
        let opcode = Opcode::ALL.get(usize::from(opcode)).map_or(opcode, |known| known.to_byte());
        let (param1, low, high) = (input.byte(), input.byte(), input.byte());
        let length = usize::from(input.byte()) % 149;
        let sent = input.bytes(length);
        // Before and after: the command may make a new key.
        let mut keys = secrets(&chip);
        let reply = run(&mut chip, opcode, param1, u16::from_le_bytes([low, high]), sent);
        keys.extend(secrets(&chip));
        // Who brings a key along may see it again.
        let seen = disguises(&reply, sent);
        let leaks = keys.iter().any(|key| seen.iter().any(|reply| shows(key, reply)) && !shows(key, data));
        assert!(!leaks, "{opcode:#04x} {param1:#04x} {low:02x} {high:02x}: {reply:02x?}");
    }
}

/// Whether a part of `key` is in `bytes`.
fn shows(key: &[u8], bytes: &[u8]) -> bool {
    let parts: HashSet<&[u8]> = key.windows(WINDOW).collect();
    bytes.windows(WINDOW).any(|seen| parts.contains(seen))
}

/// The reply, and what whoever reads it could easily make of it: backwards, inverted, shifted by some bits, XORed with
/// what was sent.
fn disguises(reply: &[u8], sent: &[u8]) -> Vec<Vec<u8>> {
    let data = reply.get(1..reply.len().saturating_sub(2)).unwrap_or_default();
    let shifted = |bits: u32| -> Vec<u8> {
        data.windows(2)
            .map(|pair| (u16::from_be_bytes([pair[0], pair[1]]) >> bits).to_le_bytes()[0])
            .collect()
    };
    let mut all: Vec<Vec<u8>> = (1..8).map(shifted).collect();
    all.push(data.to_vec());
    all.push(data.iter().rev().copied().collect());
    all.push(data.iter().map(|byte| !byte).collect());
    all.push(data.iter().zip(sent).map(|(byte, sent)| byte ^ sent).collect());
    all
}

/// The keys in these slots now; a private one stands behind four zeros.
fn secrets(chip: &SimI2c) -> Vec<Vec<u8>> {
    let eeprom = chip.reveal_eeprom();
    let key = |(number, _, key_config): (u8, u16, u16)| {
        let start = if key_config & 1 == 1 { 4 } else { 0 };
        eeprom.slot(Slot::new(number).expect("a slot"))[start..start + 32].to_vec()
    };
    SECRETS.map(key).to_vec()
}

/// A command with a good frame, from wake to idle; the reply's frame must be good too.
pub(crate) fn run(chip: &mut SimI2c, opcode: u8, param1: u8, param2: u16, data: &[u8]) -> Vec<u8> {
    let [low, high] = param2.to_le_bytes();
    let count = u8::try_from(data.len() + 7).expect("at most 155");
    let mut packet = vec![0x03, count, opcode, param1, low, high];
    packet.extend_from_slice(data);
    packet.extend_from_slice(&crc16(&packet[1..]).to_le_bytes());
    let address = chip.address();
    chip.wake_pulse();
    I2c::write(chip, address, &packet).expect("awake");
    let mut reply = vec![0; 128];
    I2c::read(chip, address, &mut reply).expect("at once");
    if let Err(error) = Response::parse(&reply) {
        panic!("{error:?}: {reply:02x?}");
    }
    reply.truncate(reply[0].into());
    I2c::write(chip, address, &[0x02]).expect("awake");
    reply
}

/// The state of the part that the commands go to.
pub(crate) fn provisioned() -> String {
    let mut options = Options::default();
    options.timing = Timing::Instant;
    let mut chip = SimI2c::with_options(Part::Atecc608B, Some(1), options).expect("a part");
    DelayNs::delay_ms(&mut chip.delay(), 1);
    let mut done = |opcode: Opcode, param1, param2, data: &[u8]| {
        let reply = run(&mut chip, opcode.to_byte(), param1, param2, data);
        assert!(reply[0] > 4 || reply[1] == 0, "{opcode}: {:?}", chip.last_refusal());
    };
    for (slot, slot_config, key_config) in SECRETS.into_iter().chain([KDF_TARGET]) {
        for (start, value) in [(20, slot_config), (96, key_config)] {
            let at = start + 2 * u16::from(slot);
            // The other half of the word belongs to a slot with these rules for public data.
            let other = if start == 20 { 0x0000 } else { 0x003C_u16 };
            let (first, second) = if at % 4 == 0 { (value, other) } else { (other, value) };
            let word = [first.to_le_bytes(), second.to_le_bytes()].concat();
            done(Opcode::Write, 0x00, at / 32 * 8 + at % 32 / 4, &word);
        }
    }
    // ChipOptions, behind SlotLocked: IO protection with the key in slot 5, KDF-AES.
    done(Opcode::Write, 0x00, 2 << 3 | 6, &[0xFF, 0xFF, 0x06, 0x50]);
    done(Opcode::Lock, 0x80, 0, &[]);
    done(Opcode::GenKey, 0x04, 0, &[]);
    done(Opcode::GenKey, 0x04, 2, &[]);
    for slot in [5u8, 6, 9] {
        let secret: [u8; 32] =
            core::array::from_fn(|index| slot.wrapping_mul(0x9D) ^ (index as u8).wrapping_mul(0x3B));
        done(Opcode::Write, 0x82, u16::from(slot) << 3, &secret);
    }
    done(Opcode::Lock, 0x81, 0, &[]);
    chip.reveal_state()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_seen_through_its_disguises_and_a_mac_is_none() {
        let key: Vec<u8> = (0..32u8).map(|index| index.wrapping_mul(0x3B) ^ 0x5D).collect();
        let shown = |data: Vec<u8>, sent: &[u8]| {
            let reply = [&[0][..], &data, &[0, 0]].concat();
            disguises(&reply, sent).iter().any(|seen| shows(&key, seen))
        };
        let sent = [0xC3; 32];
        let shifted = |bits: u32| -> Vec<u8> {
            [&[0][..], &key, &[0]]
                .concat()
                .windows(2)
                .map(|pair| (u16::from_be_bytes([pair[0], pair[1]]) >> bits) as u8)
                .collect()
        };
        assert!(shown(key.clone(), &[]));
        assert!(shown(key.iter().rev().copied().collect(), &[]));
        assert!(shown(key.iter().map(|byte| !byte).collect(), &[]));
        assert!(shown(key.iter().zip(sent).map(|(byte, sent)| byte ^ sent).collect(), &sent));
        assert!((1..8).all(|bits| shown(shifted(bits), &[])));
        assert!(!shown(vec![0x5A; 32], &sent));
    }
}
