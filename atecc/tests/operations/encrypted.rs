//! Slots that are read and written encrypted, in any pieces.

use atecc::{Address, Error, Misuse, Opcode};

use crate::equipped::*;

#[test]
fn every_piece_of_a_slot_is_written_and_read() {
    let (chip, mut device) = equipped();
    for number in [5, 8] {
        let mut model = inside(&chip, number);
        let size = model.len();
        let pieces =
            [(0, size), (0, 1), (31, 2), (size - 1, 1), (size - 4, 4), (5, 30), (32, size - 32), (7, 0)];
        for (round, (offset, len)) in (1u8..).zip(pieces) {
            let data: Vec<u8> = (0..len).map(|index| round ^ u8::try_from(index % 251).unwrap()).collect();
            device.write_slot_encrypted(slot(number), offset, &data, &KEY, &NUM_IN).unwrap();
            model[offset..offset + len].copy_from_slice(&data);
            assert_eq!(inside(&chip, number), model, "slot {number}, {len} bytes at {offset}");
            let mut read = vec![0; len];
            device.read_slot_encrypted(slot(number), offset, &mut read, &KEY, &NUM_IN).unwrap();
            assert_eq!(read, data, "slot {number}, {len} bytes at {offset}");
        }
    }
}

#[test]
fn only_what_fits_is_sent() {
    let (chip, mut device) = equipped();
    let before = chip.counts().total();
    for (offset, len) in [(0, 37), (36, 1), (usize::MAX, 2)] {
        let outcome = device.write_slot_encrypted(slot(5), offset, &vec![0; len], &KEY, &NUM_IN);
        assert_eq!(outcome, Err(Error::Misuse(Misuse::Range)));
        let outcome = device.read_slot_encrypted(slot(5), offset, &mut vec![0; len], &KEY, &NUM_IN);
        assert_eq!(outcome, Err(Error::Misuse(Misuse::Range)));
    }
    assert_eq!(chip.counts().total(), before);
}

#[test]
fn a_wrong_key_changes_nothing() {
    let (chip, mut device) = equipped();
    device.write_slot_encrypted(slot(8), 0, &[7; 416], &KEY, &NUM_IN).unwrap();
    for (offset, len) in [(0, 32), (0, 5), (30, 40)] {
        let outcome = device.write_slot_encrypted(slot(8), offset, &vec![9; len], &WRONG_KEY, &NUM_IN);
        assert!(refused(outcome), "{len} at {offset}");
        assert_eq!(inside(&chip, 8), [7; 416]);
    }
    let mut out = [0; 32];
    device.read_slot_encrypted(slot(8), 0, &mut out, &WRONG_KEY, &NUM_IN).unwrap();
    assert_ne!(out, [7; 32], "the chip cannot tell, and the host gets noise");
}

#[test]
fn a_rest_that_cannot_be_read_is_not_overwritten() {
    // Slot 5: written encrypted, never read. Slot 8: read under another key.
    let (chip, mut device) = equipped_part(atecc_sim::Part::Atecc608B, |zone| {
        zone.set_slot_config(slot(5), atecc::config::SlotConfig(0x4480));
        zone.set_slot_config(slot(8), atecc::config::SlotConfig(0x44C6));
    });
    for number in [5, 8] {
        let before = chip.counts().of(Opcode::Write);
        let outcome = device.write_slot_encrypted(slot(number), 0, &[1; 33], &KEY, &NUM_IN);
        assert_eq!(outcome, Err(Error::Misuse(Misuse::Partial)));
        assert_eq!(chip.counts().of(Opcode::Write), before);
        device.write_slot_encrypted(slot(number), 0, &[1; 32], &KEY, &NUM_IN).unwrap();
    }
    // The last block counts as whole up to the end of the slot.
    device.write_slot_encrypted(slot(5), 32, &[2; 4], &KEY, &NUM_IN).unwrap();
    assert_eq!(inside(&chip, 5), [&[1; 32][..], &[2; 4]].concat());
    let io_key = atecc::IoKey { slot: slot(6), value: &IO_KEY };
    let mut out = [0; 8];
    device.read_slot_encrypted(slot(8), 28, &mut out, &io_key, &NUM_IN).unwrap();
    assert_eq!(out[..4], [1; 4]);
}

#[test]
fn a_slot_that_is_readable_in_clear_is_kept_in_clear() {
    let (chip, mut device) = equipped_part(atecc_sim::Part::Atecc608B, |zone| {
        zone.set_slot_config(slot(8), atecc::config::SlotConfig(0x4400));
    });
    device.write_slot_encrypted(slot(8), 3, &[1; 32], &KEY, &NUM_IN).unwrap();
    assert_eq!(inside(&chip, 8)[..40], [&[0; 3][..], &[1; 32], &[0; 5]].concat());
    let outcome = device.read_slot_encrypted(slot(8), 0, &mut [0; 32], &KEY, &NUM_IN);
    assert_eq!(outcome, Err(Error::NotEncrypted));
    let outcome = device.read_encrypted(Address::data_block(slot(9), 0).unwrap(), &KEY, &NUM_IN);
    assert!(matches!(outcome, Err(Error::NotEncrypted)));
    let outcome = device.read_encrypted(Address::otp_block(0).unwrap(), &KEY, &NUM_IN);
    assert!(matches!(outcome, Err(Error::NotEncrypted)));
}

#[test]
fn what_is_never_readable_is_wiped_from_the_callers_buffer() {
    let (_, mut device) = equipped();
    let mut out = [0xEE; 32];
    assert!(refused(device.read_slot_encrypted(slot(4), 0, &mut out, &KEY, &NUM_IN)));
    assert_eq!(out, [0; 32]);
}
