//! What other simulators and drivers of this chip got wrong, each trap by name.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::ecc::point;
use crate::host::*;
use crate::keys::*;
use crate::part::Setup;

#[test]
fn slot_and_block_are_not_swapped_in_a_data_address() {
    let mut host = Setup::configured().host();
    // Slot 8, block 1; swapped it would be slot 1, block 8, which slot 1 does not have.
    assert_eq!(host.status(WRITE, 0x82, 1 << 8 | 8 << 3, &[0x5A; 32]), SUCCESS);
    // Slot 1, block 0; swapped it would be slot 0, block 1.
    assert_eq!(host.status(WRITE, 0x82, 1 << 3, &[0xA5; 32]), SUCCESS);
    assert_eq!(host.slot_contents(8)[32..64], [0x5A; 32]);
    assert_eq!(host.slot_contents(1)[..32], [0xA5; 32]);
    assert_eq!(host.slot_contents(0), [0xFF; 36]);
}

#[test]
fn slots_are_not_all_of_one_size() {
    let mut host = Setup::operational().host();
    for (slot, blocks) in [(0, 2), (7, 2), (8, 13), (9, 3), (15, 3)] {
        let at = |block: u16| block << 8 | slot << 3;
        assert_eq!(host.data(READ, 0x82, at(blocks - 1), &[]).len(), 32);
        assert_eq!(host.status(READ, 0x82, at(blocks), &[]), PARSE_ERROR, "slot {slot}");
    }
}

#[test]
fn a_secret_or_private_slot_is_not_read_after_the_data_lock() {
    let mut host = Setup::operational().slot(0, 0x2087, 0x0033).private(0, 5).slot(4, 0x8080, 0x003C).host();
    for slot in [0, 4] {
        for (zone, word) in [(0x82, 0), (0x02, 0), (0x02, 1)] {
            assert_eq!(host.status(READ, zone, slot << 3 | word, &[]), EXECUTION_ERROR);
        }
    }
}

#[test]
fn serial_number_enables_address_and_chip_mode_stand_where_the_data_sheet_puts_them() {
    let mut host = Host::blank();
    let first = host.data(READ, 0x80, 0, &[]);
    assert_eq!((&first[..2], first[12]), (&[0x01, 0x23][..], 0xEE), "SN[0:1], SN[8]");
    assert_eq!(first[4..8], host.data(INFO, 0x00, 0, &[]), "RevNum");
    assert_eq!(first[13..15], [0x01, 0x01], "AES_Enable, I2C_Enable");
    assert_eq!(first[16], 0xC0, "I2C_Address");
    // ChipMode is byte 19, not 85: its bit 2 lengthens the watchdog.
    for (at, awake) in [(19, true), (18, false)] {
        let host = Setup::operational().config(at, &[0x04]).host();
        host.wait_us(3_000_000);
        let mut host = host;
        assert_eq!(host.acknowledges(), awake, "byte {at}");
    }
}

#[test]
fn the_three_registers_are_not_one() {
    let mut host =
        Setup::operational().slot(0, 0x2087, 0x0033).private(0, 5).config(90, &[0x06, 0x60]).host();
    let values: [[u8; 32]; 3] = [[1; 32], [2; 32], [3; 32]];
    for (mode, value) in [0x03, 0x43, 0x83].into_iter().zip(&values) {
        assert_eq!(host.status(NONCE, mode, 0, value), SUCCESS);
    }
    // The Alternate Key Buffer as a key, then the Message Digest Buffer and TempKey as messages.
    let expected = crate::kdf::prf(&values[2], b"seed");
    assert_eq!(host.data(KDF, 0x13, 0, &crate::kdf::request(1, b"seed")), expected[..32]);
    host.load_temp_key(&values[0]);
    for (mode, message) in [(0xA0, &values[1]), (0x80, &values[0])] {
        let signature = Signature::from_slice(&host.data(SIGN, mode, 0, &[])).unwrap();
        let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &point(5)].concat()).unwrap();
        assert!(key.verify_prehash(message, &signature).is_ok(), "{mode:#04x}");
    }
}

#[test]
fn sign_uses_temp_key_up() {
    let mut host = Setup::operational().slot(0, 0x2087, 0x0033).private(0, 5).host();
    host.load_temp_key(&[1; 32]);
    host.data(SIGN, 0x80, 0, &[]);
    assert_eq!(host.status(SIGN, 0x80, 0, &[]), EXECUTION_ERROR);
}

#[test]
fn lock_looks_at_the_crc_and_at_lockable() {
    let mut host = Setup::blank().host();
    assert_eq!(host.status(LOCK, 0x00, 0xDEAD, &[]), EXECUTION_ERROR);
    let mut host = Setup::configured().slot(3, 0x0000, 0x001C).host();
    assert_eq!(host.status(LOCK, 0x01, 0xDEAD, &[]), EXECUTION_ERROR);
    assert_eq!(host.status(LOCK, 0x02 | 3 << 2, 0, &[]), EXECUTION_ERROR);
    assert_eq!(host.status(LOCK, 0x02 | 4 << 2, 0, &[]), SUCCESS);
}

#[test]
fn the_zones_of_lock_are_not_those_of_read() {
    // 1 is OTP to Read and data with OTP to Lock; 2 is data to Read and one slot to Lock.
    let mut host = Setup::configured().host();
    assert_eq!(host.status(LOCK, 0x82, 0, &[]), SUCCESS);
    assert_eq!(host.data(READ, 0x00, 2 << 3 | 5, &[])[2..], [0x55, 0x00], "the data is not locked");
    assert_eq!(host.status(LOCK, 0x81, 0, &[]), SUCCESS);
    assert_eq!(host.data(READ, 0x00, 2 << 3 | 5, &[])[2..], [0x00, 0x00]);
}

#[test]
fn a_part_comes_unlocked_and_its_random_numbers_are_a_pattern_then() {
    let mut host = Host::blank();
    assert_eq!(host.data(READ, 0x00, 2 << 3 | 5, &[])[2..], [0x55, 0x55]);
    assert_eq!(host.data(RANDOM, 0x00, 0, &[]), [0xFF, 0xFF, 0x00, 0x00].repeat(8));
}

#[test]
fn sha_mode_3_appends_a_stored_public_key_and_ecdh_obeys_read_key() {
    let mut host = Setup::operational().slot(11, 0x0000, 0x0030).public(11, 7).host();
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    assert_eq!(host.status(SHA, 0x03, 11, &[]), SUCCESS);
    assert_eq!(host.data(SHA, 0xC2, 0, &[]), sha256(&[&point(7)]));
    let mut host = Setup::operational().slot(0, 0x2083, 0x0033).private(0, 5).host();
    assert_eq!(host.status(ECDH, 0x0C, 0, &point(7)), EXECUTION_ERROR);
}
