//! Locks, which are for ever: over nothing but what was expected.

use atecc::config::{Phase, SlotConfig, offset};
use atecc::{Error, Misuse};

use crate::equipped::*;

#[test]
fn a_configuration_other_than_expected_is_not_locked() {
    let (_, mut device) = blank();
    let mut zone = device.read_config().unwrap();
    zone.set_slot_config(slot(3), SlotConfig(0x8F8F));
    assert_eq!(device.lock_config(&zone), Err(Error::NotAsExpected));
    assert_eq!(device.read_config().unwrap().phase(), Phase::Blank);
    device.write_config(&zone).unwrap();
    device.lock_config(&zone).unwrap();
    assert_eq!(device.read_config().unwrap().phase(), Phase::Configured);
    assert!(refused(device.lock_config(&zone)), "already");
}

#[test]
fn bytes_that_nobody_writes_are_not_compared() {
    let (_, mut device) = blank();
    let mut zone = device.read_config().unwrap();
    zone.as_bytes_mut()[..16].fill(0);
    zone.as_bytes_mut()[offset::LOCK_VALUE] = 0;
    device.lock_config(&zone).unwrap();
}

#[test]
fn data_other_than_written_is_not_locked() {
    let (_, mut device) = blank();
    let zone = device.read_config().unwrap();
    let five = [5; 36];
    let contents = |slot: atecc::Slot| if slot.number() == 5 { &five[..] } else { &[] };
    assert!(refused(device.lock_data(&zone, contents, &OTP)), "the configuration comes first");
    device.lock_config(&zone).unwrap();
    atecc::Slot::all().for_each(|slot| device.fill_slot(slot, contents(slot)).unwrap());
    device.fill_otp(&OTP).unwrap();
    let wrong = |slot: atecc::Slot| if slot.number() == 5 { &five[1..] } else { &[] };
    assert!(refused(device.lock_data(&zone, wrong, &OTP)));
    assert!(refused(device.lock_data(&zone, contents, &[0; 64])));
    let too_long = device.lock_data(&zone, |_| &[0; 37], &OTP);
    assert_eq!(too_long, Err(Error::Misuse(Misuse::Range)));
    assert_eq!(device.read_config().unwrap().phase(), Phase::Configured);
    device.lock_data(&zone, contents, &OTP).unwrap();
    assert_eq!(device.read_config().unwrap().phase(), Phase::Operational);
}

#[test]
fn a_slot_is_locked_if_it_is_lockable() {
    let (chip, mut device) = equipped();
    assert!(refused(device.lock_slot(slot(9))));
    device.lock_slot(slot(3)).unwrap();
    let zone = device.read_config().unwrap();
    assert!(zone.slot_locked(slot(3)) && !zone.slot_locked(slot(9)));
    assert!(refused(device.lock_slot(slot(3))), "already");
    assert!(chip.last_refusal().is_some());
}
