//! What operations cost: commands, wakes, transactions, and time beside the floor that the chip itself sets.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use atecc::blocking::Atecc;
use atecc::timing::{ClockDivider, WAKE_HIGH_US};
use atecc::{Config, Opcode, SeedUpdate};
use atecc_sim::{Part, SimDelay, SimI2c};
use embedded_hal::i2c::{ErrorType, I2c, Operation};
use life::slot;

/// Counts transactions.
struct Counter {
    chip: SimI2c,
    transactions: u32,
}

impl ErrorType for Counter {
    type Error = <SimI2c as ErrorType>::Error;
}

impl I2c for Counter {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Self::Error> {
        self.transactions += 1;
        self.chip.transaction(address, operations)
    }
}

fn locked(config: Config) -> (SimI2c, Atecc<Counter, SimDelay>) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
    let mut device = Atecc::new(Counter { chip: chip.clone(), transactions: 0 }, chip.delay(), config);
    locked::lock(&mut device);
    (chip, device)
}

fn typical_ns(opcodes: &[Opcode]) -> u64 {
    let us = |opcode: &Opcode| u64::from(opcode.execution_time().typical_us(ClockDivider::M0));
    opcodes.iter().map(us).sum::<u64>() * 1_000
}

/// Commands and transactions of one signature, and its time in thousandths of the floor: wake, execution and
/// unavoidable bytes.
fn signature(config: Config) -> (Vec<(Opcode, u64)>, u32, u64) {
    let (chip, mut device) = locked(config);
    device.sign_digest(slot(0), &[1; 32]).unwrap();
    let (commands, transactions, start) = (chip.counts(), device.bus().transactions, chip.now());
    device.sign_digest(slot(0), &[2; 32]).unwrap();
    let counts = chip.counts();
    let used: Vec<_> = counts
        .iter()
        .map(|(opcode, count)| (opcode, count - commands.of(opcode)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let opcodes: Vec<_> = used.iter().map(|(opcode, _)| *opcode).collect();
    // Pulse and token 6+, load digest 41 and reply 5, sign 9 and reply 68, idle 2; nine bits each at 100 kHz.
    let bytes: u64 = 1 + 5 + (41 + 5) + (9 + 68) + 2;
    let floor = u64::from(WAKE_HIGH_US) * 1_000 + typical_ns(&opcodes) + bytes * 9 * 10_000;
    (used, device.bus().transactions - transactions, (chip.now() - start) * 1_000 / floor)
}

#[test]
fn a_signature_is_nonce_and_sign_on_one_wake_at_the_floor() {
    let (commands, transactions, permille) = signature(Config::new());
    assert_eq!(commands, [(Opcode::Nonce, 1), (Opcode::Sign, 1)]);
    assert_eq!(transactions, 7);
    assert!(permille <= 1_030, "{permille} thousandths of the floor");
}

#[test]
fn the_seed_policy_decides_on_random() {
    let always = Config { seed_update: SeedUpdate::Always, ..Config::new() };
    assert_eq!(signature(always).0, [(Opcode::Nonce, 1), (Opcode::Random, 1), (Opcode::Sign, 1)]);
    let asleep = Config { rest: atecc::Rest::Sleep, ..Config::new() };
    assert_eq!(signature(asleep).0, [(Opcode::Nonce, 1), (Opcode::Random, 1), (Opcode::Sign, 1)]);
    let never = Config { rest: atecc::Rest::Sleep, seed_update: SeedUpdate::Never, ..Config::new() };
    assert_eq!(signature(never).0, [(Opcode::Nonce, 1), (Opcode::Sign, 1)]);
}
