//! Public keys that are good only while their parent says so.

use atecc::host::Validation;
use sha2::{Digest, Sha256};

use crate::equipped::*;

const TARGET: u8 = 14;
const NONCE: [u8; 32] = [0x5A; 32];

#[test]
fn the_parent_makes_a_key_valid_and_invalid_again() {
    let (_, mut device) = equipped();
    let zone = device.read_config().unwrap();
    let key = public(&validated_key());
    let signature = sign(&validated_key(), &[9; 32]);
    assert!(refused(device.verify_stored(slot(TARGET), &[9; 32], &signature)));
    let validation = Validation::valid(slot(TARGET), &key, &NONCE, &zone);
    assert!(device.validate_key(&validation, &sign(&boot_key(), validation.digest())).unwrap());
    assert!(device.verify_stored(slot(TARGET), &[9; 32], &signature).unwrap());
    assert!(refused(device.write_slot(slot(TARGET), 0, &[0; 72])), "valid keys stay");
    let invalidation = Validation::invalid(slot(TARGET), &key, &NONCE, &zone);
    assert!(device.validate_key(&invalidation, &sign(&boot_key(), invalidation.digest())).unwrap());
    assert!(refused(device.verify_stored(slot(TARGET), &[9; 32], &signature)));
    device.write_slot(slot(TARGET), 0, &[0; 72]).unwrap();
}

#[test]
fn what_the_parent_signs_is_the_message_of_the_data_sheet() {
    let (_, mut device) = equipped();
    let zone = device.read_config().unwrap();
    let sn = zone.serial_number().0;
    let key = public(&validated_key());
    let head = [0x40, 0x10, TARGET, 0, sn[8], sn[0], sn[1]];
    let temp_key = Sha256::digest([&NONCE[..], &head, &[0; 25], &key.0].concat());
    let mut message = temp_key.to_vec();
    // Signed by 11, for invalidation; SlotConfig and KeyConfig of 14; GenKeyData, fixed source, slot 14.
    message.extend([0x41, 0x01, 11, 0, 0x0B, 0x10, 0x12, 0x00, 0x5E, 0, 0]);
    message.extend([sn[8], 0, 0, 0, 0, sn[0], sn[1], 0, 0, 1, 1, 0]);
    let validation = Validation::invalid(slot(TARGET), &key, &NONCE, &zone);
    assert_eq!(validation.digest()[..], Sha256::digest(&message)[..]);
}

#[test]
fn nobody_else_changes_the_mark() {
    let (chip, mut device) = equipped();
    let zone = device.read_config().unwrap();
    let key = public(&validated_key());
    let validation = Validation::valid(slot(TARGET), &key, &NONCE, &zone);
    let signature = sign(&boot_key(), validation.digest());
    assert!(!device.validate_key(&validation, &sign(&peer(), validation.digest())).unwrap());
    let invalidation = Validation::invalid(slot(TARGET), &key, &NONCE, &zone);
    assert!(!device.validate_key(&invalidation, &signature).unwrap());
    let other = Validation::valid(slot(TARGET), &public(&peer()), &NONCE, &zone);
    assert!(!device.validate_key(&other, &sign(&boot_key(), other.digest())).unwrap(), "another key");
    let unmarked = Validation::valid(slot(11), &public(&boot_key()), &NONCE, &zone);
    assert!(refused(device.validate_key(&unmarked, &sign(&boot_key(), unmarked.digest()))));
    assert_eq!(inside(&chip, TARGET)[0], 0xA0);
}
