use atecc::blocking::Atecc;
use atecc::command::CounterId;
use atecc::crc::crc16;
use atecc::{Address, Config, Error, IoKey, PublicKey, SeedUpdate, Signature, Slot};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::{ErrorKind, ErrorType, I2c, Operation};

use crate::input::Input;

/// Whatever a bus answers, the driver comes to an end: it neither panics nor goes on for ever.
pub fn replies(data: &[u8]) {
    let mut input = Input::new(data);
    let operations: Vec<u8> = input.bytes(4).to_vec();
    let config = Config { seed_update: SeedUpdate::Always, ..Config::new() };
    let mut device = Atecc::new(Adversary { input, transactions: 0 }, NoDelay, config);
    for operation in operations {
        let _ = run(&mut device, operation);
    }
    let _ = device.recover();
}

type Device<'a> = Atecc<Adversary<'a>, NoDelay>;

/// One operation of each kind.
fn run(device: &mut Device<'_>, operation: u8) -> Result<(), Error<ErrorKind>> {
    let slot = Slot::from_nibble(operation);
    let io_key = IoKey { slot, value: &[3; 32] };
    let peer = PublicKey([7; 64]);
    match operation >> 4 {
        0 => device.revision().map(drop),
        1 => device.read_config().map(drop),
        2 => device.gen_key(slot).map(drop),
        3 => device.sign_digest(slot, &[1; 32]).map(drop),
        4 => device.verify_digest(&peer, &[1; 32], &Signature([2; 64])).map(drop),
        5 => device.ecdh(slot, &peer).map(drop),
        6 => device.random(&mut [0; 70]),
        7 => device.sha256(&[5; 200]).map(drop),
        8 => device.hmac_sha256(slot, &[5; 70]).map(drop),
        9 => device.counter(CounterId::Zero).map(drop),
        10 => device.increment_counter(CounterId::One).map(drop),
        11 => device.read_slot(slot, &mut [0; 36]),
        12 => device.fill_slot(slot, &[1; 36]),
        13 => {
            let address = Address::data_block(slot, 0).expect("a block that each slot has");
            device.read_encrypted(address, &io_key, &[9; 20]).map(drop)
        }
        14 => {
            let address = Address::data_block(slot, 0).expect("a block that each slot has");
            device.write_encrypted(address, &[4; 32], &io_key, &[9; 20])
        }
        _ => {
            let (key, _) = device.ephemeral_key()?;
            device.ecdh_ephemeral(key, &peer).map(drop)
        }
    }
}

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
