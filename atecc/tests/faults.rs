//! One fault of each kind at each bus transaction of an operation. Whatever happens: the right answer or a typed error,
//! never a wrong answer, never a side effect twice, and the next operation works.

#[path = "common/campaign.rs"]
mod campaign;
#[path = "common/fault_kinds.rs"]
mod fault_kinds;
#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use atecc::blocking::Atecc;
use atecc::command::CounterId;
use atecc::{Config, Error, Opcode};
use atecc_sim::{Part, SimDelay, SimI2c};
use campaign::{Bus, Outcome};
use embedded_hal::i2c::{Error as _, Operation};
use life::slot;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha2::Digest;

/// More transactions than any operation here has.
const LAST: u64 = 40;

/// A chip that is ready for use.
fn locked() -> SimI2c {
    let chip = SimI2c::blank(Part::Atecc608B, Some(77)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    locked::lock(&mut device);
    chip
}

/// The campaign on such a chip.
fn campaign<T>(
    operation: impl FnMut(&mut Atecc<Bus, SimDelay>) -> Outcome<T>,
    judge: impl FnMut(&str, Outcome<T>, &SimI2c),
) -> (u32, u32) {
    campaign::campaign(&locked(), LAST, operation, judge)
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
    let mut before = None;
    campaign(
        |device| device.gen_key(slot(0)),
        |name, outcome, chip| {
            let now = Atecc::new(chip.clone(), chip.delay(), Config::new()).public_key(slot(0)).unwrap();
            // The private key itself tells how often it was made anew: at most once a call.
            let made = chip.reveal_eeprom().slot(slot(0)).to_vec();
            match outcome {
                Ok(key) => {
                    assert_eq!(key, now, "{name}");
                    assert_ne!(before.as_ref(), Some(&made), "{name}: no new key");
                }
                // It was made and the answer got lost, or it was not made.
                Err(_) => assert!(before.is_some(), "{name}"),
            }
            before = Some(made);
        },
    );
}

/// An adapter that delivers a command, and reports an error all the same; and a reply that comes garbled on top of it.
#[test]
fn a_counter_is_not_stepped_twice_by_an_adapter_that_lies() {
    for garbled in [false, true] {
        let chip = locked();
        let (mut delivered, mut looked) = (false, false);
        let bus = Lying(chip.clone(), move |bytes: &mut [u8], write: bool| {
            if write
                && bytes.get(2) == Some(&Opcode::Counter.to_byte())
                && !core::mem::replace(&mut delivered, true)
            {
                return true;
            }
            if delivered && !write && garbled && !core::mem::replace(&mut looked, true) {
                bytes[2] ^= 1;
            }
            false
        });
        let mut device = Atecc::new(bus, chip.delay(), Config::new());
        let outcome = device.increment_counter(CounterId::One);
        let now = Atecc::new(chip.clone(), chip.delay(), Config::new()).counter(CounterId::One).unwrap();
        assert_eq!(now, 1, "garbled: {garbled}");
        assert!(matches!(outcome, Ok(1) | Err(Error::NoResponse)), "garbled: {garbled}: {outcome:?}");
    }
}

/// Reports an error for transactions that took place, where the closure says so.
struct Lying<F>(SimI2c, F);

impl<F> embedded_hal::i2c::ErrorType for Lying<F> {
    type Error = embedded_hal::i2c::ErrorKind;
}

impl<F: FnMut(&mut [u8], bool) -> bool> embedded_hal::i2c::I2c for Lying<F> {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Self::Error> {
        self.0.transaction(address, operations).map_err(|error| error.kind())?;
        let lies = operations.iter_mut().any(|operation| match operation {
            Operation::Write(bytes) => (self.1)(&mut bytes.to_vec(), true),
            Operation::Read(bytes) => (self.1)(bytes, false),
        });
        if lies { Err(embedded_hal::i2c::ErrorKind::Other) } else { Ok(()) }
    }
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
