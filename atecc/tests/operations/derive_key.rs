//! Secrets derived in the chip, and by the host that knows their parent.

use atecc::command::DeriveNonce;
use sha2::{Digest, Sha256};

use crate::equipped::*;

#[test]
fn a_rolled_key_is_the_digest_of_the_data_sheet() {
    let (chip, mut device) = equipped();
    let nonce = [0x5A; 32];
    let derived = device.derive_key(slot(12), DeriveNonce::Fixed(&nonce), None).unwrap();
    let sn = device.serial_number().unwrap().0;
    // Parent, opcode, mode (fixed source), target, serial number, zeros, TempKey.
    let message = [&ROLLED[..], &[0x1C, 0x04, 12, 0, sn[8], sn[0], sn[1]], &[0; 25], &nonce].concat();
    let expected: [u8; 32] = Sha256::digest(message).into();
    assert_eq!(inside(&chip, 12)[..32], expected);
    assert_eq!(derived.value(&ROLLED).expose(), &expected);
    // Once more, from what it is now, with a nonce of both sides.
    let derived = device.derive_key(slot(12), DeriveNonce::Random(&NUM_IN), None).unwrap();
    assert_eq!(inside(&chip, 12)[..32], derived.value(&expected).expose()[..]);
}

#[test]
fn a_created_key_needs_the_mac_of_its_write_key() {
    let (chip, mut device) = equipped();
    let before = inside(&chip, 13);
    let nonce = DeriveNonce::Random(&NUM_IN);
    assert!(refused(device.derive_key(slot(13), nonce, None)));
    assert!(refused(device.derive_key(slot(13), nonce, Some(&[1; 32]))));
    assert_eq!(inside(&chip, 13), before);
    let derived = device.derive_key(slot(13), nonce, Some(&SECRET)).unwrap();
    assert_eq!(inside(&chip, 13)[..32], derived.value(&SECRET).expose()[..]);
    assert_ne!(derived.value(&[1; 32]).expose(), derived.value(&SECRET).expose());
}

#[test]
fn slots_that_are_not_derived_stay() {
    let (chip, mut device) = equipped();
    for number in [0, 4, 9] {
        let before = inside(&chip, number);
        assert!(refused(device.derive_key(slot(number), DeriveNonce::Fixed(&[1; 32]), None)));
        assert_eq!(inside(&chip, number), before);
    }
}
