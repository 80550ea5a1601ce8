//! The contract of `rand_core`, on the simulated chip.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use atecc::blocking::Atecc;
use atecc::{ChipRng, Config, Error, Opcode};
use atecc_sim::{Part, SimI2c};
use rand_core::{Rng, TryCryptoRng, TryRng, UnwrapErr};

fn chip() -> SimI2c {
    SimI2c::blank(Part::Atecc608B, Some(3)).unwrap()
}

fn only_cryptographic(rng: &mut impl TryCryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.try_fill_bytes(&mut bytes).unwrap();
    bytes
}

#[test]
fn numbers_are_the_chips() {
    let chip = chip();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    locked::lock(&mut device);
    let before = chip.counts().of(Opcode::Random);
    let mut rng = ChipRng::new(&mut device);
    let (a, b) = (rng.try_next_u32().unwrap(), rng.try_next_u32().unwrap());
    let (c, d) = (rng.try_next_u64().unwrap(), rng.try_next_u64().unwrap());
    assert!(a != b && c != d, "each is new");
    assert_eq!(chip.counts().of(Opcode::Random), before + 4);
    let mut long = [0; 70];
    rng.try_fill_bytes(&mut long).unwrap();
    assert_eq!(chip.counts().of(Opcode::Random), before + 7);
    assert_ne!(long[..32], long[32..64]);
    assert!(long[64..].iter().any(|byte| *byte != 0), "filled to the end");
    rng.try_fill_bytes(&mut []).unwrap();
    assert_ne!(only_cryptographic(&mut rng), only_cryptographic(&mut rng));
    // For code that wants a generator that never fails.
    assert_ne!(UnwrapErr(rng).next_u64(), 0);
}

/// In a session the chip stays awake between two numbers.
#[test]
fn a_session_serves_too() {
    let chip = chip();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    locked::lock(&mut device);
    let mut session = device.session();
    let mut rng = ChipRng::new(&mut session);
    assert_ne!(rng.try_next_u64().unwrap(), rng.try_next_u64().unwrap());
    session.end();
}

/// Before its configuration is locked, a chip answers a pattern that must never be taken for random numbers.
#[test]
fn a_chip_that_has_no_random_numbers_is_an_error() {
    let chip = chip();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let mut rng = ChipRng::new(&mut device);
    assert!(matches!(rng.try_next_u32(), Err(Error::NotConfigured)));
    let mut bytes = [7; 40];
    rng.try_fill_bytes(&mut bytes).unwrap_err();
    assert_eq!(bytes, [0; 40], "nothing that looks like one");
}
