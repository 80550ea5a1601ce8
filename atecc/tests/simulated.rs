//! The driver on the simulated chip, checked with arithmetic that is neither's.

#[path = "common/life.rs"]
mod life;

use atecc::blocking::Atecc;
use atecc::command::{DigestSource, LoadNonce, LockTarget, NonceTarget, Sign};
use atecc::config::Phase;
use atecc::{Config, Error, Opcode, PublicKey, Signature, Status};
use atecc_sim::{Part, SimDelay, SimI2c};
use embedded_hal::delay::DelayNs;
use life::{configured, data_crc, slot};
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::elliptic_curve::sec1::ToSec1Point;
use sha2::{Digest, Sha256};

type Device = Atecc<SimI2c, SimDelay>;

fn blank() -> (SimI2c, Device) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(608)).unwrap();
    let device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    (chip, device)
}

/// A locked chip with keys in slots 0 and 1.
fn locked() -> (SimI2c, Device) {
    let (chip, mut device) = blank();
    let target = configured(&device.read_config().unwrap());
    device.write_config(&target).unwrap();
    let zone = device.read_config().unwrap();
    assert_eq!(zone, target);
    device.lock(LockTarget::Config { crc: zone.crc() }).unwrap();
    device.gen_key(slot(0)).unwrap();
    device.gen_key(slot(1)).unwrap();
    for number in 2..16 {
        device.fill_slot(slot(number), &[]).unwrap();
    }
    let nine: [u8; 72] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    device.fill_slot(slot(9), &nine).unwrap();
    device.fill_otp(&[0x33; 64]).unwrap();
    device.lock(LockTarget::Data { crc: data_crc(9, &nine, &[0x33; 64]) }).unwrap();
    (chip, device)
}

fn sec1(key: &PublicKey) -> Vec<u8> {
    [&[4][..], &key.0].concat()
}

fn public(key: &p256::SecretKey) -> PublicKey {
    PublicKey(key.public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap())
}

#[test]
fn a_chip_lives_from_blank_to_locked() {
    let (_, mut device) = locked();
    assert_eq!(device.read_config().unwrap().phase(), Phase::Operational);
    let mut nine = [0; 72];
    device.read_slot(slot(9), &mut nine).unwrap();
    assert_eq!(nine, core::array::from_fn(|index| u8::try_from(index).unwrap()));
    let mut part = [0xEE; 36];
    device.read_slot(slot(9), &mut part).unwrap();
    assert_eq!(part, nine[..36]);
}

#[test]
fn signatures_are_over_the_digest_itself() {
    let (_, mut device) = locked();
    let key = device.public_key(slot(0)).unwrap();
    let verifier = VerifyingKey::from_sec1_bytes(&sec1(&key)).unwrap();
    for message in [&b"abc"[..], b"", &[0x5A; 1000]] {
        let digest: [u8; 32] = Sha256::digest(message).into();
        let signature = device.sign_digest(slot(0), &digest).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
        verifier.verify_prehash(&digest, &signature).unwrap();
    }
}

#[test]
fn keys_that_may_not_sign_or_are_none_are_refused() {
    let (chip, mut device) = locked();
    for number in [1, 5] {
        let refused = device.sign_digest(slot(number), &[1; 32]);
        assert!(matches!(refused, Err(Error::Status(Status::ExecutionError))), "slot {number}: {refused:?}");
        assert!(chip.last_refusal().is_some());
    }
    assert!(matches!(device.public_key(slot(5)), Err(Error::Status(Status::ExecutionError))));
}

#[test]
fn foreign_signatures_are_judged() {
    let (_, mut device) = locked();
    let secret = p256::SecretKey::from_slice(&[9; 32]).unwrap();
    let digest: [u8; 32] = Sha256::digest(b"message").into();
    let signature: p256::ecdsa::Signature =
        p256::ecdsa::SigningKey::from(&secret).sign_prehash(&digest).unwrap();
    let signature = Signature(signature.to_bytes().into());
    assert!(device.verify_digest(&public(&secret), &digest, &signature).unwrap());
    assert!(!device.verify_digest(&public(&secret), &[0; 32], &signature).unwrap());
    let mut other = signature;
    other.0[63] ^= 1;
    assert!(!device.verify_digest(&public(&secret), &digest, &other).unwrap());
    let nowhere = device.verify_digest(&PublicKey([1; 64]), &digest, &signature);
    assert!(matches!(nowhere, Err(Error::Status(_))), "{nowhere:?}");
}

#[test]
fn a_secret_is_the_other_sides_secret() {
    let (_, mut device) = locked();
    let ours = device.public_key(slot(0)).unwrap();
    let peer = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let secret = device.ecdh(slot(0), &public(&peer)).unwrap();
    let ours = p256::PublicKey::from_sec1_bytes(&sec1(&ours)).unwrap();
    let expected = p256::ecdh::diffie_hellman(peer.to_nonzero_scalar(), ours.as_affine());
    assert_eq!(secret.expose()[..], expected.raw_secret_bytes()[..]);
    assert_eq!(format!("{secret:?}"), "Secret(..)");
}

#[test]
fn hashes_of_every_length_round_the_block_are_right() {
    let (_, mut device) = locked();
    for len in [0, 1, 55, 56, 63, 64, 65, 127, 128, 129, 1000] {
        let data = vec![0xA5; len];
        assert_eq!(device.sha256(&data).unwrap()[..], Sha256::digest(&data)[..], "{len} bytes");
    }
}

#[test]
fn random_numbers_come_only_from_a_configured_chip() {
    let (_, mut device) = blank();
    assert!(matches!(device.random(&mut [0; 32]), Err(Error::NotConfigured)));
    let (_, mut device) = locked();
    let mut bytes = [0; 100];
    device.random(&mut bytes).unwrap();
    assert!(
        bytes.chunks(20).all(|chunk| chunk != &bytes[..20] || core::ptr::eq(chunk, &raw const bytes[..20]))
    );
}

#[test]
fn a_zone_is_not_locked_over_a_difference() {
    let (_, mut device) = blank();
    let zone = device.read_config().unwrap();
    let wrong = LockTarget::Config { crc: zone.crc() ^ 1 };
    assert!(matches!(device.lock(wrong), Err(Error::Status(_))));
    assert_eq!(device.read_config().unwrap().phase(), Phase::Blank);
}

#[test]
fn a_locked_configuration_is_not_written() {
    let (_, mut device) = locked();
    let zone = device.read_config().unwrap();
    assert!(matches!(device.write_config(&configured(&zone)), Err(Error::Status(_))));
    assert_eq!(device.read_config().unwrap(), zone);
}

#[test]
fn a_session_of_twenty_signatures_outlives_the_watchdog() {
    let (chip, mut device) = locked();
    let mut session = device.session();
    for index in 0..20 {
        session.sign_digest(slot(0), &[index; 32]).unwrap();
    }
    session.end();
    // The watchdog fires 1.3 s after a wake; this took longer.
    assert!(chip.now() > 1_500_000_000);
}

#[test]
fn recover_brings_an_unknown_chip_back() {
    let (chip, mut device) = locked();
    chip.power_cycle().unwrap();
    device.recover().unwrap();
    device.sign_digest(slot(0), &[1; 32]).unwrap();
}

#[test]
fn a_chip_that_lost_power_behind_the_drivers_back_signs_all_the_same() {
    let (chip, mut device) = locked();
    device.sign_digest(slot(0), &[1; 32]).unwrap();
    chip.power_cycle().unwrap();
    device.sign_digest(slot(0), &[2; 32]).unwrap();
}

#[test]
fn an_ephemeral_key_agrees_once_with_a_signature_in_between() {
    let (_, mut device) = locked();
    let peer = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let (key, ours) = device.ephemeral_key().unwrap();
    // The order of a TLS 1.2 client.
    device.sign_digest(slot(0), &[3; 32]).unwrap();
    let secret = device.ecdh_ephemeral(key, &public(&peer)).unwrap();
    let ours = p256::PublicKey::from_sec1_bytes(&sec1(&ours)).unwrap();
    let expected = p256::ecdh::diffie_hellman(peer.to_nonzero_scalar(), ours.as_affine());
    assert_eq!(secret.expose()[..], expected.raw_secret_bytes()[..]);
    device.ephemeral_key().unwrap();
}

#[test]
fn a_second_ephemeral_key_waits_for_the_first() {
    let (_, mut device) = locked();
    let (key, _) = device.ephemeral_key().unwrap();
    assert!(matches!(device.ephemeral_key(), Err(Error::Busy)));
    device.discard_ephemeral_key();
    let peer = public(&p256::SecretKey::from_slice(&[7; 32]).unwrap());
    assert!(matches!(device.ecdh_ephemeral(key, &peer), Err(Error::KeyLost)));
    let (key, _) = device.ephemeral_key().unwrap();
    device.ecdh_ephemeral(key, &peer).unwrap();
}

#[test]
fn an_ephemeral_key_keeps_a_sleeper_awake_and_dies_with_the_supply() {
    let (chip, device) = locked();
    let (bus, delay) = device.release();
    let mut device = Atecc::new(bus, delay, Config { rest: atecc::Rest::Sleep, ..Config::new() });
    let peer = public(&p256::SecretKey::from_slice(&[7; 32]).unwrap());
    let (key, _) = device.ephemeral_key().unwrap();
    device.ecdh_ephemeral(key, &peer).unwrap();

    let (key, _) = device.ephemeral_key().unwrap();
    chip.power_cycle().unwrap();
    let outcome = device.ecdh_ephemeral(key, &peer);
    assert!(outcome.is_err(), "never a secret of another key: {outcome:?}");
}

/// Commands of a kind since the supply came up.
fn count(chip: &SimI2c, opcode: Opcode) -> u64 {
    chip.counts().of(opcode)
}

#[test]
fn a_chip_whose_watchdog_fired_behind_the_drivers_back_renews_its_seed_before_it_signs() {
    // At once, and when the driver's own account of the watchdog has run out too.
    for signatures in [1, 9] {
        let (chip, mut device) = locked();
        let mut session = device.session();
        for index in 0..signatures {
            session.sign_digest(slot(0), &[index; 32]).unwrap();
        }
        let randoms = count(&chip, Opcode::Random);
        // The host was busy elsewhere.
        chip.delay().delay_ms(2_000);
        session.sign_digest(slot(0), &[0xAA; 32]).unwrap();
        assert_eq!(count(&chip, Opcode::Random), randoms + 1, "after {signatures} signatures");
    }
}

#[test]
fn a_digest_that_the_watchdog_took_is_missed_and_can_be_loaded_again() {
    let (chip, mut device) = locked();
    let load = LoadNonce { target: NonceTarget::MessageDigestBuffer, value: &[7; 32] };
    let sign = Sign { key: slot(0), source: DigestSource::MessageDigestBuffer };
    let mut session = device.session();
    session.execute(&load).unwrap();
    session.execute(&sign).unwrap();
    session.execute(&load).unwrap();
    chip.delay().delay_ms(2_000);
    assert!(matches!(session.execute(&sign), Err(Error::StateLost)));
    session.end();
    let outcome = device.execute(&sign);
    assert!(outcome.is_err(), "nothing is loaded: {outcome:?}");
    device.execute(&load).unwrap();
    device.execute(&sign).unwrap();
}
