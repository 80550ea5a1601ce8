//! One fault of each kind at each bus transaction. Whatever happens: the right answer or a typed error, never a wrong answer,
//! never a side effect twice, and the next operation works.

use atecc::Error;
use core::cell::Cell;

use atecc::blocking::Atecc;
use atecc::command::{CountLimit, CounterId, DeriveNonce, SecureBoot, Tests};
use atecc::config::offset;
use atecc::host::{Claim, Validation};
use atecc_sim::{Part, SimDelay, SimI2c};

use crate::campaign::{Bus, Outcome, campaign, campaign_on};
use crate::equipped::*;

/// More transactions than most operations here have.
const LAST: u64 = 30;

fn answers<T>(
    chip: &SimI2c,
    operation: impl FnMut(&mut Atecc<Bus, SimDelay>) -> Outcome<T>,
    right: impl Fn(T) -> bool,
) {
    let (good, failed) = campaign(chip, LAST, operation, |name, outcome, _| match outcome {
        Ok(answer) => assert!(right(answer), "{name}"),
        // No fault here is a forgery.
        Err(error) => {
            assert!(!matches!(error, Error::Forged | Error::WrongKey | Error::NotAsExpected), "{name}");
        }
    });
    assert!(good > 5 * failed, "single faults are survived: {good} good, {failed} failed");
}

#[test]
fn verdicts_are_right_or_none() {
    let (chip, _) = equipped();
    let (good, bad, key) = (sign(&boot_key(), &[1; 32]), sign(&peer(), &[1; 32]), public(&boot_key()));
    answers(&chip, |device| device.verify_stored(slot(11), &[1; 32], &good), |valid| valid);
    answers(&chip, |device| device.verify_stored(slot(11), &[1; 32], &bad), |valid| !valid);
    let nonce = [2; 32];
    answers(&chip, |device| device.verify_protected(&key, &[1; 32], &good, &IO_KEY, &nonce), |valid| valid);
    answers(&chip, |device| device.verify_protected(&key, &[1; 32], &bad, &IO_KEY, &nonce), |valid| !valid);
    let full = SecureBoot::full(&[1; 32], &good);
    answers(&chip, |device| device.secure_boot(&full), |valid| valid);
    answers(&chip, |device| device.secure_boot_protected(&full, None, &IO_KEY, &NUM_IN), |valid| valid);
}

#[test]
fn secrets_are_right_or_none() {
    let (chip, mut device) = equipped();
    let (zero, two) = (device.public_key(slot(0)).unwrap(), device.public_key(slot(2)).unwrap());
    let peer = public(&peer());
    let is = |key| move |secret: atecc::Secret| secret.expose() == &agreed(&key);
    answers(&chip, |device| device.ecdh(slot(0), &peer), is(zero));
    answers(&chip, |device| device.ecdh_protected(slot(0), &peer, &IO_KEY), is(zero));
    answers(&chip, |device| device.ecdh_into_next_slot(slot(2), &peer), |()| true);
    answers(&chip, |device| device.ecdh_read_encrypted(slot(2), &peer, &KEY, &NUM_IN), is(two));
}

#[test]
fn proofs_and_attestations_are_right_or_none() {
    let (chip, mut device) = equipped();
    let zone = device.read_config().unwrap();
    let signer = device.public_key(slot(0)).unwrap();
    answers(&chip, |device| device.prove(&KEY, &NUM_IN), |()| true);
    answers(&chip, |device| device.authorise(&KEY, &NUM_IN), |()| true);
    answers(&chip, |device| device.set_latch(&KEY, &NUM_IN), |()| true);
    answers(&chip, Atecc::clear_latch, |()| true);
    answers(&chip, |device| device.self_test(Tests::ALL), Tests::is_empty);
    answers(
        &chip,
        |device| device.attest_key(slot(0), slot(2), &NUM_IN),
        |(key, attestation)| {
            let claim = Claim::PrivateKey(slot(2), &key);
            attestation.verify(&claim, &NUM_IN, &zone, |digest, by| verifies(&signer, digest, by))
        },
    );
    answers(
        &chip,
        |device| device.attest_config(slot(0), 2, &NUM_IN),
        |attestation| {
            let claim = Claim::ConfigBlock(2);
            attestation.verify(&claim, &NUM_IN, &zone, |digest, by| verifies(&signer, digest, by))
        },
    );
    let validation = Validation::valid(slot(14), &public(&validated_key()), &[3; 32], &zone);
    let signature = sign(&boot_key(), validation.digest());
    answers(&chip, |device| device.validate_key(&validation, &signature), |valid| valid);
}

#[test]
fn slots_hold_what_was_written_or_what_was_there() {
    let (chip, _) = equipped();
    let fill = Cell::new(0u8);
    for number in [8, 9] {
        let mut before = inside(&chip, number);
        campaign(
            &chip,
            90,
            |device| {
                fill.set(fill.get().wrapping_add(1));
                let data = [fill.get(); 36];
                match number {
                    8 => device.write_slot_encrypted(slot(8), 30, &data, &KEY, &NUM_IN),
                    _ => device.write_slot(slot(9), 30, &data),
                }
            },
            |name, outcome, chip| {
                let now = inside(chip, number);
                for (at, (now, before)) in now.iter().zip(&before).enumerate() {
                    let written = (30..66).contains(&at) && *now == fill.get();
                    assert!(written || *now == *before, "{name}: byte {at}");
                }
                assert!(outcome.is_err() || now[30..66] == [fill.get(); 36], "{name}");
                before = now;
            },
        );
    }
}

#[test]
fn slots_read_right_or_not_at_all() {
    let (chip, mut device) = equipped();
    device.write_slot_encrypted(slot(5), 0, &[7; 36], &KEY, &NUM_IN).unwrap();
    let mut read = |device: &mut Atecc<Bus, SimDelay>| {
        let mut out = [0xEE; 36];
        let outcome = device.read_slot_encrypted(slot(5), 0, &mut out, &KEY, &NUM_IN);
        assert_eq!(outcome.is_err(), out == [0; 36]);
        outcome.map(|()| out)
    };
    answers(&chip, &mut read, |out| out == [7; 36]);
}

#[test]
fn a_private_key_is_the_old_one_or_the_new_one() {
    let (chip, mut device) = equipped();
    let old = device.public_key(slot(7)).unwrap();
    let new = public(&p256::SecretKey::from_slice(&[0x5C; 32]).unwrap());
    let state = chip.reveal_state();
    let fresh = || SimI2c::from_state(state.as_bytes(), atecc_sim::Options::default()).unwrap();
    campaign_on(
        fresh,
        LAST,
        |device| device.priv_write_encrypted(slot(7), &[0x5C; 32], &KEY, &NUM_IN),
        |name, outcome, chip| {
            let now = driver(chip).public_key(slot(7)).unwrap();
            assert!(now == new || outcome.is_err() && now == old, "{name}: {outcome:?}");
        },
    );
}

#[test]
fn a_key_is_derived_at_most_once_per_call() {
    let (chip, _) = equipped();
    let mut before = inside(&chip, 12);
    let nonce = [0x5A; 32];
    let (good, failed) = campaign(
        &chip,
        LAST,
        |device| device.derive_key(slot(12), DeriveNonce::Fixed(&nonce), None),
        |name, outcome, chip| {
            let now = inside(chip, 12);
            if let Ok(derived) = &outcome {
                let parent = before[..32].try_into().unwrap();
                assert_eq!(now[..32], derived.value(parent).expose()[..], "{name}");
            } else if now != before {
                // It was derived and the answer got lost: once, from what was there.
                let parent = before[..32].try_into().unwrap();
                let derived = driver(chip).derive_key(slot(12), DeriveNonce::Fixed(&nonce), None).unwrap();
                let once = derived.value(parent);
                assert_eq!(now[..32], once.expose()[..], "{name}");
            }
            before = inside(chip, 12);
        },
    );
    assert!(good > 5 * failed, "{good} good, {failed} failed");
}

#[test]
fn uses_count_once_per_call() {
    let (chip, mut device) = equipped();
    let mut last = device.counter(CounterId::Zero).unwrap();
    campaign(
        &chip,
        LAST,
        |device| device.use_up(LIMITED.slot),
        |name, outcome, chip| {
            let now = driver(chip).counter(CounterId::Zero).unwrap();
            assert!(now == last + 1 || outcome.is_err() && now == last, "{name}: from {last} to {now}");
            last = now;
        },
    );
    campaign(
        &chip,
        LAST,
        |device| device.prove(&LIMITED, &NUM_IN),
        |name, outcome, chip| {
            let now = driver(chip).counter(CounterId::Zero).unwrap();
            // A second try may count another, as the documentation says.
            let least = last + u32::from(outcome.is_ok());
            assert!((least..=last + 2).contains(&now), "{name}: from {last} to {now}");
            last = now;
        },
    );
}

#[test]
fn limits_are_the_old_ones_or_the_new_ones() {
    let (chip, _) = equipped_part(Part::Atecc608B, |zone| zone.as_bytes_mut()[offset::COUNT_MATCH] = 0x91);
    let limits = [64, 128].map(|count| CountLimit::new(count).unwrap());
    driver(&chip).set_count_limit(limits[0]).unwrap();
    let mut next = 0;
    campaign(
        &chip,
        LAST,
        |device| {
            next = 1 - next;
            device.set_count_limit(limits[next]).map(|()| limits[next])
        },
        |name, outcome, chip| {
            let now = driver(chip).count_limit().unwrap().unwrap();
            assert!(outcome.is_ok_and(|limit| limit == now) || limits.contains(&now), "{name}");
        },
    );
    let left = driver(&chip).remaining_uses(LIMITED.slot).unwrap();
    answers(&chip, |device| device.remaining_uses(LIMITED.slot), |now| now == left);
}

#[test]
fn extra_bytes_and_locks_are_done_or_not_and_told_apart() {
    let (chip, _) = equipped();
    let state = chip.reveal_state();
    let fresh = || SimI2c::from_state(state.as_bytes(), atecc_sim::Options::default()).unwrap();
    let (good, failed) = campaign_on(
        fresh,
        LAST,
        |device| device.set_user_extra(0x5A),
        |name, outcome, chip| {
            let now = chip.reveal_eeprom().config().as_bytes()[offset::USER_EXTRA];
            assert!(now == 0x5A || outcome.is_err() && now == 0, "{name}: {outcome:?}");
        },
    );
    assert!(good > 5 * failed, "{good} good, {failed} failed");
    let locked = |chip: &SimI2c| chip.reveal_eeprom().config().slot_locked(slot(3));
    let (good, failed) = campaign_on(
        fresh,
        LAST,
        |device| device.lock_slot(slot(3)),
        |name, outcome, chip| assert!(locked(chip) || outcome.is_err(), "{name}"),
    );
    assert!(good > 5 * failed, "{good} good, {failed} failed");
    let (blank, mut device) = blank();
    let zone = device.read_config().unwrap();
    let state = blank.reveal_state();
    let fresh = || SimI2c::from_state(state.as_bytes(), atecc_sim::Options::default()).unwrap();
    let (good, failed) = campaign_on(
        fresh,
        LAST,
        |device| device.lock_config(&zone),
        |name, outcome, chip| {
            assert!(chip.reveal_eeprom().config().config_locked() || outcome.is_err(), "{name}");
            assert!(!matches!(outcome, Err(Error::NotAsExpected)), "{name}");
        },
    );
    assert!(good > 5 * failed, "{good} good, {failed} failed");
}

#[test]
fn an_older_part_signs_right_or_not_at_all() {
    let (chip, _) = crate::atecc508a::atecc508a();
    let key = driver(&chip).public_key(slot(0)).unwrap();
    answers(&chip, |device| device.sign_digest(slot(0), &[9; 32]), |by| verifies(&key, &[9; 32], &by));
}
