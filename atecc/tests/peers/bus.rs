//! Dead buses, slow chips, several users, chips that need a sleep.

use std::sync::Mutex;
use std::thread;

use atecc::blocking::Atecc;
use atecc::{ChipRng, Config, Error, Status};
use atecc_sim::{SimBus, Time, Timing};
use embedded_hal_mock::eh1::delay::NoopDelay;
use embedded_hal_mock::eh1::i2c::Mock;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use rand_core::TryRng;

use crate::chip;
use crate::life::slot;

/// The longest that any operation may try to reach a chip that is not there, nanoseconds: the watchdog's time, and some.
const GIVES_UP_NS: u64 = 2_500_000_000;

/// Some try for 20 seconds, and some have a loop without an end.
#[test]
fn a_bus_without_a_chip_is_given_up_before_long() {
    let bus = SimBus::new(Time::Virtual);
    let mut device = Atecc::new(bus.clone(), bus.delay(), Config::new());
    let mut before = bus.now();
    let mut gave_up = |outcome: Result<(), Error<_>>| {
        assert!(matches!(outcome, Err(Error::NoChip)), "{outcome:?}");
        assert!(bus.now() - before < GIVES_UP_NS, "{} ns", bus.now() - before);
        before = bus.now();
    };
    gave_up(device.sign_digest(slot(0), &[1; 32]).map(drop));
    gave_up(device.gen_key(slot(0)).map(drop));
    gave_up(device.read_config().map(drop));
    gave_up(device.sha256(&[0; 1000]).map(drop));
    gave_up(device.recover());
    gave_up(ChipRng::new(&mut device).try_next_u64().map(drop));
}

/// A driver that reads the configuration when it is made cannot even be made for a chip that is stuck.
#[test]
fn making_a_driver_sends_nothing() {
    let atecc = Atecc::new(Mock::new(&[]), NoopDelay::new(), Config::new());
    atecc.release().0.done();
}

/// Fixed waits without a margin fail on parts that take their longest times.
#[test]
fn the_slowest_part_is_waited_for() {
    let (chip, mut device) = chip();
    chip.set_options(|options| options.timing = Timing::Max);
    let key = device.public_key(slot(0)).unwrap();
    let signature = device.sign_digest(slot(0), &[1; 32]).unwrap();
    assert!(device.verify_digest(&key, &[1; 32], &signature).unwrap());
    device.gen_key(slot(0)).unwrap();
}

/// Where digest and signature are two operations, somebody's digest gets between them.
#[test]
fn two_users_of_one_driver_never_sign_each_others_digest() {
    let (_, mut device) = chip();
    let key = device.public_key(slot(0)).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    let device = Mutex::new(device);
    thread::scope(|scope| {
        for user in [1, 2] {
            let (device, key) = (&device, &key);
            scope.spawn(move || {
                for number in 0..10 {
                    let digest = [user * 16 + number; 32];
                    let signature = device.lock().unwrap().sign_digest(slot(0), &digest).unwrap();
                    let signature = Signature::from_slice(&signature.0).unwrap();
                    assert!(key.verify_prehash(&digest, &signature).is_ok(), "user {user}, {number}");
                }
            });
        }
    });
}

/// Idle keeps the failure, so that a driver which only idles never gets a random number again.
#[test]
fn a_failed_health_test_does_not_outlast_the_operation() {
    let (chip, mut device) = chip();
    device.random(&mut [0; 32]).unwrap();
    chip.set_options(|options| options.rng_fails = true);
    let outcome = device.random(&mut [0; 32]);
    assert!(matches!(outcome, Err(Error::Status(Status::HealthTestError))), "{outcome:?}");
    chip.set_options(|options| options.rng_fails = false);
    device.random(&mut [0; 32]).unwrap();
    device.sign_digest(slot(0), &[1; 32]).unwrap();
}
