//! What an operation costs on the simulated chip, beside the floor that chip and bus themselves set.

use atecc::blocking::Atecc;
use atecc::command::LockTarget;
use atecc::config::{SlotConfig, WriteConfig};
use atecc::{Address, Config, Error, IoKey, PublicKey, Signature};
use atecc_sim::{BusError, Part, SimDelay, SimI2c};

use crate::counter::{Cost, Counter};
use crate::life::{configured, data_crc, slot};

/// The clocks that are measured, Hz.
pub(crate) const BUS_HZ: [u32; 2] = [100_000, 400_000];

pub(crate) type Device = Atecc<Counter, SimDelay>;
type Outcome = Result<(), Error<BusError>>;

/// An operation with its name.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    run: fn(&mut Device) -> Outcome,
}

/// IsSecret and EncryptRead, ReadKey and WriteKey 4, encrypted writes.
const READ_UNDER_4: SlotConfig = SlotConfig(0x44C4);
const SECRET: [u8; 32] = [0x44; 32];
const NUM_IN: [u8; 20] = [0x77; 20];
const DIGEST: [u8; 32] = [0x5A; 32];
/// The base point of P-256.
const PEER: PublicKey = PublicKey([
    0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2, //
    0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, //
    0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, //
    0x2B, 0xCE, 0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
]);

/// What is measured.
pub(crate) const OPERATIONS: [Measured; 8] = [
    Measured { name: "sign_digest", run: |device| device.sign_digest(slot(0), &DIGEST).map(drop) },
    Measured {
        name: "verify_digest",
        run: |device| device.verify_digest(&PEER, &DIGEST, &Signature([0x11; 64])).map(drop),
    },
    Measured { name: "gen_key", run: |device| device.gen_key(slot(0)).map(drop) },
    Measured { name: "ecdh", run: |device| device.ecdh(slot(0), &PEER).map(drop) },
    Measured { name: "random(32 bytes)", run: |device| device.random(&mut [0; 32]) },
    Measured {
        name: "read_encrypted(32 bytes)",
        run: |device| {
            let address = Address::data_block(slot(5), 0).unwrap();
            device.read_encrypted(address, &IoKey { slot: slot(4), value: &SECRET }, &NUM_IN).map(drop)
        },
    },
    Measured { name: "sha256(1024 bytes)", run: |device| device.sha256(&[0x33; 1024]).map(drop) },
    Measured { name: "read_config", run: |device| device.read_config().map(drop) },
];

impl Measured {
    /// The row of the table in README.md.
    pub(crate) fn row(&self, hz: u32) -> String {
        format!("| `{}` | {} kHz {}", self.name, hz / 1_000, self.at(hz).columns())
    }

    /// Measures the operation on a chip that rests in idle, on a bus of so many Hz.
    pub(crate) fn at(&self, hz: u32) -> Cost {
        self.with(Config { bus_hz: hz, ..Config::new() })
    }

    /// The same with other settings.
    pub(crate) fn with(&self, config: Config) -> Cost {
        let mut device = ready(config);
        // Once before, so that the seed is fresh and the chip rests.
        (self.run)(&mut device).unwrap();
        let mark = device.bus().mark();
        (self.run)(&mut device).unwrap();
        device.bus().since(&mark)
    }
}

/// A locked chip: slot 0 signs, agrees and can be made anew, slot 4 is the key that slot 5 is read under.
fn ready(config: Config) -> Device {
    let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
    let bus = Counter::new(chip.clone(), config.bus_hz);
    let mut device = Atecc::new(bus, chip.delay(), config);
    let mut zone = configured(&device.read_config().unwrap());
    zone.set_slot_config(slot(4), SlotConfig::secret(slot(4), WriteConfig::NEVER));
    zone.set_slot_config(slot(5), READ_UNDER_4);
    device.write_config(&zone).unwrap();
    device.lock(LockTarget::Config { crc: zone.crc() }).unwrap();
    device.gen_key(slot(0)).unwrap();
    (2..16).for_each(|number| device.fill_slot(slot(number), &[]).unwrap());
    device.fill_slot(slot(4), &SECRET).unwrap();
    device.fill_otp(&[0; 64]).unwrap();
    device.lock(LockTarget::Data { crc: data_crc(4, &SECRET, &[0; 64]) }).unwrap();
    device
}
