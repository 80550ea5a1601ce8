//! Private keys that come from outside.

use atecc::config::KeyConfig;
use atecc::{Error, Misuse};

use crate::equipped::*;

#[test]
fn a_key_written_encrypted_signs_as_itself() {
    let (_, mut device) = equipped();
    let scalar = [0x5C; 32];
    device.priv_write_encrypted(slot(7), &scalar, &KEY, &NUM_IN).unwrap();
    let expected = public(&p256::SecretKey::from_slice(&scalar).unwrap());
    assert_eq!(device.public_key(slot(7)).unwrap(), expected);
    let signature = device.sign_digest(slot(7), &[3; 32]).unwrap();
    assert!(verifies(&expected, &[3; 32], &signature));
    assert!(device.key_valid(slot(7)).unwrap());
}

#[test]
fn under_a_wrong_key_or_into_another_slot_nothing_is_written() {
    let (_, mut device) = equipped();
    let before = device.public_key(slot(7)).unwrap();
    assert!(refused(device.priv_write_encrypted(slot(7), &[0x5C; 32], &WRONG_KEY, &NUM_IN)));
    assert!(refused(device.priv_write(slot(7), &[0x5C; 32])), "in clear, after the lock");
    assert_eq!(device.public_key(slot(7)).unwrap(), before);
    for number in [0, 9] {
        assert!(refused(device.priv_write_encrypted(slot(number), &[0x5C; 32], &KEY, &NUM_IN)));
    }
}

#[test]
fn what_is_no_key_is_not_sent() {
    let (chip, mut device) = equipped();
    let before = chip.counts().total();
    for scalar in [[0; 32], [0xFF; 32]] {
        assert_eq!(device.priv_write(slot(7), &scalar), Err(Error::Misuse(Misuse::PrivateKey)));
        let outcome = device.priv_write_encrypted(slot(7), &scalar, &KEY, &NUM_IN);
        assert_eq!(outcome, Err(Error::Misuse(Misuse::PrivateKey)));
    }
    assert_eq!(chip.counts().total(), before);
}

#[test]
fn between_the_locks_a_key_is_written_in_clear() {
    let (_, mut device) = blank();
    let mut zone = device.read_config().unwrap();
    zone.set_slot_config(slot(0), atecc::config::SlotConfig(0x0081));
    zone.set_key_config(slot(0), KeyConfig::PRIVATE_KEY);
    device.write_config(&zone).unwrap();
    device.lock_config(&zone).unwrap();
    device.priv_write(slot(0), &[0x5C; 32]).unwrap();
    let expected = public(&p256::SecretKey::from_slice(&[0x5C; 32]).unwrap());
    assert_eq!(device.public_key(slot(0)).unwrap(), expected);
}
