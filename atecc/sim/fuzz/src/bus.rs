use atecc::packet::{CommandPacket, Response};
use atecc::{Opcode, Status};
use atecc_sim::{Options, Part, SimI2c};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

use crate::input::Input;

/// Raw bytes on the bus, split anyhow: packets, word addresses, waits, power.
///
/// Whatever came, the chip works again after a power cycle.
pub fn bus(data: &[u8]) {
    let mut input = Input::new(data);
    let mut chip = SimI2c::with_options(Part::Atecc608B, Some(1), Options::default()).expect("a part");
    wake(&mut chip);
    while !input.is_empty() {
        step(&mut chip, &mut input);
    }
    chip.power_cycle().expect("no file");
    wake(&mut chip);
    let mut token = [0; 4];
    let address = chip.address();
    I2c::read(&mut chip, address, &mut token).expect("an answer to the wake");
    assert_eq!(Response::parse(&token), Ok(Response::Status(Status::AfterWake)));
    let info = CommandPacket::new(Opcode::Info, 0, 0, &[]);
    I2c::write(&mut chip, address, info.as_bytes()).expect("a chip that listens");
    DelayNs::delay_ms(&mut chip.delay(), 20);
    let mut reply = [0; 7];
    I2c::read(&mut chip, address, &mut reply).expect("an answer");
    assert_eq!(Response::parse(&reply), Ok(Response::Data(&Part::Atecc608B.revision())));
}

fn wake(chip: &mut SimI2c) {
    chip.wake_pulse();
    DelayNs::delay_ms(&mut chip.delay(), 30);
}

fn step(chip: &mut SimI2c, input: &mut Input<'_>) {
    let address = chip.address();
    match input.byte() {
        kind @ 0x00..=0x7F => {
            // Not acknowledged, refused or obeyed: all is well as long as it goes on.
            let _ = I2c::write(chip, address, input.bytes(kind.into()));
        }
        kind @ 0x80..=0xBF => {
            let mut buffer = [0; 0x40];
            let _ = I2c::read(chip, address, &mut buffer[..usize::from(kind & 0x3F)]);
        }
        kind @ 0xC0..=0xDF => DelayNs::delay_ms(&mut chip.delay(), (kind & 0x1F).into()),
        0xE0..=0xEF => wake(chip),
        0xF0..=0xF7 => {
            let mut reply = [0; 4];
            let word_address = [input.byte()];
            let _ = I2c::write_read(chip, address, &word_address, &mut reply);
        }
        0xF8..=0xFB => {
            let _ = I2c::write(chip, input.byte(), &[]);
        }
        // A packet whose frame is right, so that its contents are looked at.
        0xFC..=0xFE => {
            let opcodes = Opcode::ALL;
            let opcode = opcodes[usize::from(input.byte()) % opcodes.len()];
            let (param1, low, high) = (input.byte(), input.byte(), input.byte());
            let length = usize::from(input.byte()) % 133;
            let data = input.bytes(length);
            let packet = CommandPacket::new(opcode, param1, u16::from_le_bytes([low, high]), &[data]);
            let _ = I2c::write(chip, address, packet.as_bytes());
        }
        0xFF => chip.power_cycle().expect("no file"),
    }
}
