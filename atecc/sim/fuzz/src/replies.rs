mod operations;

use atecc::blocking::Atecc;
use atecc::crc::crc16;
use atecc::{Config, SeedUpdate, Slot};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::{ErrorKind, ErrorType, I2c, Operation};

use crate::input::Input;
use operations::OPERATIONS;

/// Whatever a bus answers, the driver comes to an end: it neither panics nor goes on for ever.
pub fn replies(data: &[u8]) {
    let mut input = Input::new(data);
    let chosen = [(); 4].map(|()| (usize::from(input.byte()) % OPERATIONS.len(), input.byte()));
    let config = Config { seed_update: SeedUpdate::Always, ..Config::new() };
    let mut device = Atecc::new(Adversary { input, transactions: 0 }, NoDelay, config);
    for (operation, slot) in chosen {
        let _ = OPERATIONS[operation](&mut device, Slot::from_nibble(slot));
    }
    let _ = device.recover();
}

type Device<'a> = Atecc<Adversary<'a>, NoDelay>;

/// A bus whose answers are the input.
struct Adversary<'a> {
    input: Input<'a>,
    transactions: u32,
}

/// Far more than the driver ever needs to give up.
const ENDLESS: u32 = 200_000;

impl ErrorType for Adversary<'_> {
    type Error = ErrorKind;
}

impl I2c for Adversary<'_> {
    fn transaction(&mut self, _: u8, operations: &mut [Operation<'_>]) -> Result<(), ErrorKind> {
        self.transactions += 1;
        assert!(self.transactions < ENDLESS, "the driver does not give up");
        for operation in operations {
            let kind = self.input.byte();
            if kind & 0x80 != 0 {
                return Err(if kind & 1 == 0 { ErrorKind::Other } else { ErrorKind::Bus });
            }
            if let Operation::Read(reply) = operation {
                self.reply(kind, reply);
            }
        }
        Ok(())
    }
}

impl Adversary<'_> {
    /// Bytes of the input; with a count and a CRC that are right, unless they shall be wrong.
    fn reply(&mut self, kind: u8, reply: &mut [u8]) {
        reply.fill(0xFF);
        let given = self.input.bytes(usize::from(kind & 0x7F).min(reply.len()));
        reply[..given.len()].copy_from_slice(given);
        let frame = reply.len().min(usize::from(self.input.byte()));
        if kind & 0x40 == 0 && frame > 3 {
            let (body, crc) = reply[..frame].split_at_mut(frame - 2);
            body[0] = u8::try_from(frame).expect("no longer than a byte can say");
            crc.copy_from_slice(&crc16(body).to_le_bytes());
        }
    }
}

/// Time passes for the driver only.
struct NoDelay;

impl DelayNs for NoDelay {
    fn delay_ns(&mut self, _: u32) {}
}
