//! Keys that sign, verify and agree.

use atecc::{Config, Slot};
use hwcrypto_api::{Ecdh, EphemeralKey, Error, KeyRef, P256Sign, P256Verify, PublicKey};
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::elliptic_curve::sec1::ToSec1Point;

use crate::{KEY, chip, chip_with, table};

#[test]
fn a_signature_through_the_table_is_the_chips() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let key = [&[4][..], &element.public_key(KEY).unwrap()].concat();
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key).unwrap();
    let signature = element.p256_sign(KEY, &[7; 32]).unwrap();
    key.verify_prehash(&[7; 32], &p256::ecdsa::Signature::from_slice(&signature).unwrap()).unwrap();
}

#[test]
fn signatures_of_others_are_verified() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let key = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let point = key.public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap();
    let signature: p256::ecdsa::Signature =
        p256::ecdsa::SigningKey::from(&key).sign_prehash(&[3; 32]).unwrap();
    let signature = signature.to_bytes().into();
    assert_eq!(element.p256_verify(&point, &[3; 32], &signature), Ok(true));
    assert_eq!(element.p256_verify(&point, &[4; 32], &signature), Ok(false));
    assert_eq!(element.p256_verify(&[9; 64], &[3; 32], &signature), Err(Error::Refused), "no such point");
}

#[test]
fn an_ephemeral_key_survives_a_signature_and_serves_once() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stored = element.public_key(KEY).unwrap();
    let (key, public) = element.ephemeral_key().unwrap();
    assert_eq!(element.ephemeral_key().err(), Some(Error::Busy));
    element.p256_sign(KEY, &[1; 32]).unwrap();
    let ours = element.ecdh(key, &stored).unwrap();
    assert_eq!(element.ecdh(KEY, &public), Ok(ours));
    assert_eq!(element.ecdh(key, &stored), Err(Error::StateLost));
}

/// A TLS 1.2 server that lets the chip verify its clients does this in every handshake.
#[test]
fn an_ephemeral_key_that_a_verification_cleared_is_lost_and_not_refused() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stored = element.public_key(KEY).unwrap();
    let signature = element.p256_sign(KEY, &[1; 32]).unwrap();
    let (key, _) = element.ephemeral_key().unwrap();
    assert_eq!(element.p256_verify(&stored, &[1; 32], &signature), Ok(true));
    assert_eq!(element.ecdh(key, &stored), Err(Error::StateLost));
    // Without that, what is refused is the point.
    let (key, _) = element.ephemeral_key().unwrap();
    assert_eq!(element.ecdh(key, &[9; 64]), Err(Error::Refused));
}

#[test]
fn an_ephemeral_key_in_a_slot_survives_sleep_and_leaves_temp_key_to_others() {
    let (bus, chip) = chip_with(Config::new(), |element| element.with_ephemeral_slot(Slot::from_nibble(2)));
    let table = table(chip);
    let mut element = &table;
    let stored = element.public_key(KEY).unwrap();
    let (key, public) = element.ephemeral_key().unwrap();
    assert_eq!(element.ephemeral_key().err(), Some(Error::Busy));
    bus.power_cycle().unwrap();
    element.p256_sign(KEY, &[1; 32]).unwrap();
    // This one needs TempKey.
    let theirs = element.ecdh(KEY, &public).unwrap();
    assert_eq!(element.ecdh(key, &stored), Ok(theirs));
    assert_eq!(element.ecdh(key, &stored), Err(Error::StateLost), "it serves once");
    let (second, other) = element.ephemeral_key().unwrap();
    assert_ne!((key, public), (second, other));
    element.discard_ephemeral_key(second);
    assert_eq!(element.ecdh(second, &stored), Err(Error::StateLost));
    assert!(element.ephemeral_key().is_ok());
}

#[test]
fn a_stale_name_never_reaches_another_key() {
    let (bus, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stored = element.public_key(KEY).unwrap();
    let (first, _) = element.ephemeral_key().unwrap();
    element.discard_ephemeral_key(KeyRef::ephemeral(first.as_ephemeral().unwrap() + 1));
    assert_eq!(element.ephemeral_key().err(), Some(Error::Busy), "that was not its name");
    element.discard_ephemeral_key(first);
    let (second, _) = element.ephemeral_key().unwrap();
    assert_ne!(first, second);
    assert_eq!(element.ecdh(first, &stored), Err(Error::StateLost));
    bus.power_cycle().unwrap();
    assert!(element.ecdh(second, &stored).is_err(), "the chip lost it, unseen by the driver");
    assert!(element.ephemeral_key().is_ok());
}
