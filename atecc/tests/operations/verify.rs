//! Signing messages and verifying, believed or proven.

use atecc::{Error, Opcode, Signature};
use sha2::{Digest, Sha256};

use crate::equipped::*;
use crate::forger::forged;

const NONCE: [u8; 32] = [0x99; 32];

fn digest() -> [u8; 32] {
    Sha256::digest(b"message").into()
}

#[test]
fn a_message_is_hashed_once_and_signed() {
    let (_, mut device) = equipped();
    let key = device.public_key(slot(0)).unwrap();
    let signature = device.sign_message(slot(0), b"message").unwrap();
    assert!(verifies(&key, &digest(), &signature));
    assert!(device.verify_message(&key, b"message", &signature).unwrap());
    assert!(!device.verify_message(&key, b"massage", &signature).unwrap());
}

#[test]
fn a_stored_key_judges_and_authorises() {
    let (_, mut device) = equipped();
    let signature = sign(&boot_key(), &digest());
    assert!(device.verify_stored(slot(11), &digest(), &signature).unwrap());
    assert_eq!(device.state().unwrap().authorised, Some(slot(11)));
    assert!(!device.verify_stored(slot(11), &[1; 32], &signature).unwrap());
    // Not validated; no public key.
    for number in [14, 9] {
        assert!(refused(device.verify_stored(slot(number), &digest(), &signature)), "slot {number}");
    }
}

#[test]
fn a_proven_verdict_carries_the_mac_of_the_io_key() {
    let (_, mut device) = equipped();
    let signature = sign(&boot_key(), &digest());
    let mut flipped = signature;
    flipped.0[0] ^= 1;
    let key = public(&boot_key());
    assert_eq!(device.verify_protected(&key, &digest(), &signature, &IO_KEY, &NONCE), Ok(true));
    assert_eq!(device.verify_protected(&key, &digest(), &flipped, &IO_KEY, &NONCE), Ok(false));
    assert_eq!(device.verify_protected(&key, &digest(), &signature, &[1; 32], &NONCE), Err(Error::Forged));
    assert_eq!(device.verify_stored_protected(slot(11), &digest(), &signature, &IO_KEY, &NONCE), Ok(true));
    assert_eq!(device.verify_stored_protected(slot(11), &[1; 32], &signature, &IO_KEY, &NONCE), Ok(false));
    let another = Signature([1; 64]);
    assert_eq!(device.verify_stored_protected(slot(11), &digest(), &another, &IO_KEY, &NONCE), Ok(false));
}

#[test]
fn without_an_io_key_nothing_is_proven() {
    let (_, mut device) = equipped_part(atecc_sim::Part::Atecc608B, |zone| {
        zone.as_bytes_mut()[atecc::config::offset::CHIP_OPTIONS] = 0;
    });
    let signature = sign(&boot_key(), &digest());
    assert!(refused(device.verify_protected(&public(&boot_key()), &digest(), &signature, &IO_KEY, &NONCE)));
}

#[test]
fn a_forged_success_is_not_believed() {
    let (chip, device) = equipped();
    drop(device);
    let signature = sign(&boot_key(), &digest());
    let key = public(&boot_key());
    let mut device = forged(&chip, Opcode::Verify, |_| vec![0x00]);
    let plain = device.verify_digest(&key, &[1; 32], &signature).unwrap();
    assert!(plain, "a forger is believed here: that is what the protected form is for");
    let bad = device.verify_protected(&key, &[1; 32], &signature, &IO_KEY, &NONCE);
    assert!(matches!(bad, Err(Error::Forged)), "{bad:?}");
    let mut device = forged(&chip, Opcode::Verify, |_| vec![0xAA; 32]);
    let bad = device.verify_stored_protected(slot(11), &[1; 32], &signature, &IO_KEY, &NONCE);
    assert!(matches!(bad, Err(Error::Forged)), "{bad:?}");
}
