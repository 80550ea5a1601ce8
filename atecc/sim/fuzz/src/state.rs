use std::sync::OnceLock;

use atecc::Opcode;
use atecc_sim::{Options, SimI2c, StateError, Timing};

use crate::commands::{provisioned, run};

/// The reader of state files: whatever it takes it can write again, and the part does its work. What does not look
/// like a state file is a list of changes to a good one, so that much gets past the reader.
pub fn state(data: &[u8]) {
    let patched = (!data.starts_with(b"atecc-sim")).then(|| patched(data));
    let mut options = Options::default();
    options.timing = Timing::Instant;
    let mut chip = match SimI2c::from_state(patched.as_deref().map_or(data, str::as_bytes), options) {
        Ok(chip) => chip,
        Err(StateError::Format { error, .. }) => {
            assert!(!error.to_string().contains('\n'), "one line: {error}");
            return;
        }
        Err(other) => panic!("{other}"),
    };
    let again = SimI2c::from_state(chip.reveal_state().as_bytes(), options).expect("our own text");
    assert_eq!(again.reveal_eeprom(), chip.reveal_eeprom());
    // A chip at the address of the general call cannot be spoken to.
    if chip.address() != 0 {
        work(&mut chip);
    }
}

/// A part of the life of a chip: whatever is configured, each command is answered with a whole frame.
fn work(chip: &mut SimI2c) {
    run(chip, Opcode::Info.to_byte(), 0, 0, &[]);
    for slot in 0..16u16 {
        run(chip, Opcode::Info.to_byte(), 1, slot, &[]);
        run(chip, Opcode::Nonce.to_byte(), 0, 0, &[1; 20]);
        run(chip, Opcode::GenDig.to_byte(), 2, slot, &[0; 4]);
        run(chip, Opcode::Read.to_byte(), 0x82, slot << 3, &[]);
        run(chip, Opcode::Mac.to_byte(), 0, slot, &[2; 32]);
        run(chip, Opcode::Kdf.to_byte(), 0x12, slot, &[1, 0, 0, 0]);
        run(chip, Opcode::Aes.to_byte(), 0, slot, &[3; 16]);
        run(chip, Opcode::Write.to_byte(), 0x82, slot << 3, &[4; 32]);
    }
    for counter in 0..2 {
        run(chip, Opcode::Counter.to_byte(), 1, counter, &[]);
    }
    for slot in [0, 2] {
        run(chip, Opcode::GenKey.to_byte(), 0, slot, &[]);
        run(chip, Opcode::Nonce.to_byte(), 0x43, 0, &[5; 32]);
        run(chip, Opcode::Sign.to_byte(), 0xA0, slot, &[]);
    }
    run(chip, Opcode::SecureBoot.to_byte(), 0x05, 0, &[6; 96]);
    run(chip, Opcode::Lock.to_byte(), 0x80, 0, &[]);
    run(chip, Opcode::Lock.to_byte(), 0x81, 0, &[]);
}

/// A good file with other digits: of each three bytes the first two say where, the third says what.
fn patched(changes: &[u8]) -> String {
    static GOOD: OnceLock<String> = OnceLock::new();
    let mut text: Vec<char> = GOOD.get_or_init(provisioned).chars().collect();
    // Behind the colons of the blocks there are digits only.
    let digits: Vec<usize> = (0..text.len())
        .scan(false, |block, at| {
            *block = text[at] == ':' || *block && text[at] != '\n';
            Some((*block && text[at].is_ascii_hexdigit()).then_some(at))
        })
        .flatten()
        .collect();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % digits.len();
        text[digits[at]] = char::from_digit(u32::from(change[2] & 0x0F), 16).expect("below 16");
    }
    text.into_iter().collect()
}
