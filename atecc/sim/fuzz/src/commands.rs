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
/// Two private keys and a secret that nobody may read: slot, SlotConfig, KeyConfig.
const SECRETS: [(u8, u16, u16); 3] = [(0, 0x2087, 0x0033), (2, 0x2F8F, 0x0053), (5, 0x80A0, 0x001C)];

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
        let leaks = keys.iter().any(|key| shows(key, &reply) && !shows(key, data));
        assert!(!leaks, "{opcode:#04x} {param1:#04x} {low:02x} {high:02x}: {reply:02x?}");
    }
}

/// Whether a part of `key` is in `bytes`.
fn shows(key: &[u8], bytes: &[u8]) -> bool {
    let parts: HashSet<&[u8]> = key.windows(WINDOW).collect();
    bytes.windows(WINDOW).any(|seen| parts.contains(seen))
}

fn secrets(chip: &SimI2c) -> Vec<Vec<u8>> {
    let eeprom = chip.reveal_eeprom();
    let key = |(number, ..): (u8, u16, u16)| eeprom.slot(Slot::new(number).expect("a slot"))[4..36].to_vec();
    SECRETS.map(key).to_vec()
}

/// A command with a good frame, from wake to idle; the reply's frame must be good too.
fn run(chip: &mut SimI2c, opcode: u8, param1: u8, param2: u16, data: &[u8]) -> Vec<u8> {
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

fn provisioned() -> String {
    let mut options = Options::default();
    options.timing = Timing::Instant;
    let mut chip = SimI2c::with_options(Part::Atecc608B, Some(1), options).expect("a part");
    DelayNs::delay_ms(&mut chip.delay(), 1);
    let mut done = |opcode: Opcode, param1, param2, data: &[u8]| {
        let reply = run(&mut chip, opcode.to_byte(), param1, param2, data);
        assert!(reply[0] > 4 || reply[1] == 0, "{opcode}: {:?}", chip.last_refusal());
    };
    for (slot, slot_config, key_config) in SECRETS {
        for (start, value) in [(20, slot_config), (96, key_config)] {
            let at = start + 2 * u16::from(slot);
            // The other half of the word belongs to a slot with these rules for public data.
            let other = if start == 20 { 0x0000 } else { 0x003C_u16 };
            let (first, second) = if at % 4 == 0 { (value, other) } else { (other, value) };
            let word = [first.to_le_bytes(), second.to_le_bytes()].concat();
            done(Opcode::Write, 0x00, at / 32 * 8 + at % 32 / 4, &word);
        }
    }
    done(Opcode::Lock, 0x80, 0, &[]);
    done(Opcode::GenKey, 0x04, 0, &[]);
    done(Opcode::GenKey, 0x04, 2, &[]);
    done(Opcode::Write, 0x82, 5 << 3, &[0x9C, 0x3E, 0x51, 0x07].repeat(8));
    done(Opcode::Lock, 0x81, 0, &[]);
    chip.reveal_state()
}
