//! Counters, and the keys that are bound to them.

use atecc::command::{CountLimit, CounterId};
use atecc::config::{Count, offset};
use atecc::{Error, Misuse};
use atecc_sim::Part;

use crate::equipped::*;

/// CountMatch in slot 9.
fn matched() -> (atecc_sim::SimI2c, Device) {
    equipped_part(Part::Atecc608B, |zone| zone.as_bytes_mut()[offset::COUNT_MATCH] = 0x91)
}

#[test]
fn a_limit_is_written_twice_and_read_again() {
    let (chip, mut device) = matched();
    device.write_slot(slot(9), 8, &[7; 24]).unwrap();
    device.set_count_limit(CountLimit::new(0x1_2320).unwrap()).unwrap();
    assert_eq!(inside(&chip, 9)[..8], [0x20, 0x23, 0x01, 0x00, 0x20, 0x23, 0x01, 0x00]);
    assert_eq!(inside(&chip, 9)[8..32], [7; 24], "the rest of the block stays");
    assert_eq!(device.count_limit().unwrap().map(CountLimit::count), Some(0x1_2320));
    device.write_slot(slot(9), 4, &[0x40]).unwrap();
    assert_eq!(device.count_limit(), Err(Error::NotAsExpected), "the two copies differ");
}

#[test]
fn limits_are_multiples_of_32() {
    for count in [1, 31, 33, Count::MAX, Count::MAX + 1] {
        assert_eq!(CountLimit::new(count), None, "{count}");
    }
    assert_eq!(CountLimit::new(Count::MAX - 31).map(CountLimit::count), Some(2_097_120));
}

#[test]
fn uses_end_exactly_at_the_limit() {
    let (_, mut device) = matched();
    device.set_count_limit(CountLimit::new(32).unwrap()).unwrap();
    for left in (1..=32).rev() {
        assert_eq!(device.remaining_uses(LIMITED.slot).unwrap(), Some(left));
        // One kind of use after the other.
        match left % 3 {
            0 => device.prove(&LIMITED, &NUM_IN).unwrap(),
            1 => device.authorise(&LIMITED, &NUM_IN).unwrap(),
            _ => device.use_up(LIMITED.slot).unwrap(),
        }
    }
    assert_eq!(device.remaining_uses(LIMITED.slot).unwrap(), Some(0));
    assert!(refused(device.prove(&LIMITED, &NUM_IN)));
    assert!(refused(device.use_up(LIMITED.slot)));
    assert_eq!(device.counter(CounterId::Zero).unwrap(), 32);
    // A new limit, new uses.
    device.set_count_limit(CountLimit::new(64).unwrap()).unwrap();
    assert_eq!(device.remaining_uses(LIMITED.slot).unwrap(), Some(32));
    device.prove(&LIMITED, &NUM_IN).unwrap();
}

#[test]
fn a_failed_proof_counts_too() {
    let (_, mut device) = equipped();
    let wrong = atecc::IoKey { value: &[1; 32], ..LIMITED };
    assert_eq!(device.authorise(&wrong, &NUM_IN), Err(Error::WrongKey));
    assert_eq!(device.remaining_uses(LIMITED.slot).unwrap(), Some(Count::MAX - 1));
}

#[test]
fn without_count_match_the_counter_itself_is_the_limit() {
    let (_, mut device) = equipped();
    assert_eq!(device.remaining_uses(KEY.slot).unwrap(), None);
    assert_eq!(device.remaining_uses(LIMITED.slot).unwrap(), Some(Count::MAX));
    assert_eq!(device.count_limit().unwrap(), None);
    let limit = CountLimit::new(64).unwrap();
    assert_eq!(device.set_count_limit(limit), Err(Error::Misuse(Misuse::Disabled)));
}
