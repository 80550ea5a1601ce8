//! Somebody on the bus who changes answers, CRC and all.

use atecc::blocking::Atecc;
use atecc::crc::crc16;
use atecc::{Config, Opcode};
use atecc_sim::{SimDelay, SimI2c};
use embedded_hal::i2c::{ErrorType, I2c, Operation};

use crate::equipped::Bus;

type Change = fn(&[u8]) -> Vec<u8>;

/// Replaces the data of the answers to one command.
pub(crate) struct Forger {
    bus: Bus,
    opcode: Opcode,
    change: Change,
    armed: bool,
}

/// A driver whose answers to `opcode` are `change`d.
pub(crate) fn forged(chip: &SimI2c, opcode: Opcode, change: Change) -> Atecc<Forger, SimDelay> {
    let forger = Forger { bus: Bus(chip.clone()), opcode, change, armed: false };
    Atecc::new(forger, chip.delay(), Config::new())
}

impl Forger {
    fn forge(&self, reply: &mut [u8]) {
        let count = usize::from(reply[0]);
        let data = (self.change)(&reply[1..count - 2]);
        let mut frame = vec![u8::try_from(data.len() + 3).unwrap()];
        frame.extend(data);
        frame.extend(crc16(&frame).to_le_bytes());
        reply.fill(0xFF);
        reply.iter_mut().zip(frame).for_each(|(to, from)| *to = from);
    }
}

impl ErrorType for Forger {
    type Error = <Bus as ErrorType>::Error;
}

impl I2c for Forger {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Self::Error> {
        self.bus.transaction(address, operations)?;
        for operation in operations {
            match operation {
                Operation::Write(bytes) => self.armed = bytes.get(2) == Some(&self.opcode.to_byte()),
                Operation::Read(reply) if self.armed => self.forge(reply),
                Operation::Read(_) => {}
            }
        }
        Ok(())
    }
}
