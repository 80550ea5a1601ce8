//! Slots in clear, in any pieces.

use atecc::config::SlotConfig;
use atecc::{Error, Misuse, Opcode};

use crate::equipped::*;

#[test]
fn every_piece_of_a_slot_is_written_and_read() {
    let (chip, mut device) = equipped_part(atecc_sim::Part::Atecc608B, |zone| {
        zone.set_slot_config(slot(8), SlotConfig::PUBLIC_DATA);
        zone.set_slot_config(slot(5), SlotConfig::PUBLIC_DATA);
    });
    for number in [5, 8, 9] {
        let mut model = inside(&chip, number);
        let size = model.len();
        for offset in [0, 1, 3, 4, 31, 32, 33, size - 5, size - 1] {
            for len in [0, 1, 2, 4, 7, 32, 33, 64, size].into_iter().filter(|len| offset + len <= size) {
                let fill = u8::try_from((offset * 7 + len) % 251).unwrap();
                device.write_slot(slot(number), offset, &vec![fill; len]).unwrap();
                model[offset..offset + len].fill(fill);
                assert_eq!(inside(&chip, number), model, "slot {number}, {len} bytes at {offset}");
                let mut read = vec![0; len];
                device.read_slot_at(slot(number), offset, &mut read).unwrap();
                assert_eq!(read, model[offset..offset + len], "slot {number}, {len} bytes at {offset}");
            }
        }
    }
}

#[test]
fn secrets_that_anyone_may_write_take_whole_blocks() {
    let (chip, mut device) = equipped_part(atecc_sim::Part::Atecc608B, |zone| {
        zone.set_slot_config(slot(9), SlotConfig(0x0080));
    });
    for (offset, len) in [(0, 4), (0, 33), (4, 28), (64, 4)] {
        let before = chip.counts().of(Opcode::Write);
        let outcome = device.write_slot(slot(9), offset, &vec![1; len]);
        assert_eq!(outcome, Err(Error::Misuse(Misuse::Partial)), "{len} at {offset}");
        assert_eq!(chip.counts().of(Opcode::Write), before);
    }
    device.write_slot(slot(9), 32, &[2; 40]).unwrap();
    assert_eq!(inside(&chip, 9)[32..], [2; 40]);
}

#[test]
fn slots_that_take_no_write_are_left_as_they_are() {
    let (chip, mut device) = equipped();
    for number in [4, 5, 12] {
        let before = inside(&chip, number);
        assert!(refused(device.write_slot(slot(number), 0, &[1; 32])), "slot {number}");
        assert_eq!(inside(&chip, number), before);
    }
    assert!(refused(device.read_slot_at(slot(4), 0, &mut [0; 4])));
    assert_eq!(device.write_slot(slot(9), 70, &[0; 3]), Err(Error::Misuse(Misuse::Range)));
}
