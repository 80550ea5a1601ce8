//! A future that is dropped at any of its awaits leaves a chip with which the next operation works, and has had its effect at
//! most once.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;
#[path = "common/yielding.rs"]
mod yielding;

use atecc::Config;
use atecc::command::CounterId;
use atecc_sim::{Part, SimI2c};
use embedded_hal_async::i2c::I2c;
use life::slot;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use sha2::Digest;
use yielding::{Device, ENOUGH, Outcome, device, finished, polled};

fn locked() -> SimI2c {
    let chip = SimI2c::blank(Part::Atecc608B, Some(99)).unwrap();
    locked::lock(&mut atecc::blocking::Atecc::new(chip.clone(), chip.delay(), Config::new()));
    chip
}

fn campaign<T>(
    operation: impl AsyncFnMut(&mut Device) -> Outcome<T>,
    next: impl FnMut(usize, &mut Device, &SimI2c),
) -> usize {
    yielding::campaign(&locked(), operation, next)
}

#[test]
fn a_dropped_signature_never_becomes_the_signature_of_another_digest() {
    let awaits = campaign(
        async |device| device.sign_digest(slot(0), &[1; 32]).await,
        |awaits, device, _| {
            let key = finished(device.public_key(slot(0))).unwrap();
            let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
            let signature = finished(device.sign_digest(slot(0), &[2; 32])).unwrap();
            let signature = Signature::from_slice(&signature.0).unwrap();
            assert!(key.verify_prehash(&[2; 32], &signature).is_ok(), "dropped at {awaits}");
        },
    );
    assert!(awaits > 20, "{awaits}");
}

#[test]
fn a_dropped_increment_counts_at_most_once() {
    let mut last = 0;
    campaign(
        async |device| device.increment_counter(CounterId::One).await,
        |awaits, device, _| {
            let now = finished(device.counter(CounterId::One)).unwrap();
            assert!(now == last || now == last + 1, "dropped at {awaits}: from {last} to {now}");
            last = now;
        },
    );
    assert!(last > 0);
}

#[test]
fn a_dropped_key_is_the_old_one_or_the_new_one() {
    campaign(
        async |device| device.gen_key(slot(0)).await,
        |awaits, device, _| {
            let key = finished(device.public_key(slot(0))).unwrap();
            let again = finished(device.public_key(slot(0))).unwrap();
            assert_eq!(key, again, "dropped at {awaits}");
        },
    );
}

#[test]
fn a_dropped_hash_does_not_mix_with_the_next_one() {
    let expected: [u8; 32] = sha2::Sha256::digest([7; 100]).into();
    campaign(
        async |device| device.sha256(&[6; 150]).await,
        |awaits, device, _| {
            assert_eq!(finished(device.sha256(&[7; 100])).unwrap(), expected, "dropped at {awaits}");
        },
    );
}

#[test]
fn a_dropped_key_agreement_loses_its_key_and_gives_no_wrong_secret() {
    let chip = locked();
    let mut device = device(&chip);
    let peer = finished(device.public_key(slot(0))).unwrap();
    for awaits in 1..ENOUGH {
        let (key, public) = finished(device.ephemeral_key()).unwrap();
        let dropped = polled(device.ecdh_ephemeral(key, &peer), awaits);
        // The next agreement is its own: both sides get the same secret.
        let (key, next) =
            finished(device.ephemeral_key()).unwrap_or_else(|error| panic!("at {awaits}: {error}"));
        assert_ne!(next, public);
        let ours = finished(device.ecdh_ephemeral(key, &peer)).unwrap();
        let theirs = finished(device.ecdh(slot(0), &next)).unwrap();
        assert_eq!(ours.expose(), theirs.expose(), "dropped at {awaits}");
        if let Some(outcome) = dropped {
            outcome.unwrap();
            return;
        }
    }
}

#[test]
fn a_dropped_session_is_recovered_and_the_chip_rests() {
    campaign(
        async |device| {
            let mut session = device.session();
            session.revision().await?;
            session.random(&mut [0; 32]).await?;
            session.end().await;
            Ok(())
        },
        |awaits, device, chip| {
            finished(device.recover()).unwrap_or_else(|error| panic!("dropped at {awaits}: {error}"));
            // Idle: it does not acknowledge.
            assert!(finished(I2c::write(&mut chip.clone(), 0x60, &[0x00])).is_err(), "dropped at {awaits}");
        },
    );
}
