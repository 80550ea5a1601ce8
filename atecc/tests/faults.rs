//! One fault of each kind at each bus transaction of an operation. Whatever happens: the right answer or a typed error,
//! never a wrong answer, never a side effect twice, and the next operation works.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use atecc::blocking::Atecc;
use atecc::command::CounterId;
use atecc::{Config, Error, Opcode};
use atecc_sim::fault::{
    BitFlips, Direction, Fault, FaultError, Faulty, NoAcknowledge, StuckBusy, Truncated, When,
};
use atecc_sim::{BusError, Part, SimDelay, SimI2c};
use life::slot;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha2::Digest;

/// More transactions than any operation here has.
const LAST: u64 = 40;

type Bus = Faulty<SimI2c, Box<dyn Fault>>;
type Outcome<T> = Result<T, Error<FaultError<BusError>>>;

/// A chip that is ready for use.
fn locked() -> SimI2c {
    let chip = SimI2c::blank(Part::Atecc608B, Some(77)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    locked::lock(&mut device);
    chip
}

/// Every kind of fault, at occasion `n`.
fn faults(n: u64) -> Vec<(&'static str, Box<dyn Fault>)> {
    let once = || When::nth(n);
    vec![
        ("no acknowledge", Box::new(NoAcknowledge::new(once()))),
        ("bits flip to the chip", Box::new(BitFlips::new(Direction::ToChip, once(), n))),
        ("bits flip from the chip", Box::new(BitFlips::new(Direction::FromChip, once(), n))),
        ("cut after the count", Box::new(Truncated::after(1, once()))),
        ("cut in the data", Box::new(Truncated::after(5, once()))),
        ("busy for longer", Box::new(StuckBusy::new(once(), 3))),
    ]
}

/// Runs `operation` with each fault in turn, and hands outcome and chip to `judge`.
fn campaign<T>(
    mut operation: impl FnMut(&mut Atecc<Bus, SimDelay>) -> Outcome<T>,
    mut judge: impl FnMut(&str, Outcome<T>, &SimI2c),
) -> (u32, u32) {
    let chip = locked();
    let (mut good, mut failed) = (0, 0);
    for n in 1..=LAST {
        for (name, fault) in faults(n) {
            let bus = Faulty::new(chip.clone(), fault);
            let mut device = Atecc::new(bus, chip.delay(), Config::new());
            let outcome = operation(&mut device);
            if outcome.is_ok() {
                good += 1;
            } else {
                failed += 1;
            }
            judge(&format!("{name} at {n}"), outcome, &chip);
            // The same driver goes on, and then any other.
            device.recover().unwrap_or_else(|error| panic!("{name} at {n}: {error}"));
            Atecc::new(chip.clone(), chip.delay(), Config::new()).revision().unwrap();
        }
    }
    (good, failed)
}

#[test]
fn a_signature_is_good_or_an_error() {
    let chip = locked();
    let key = Atecc::new(chip.clone(), chip.delay(), Config::new()).public_key(slot(0)).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    let (good, failed) = campaign(
        |device| device.sign_digest(slot(0), &[9; 32]),
        |name, outcome, _| {
            if let Ok(signature) = outcome {
                let signature = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
                assert!(key.verify_prehash(&[9; 32], &signature).is_ok(), "{name}: a wrong signature");
            }
        },
    );
    assert!(good > 200, "single faults are survived: {good} good, {failed} failed");
}

#[test]
fn a_counter_steps_at_most_once_per_call_and_as_often_as_it_says() {
    let mut last = 0;
    let (good, _) = campaign(
        |device| device.increment_counter(CounterId::One),
        |name, outcome, chip| {
            let now = Atecc::new(chip.clone(), chip.delay(), Config::new()).counter(CounterId::One).unwrap();
            match outcome {
                Ok(value) => assert_eq!((value, now), (last + 1, last + 1), "{name}"),
                // Unknown, as the error says, but never twice.
                Err(_) => assert!(now == last || now == last + 1, "{name}: from {last} to {now}"),
            }
            last = now;
        },
    );
    assert!(good > 200);
}

#[test]
fn a_key_is_made_once_and_is_the_one_that_was_given() {
    let mut made = None;
    campaign(
        |device| device.gen_key(slot(0)),
        |name, outcome, chip| {
            let runs = chip.counts().of(Opcode::GenKey);
            let now = Atecc::new(chip.clone(), chip.delay(), Config::new()).public_key(slot(0)).unwrap();
            if let Ok(key) = outcome {
                assert_eq!(key, now, "{name}");
                // Of this call: one run, unless the command had not arrived.
                assert!(made.is_none_or(|before| runs - before <= 3), "{name}");
            }
            made = Some(chip.counts().of(Opcode::GenKey));
        },
    );
}

#[test]
fn a_hash_is_right_or_an_error() {
    let data = [0x3C; 150];
    let expected = sha2::Sha256::digest(data);
    let (good, _) = campaign(
        |device| device.sha256(&data),
        |name, outcome, _| {
            if let Ok(digest) = outcome {
                assert_eq!(digest[..], expected[..], "{name}");
            }
        },
    );
    assert!(good > 200);
}

#[test]
fn a_slot_reads_right_or_not_at_all() {
    campaign(
        |device| {
            let mut data = [0xEE; 72];
            device.read_slot(slot(9), &mut data).map(|()| data)
        },
        |name, outcome, _| {
            if let Ok(data) = outcome {
                assert_eq!(data, [0; 72], "{name}");
            }
        },
    );
}
