//! The extra bytes, self-tests and what Info tells.

use atecc::Error;
use atecc::command::Tests;
use atecc::policy::TempKeyFlags;
use atecc_sim::SelfTests;

use crate::equipped::*;

#[test]
fn extra_bytes_are_set_once() {
    let (_, mut device) = equipped();
    device.set_user_extra(0x5A).unwrap();
    device.set_user_extra_add(0x6A).unwrap();
    let zone = device.read_config().unwrap();
    assert_eq!(zone.as_bytes()[84..86], [0x5A, 0x6A]);
    for value in [0x5A, 0x00, 0x11] {
        assert!(refused(device.set_user_extra(value)));
        assert!(refused(device.set_user_extra_add(value)));
    }
    assert_eq!(device.read_config().unwrap(), zone);
}

#[test]
fn self_tests_tell_what_failed() {
    let (chip, mut device) = equipped();
    assert!(device.self_test(Tests::ALL).unwrap().is_empty());
    chip.set_options(|options| options.failing_self_tests = SelfTests::from_bits(0x14));
    assert_eq!(device.self_test(Tests::ALL).unwrap(), Tests::ECDSA.and(Tests::AES));
    assert_eq!(device.self_test_failures().unwrap(), Tests::ECDSA.and(Tests::AES));
    let refused = device.sign_digest(slot(0), &[1; 32]);
    assert!(matches!(refused, Err(Error::Status(atecc::Status::SelfTestError))), "{refused:?}");
    chip.set_options(|options| options.failing_self_tests = SelfTests::from_bits(0));
    assert!(device.self_test(Tests::ECDSA.and(Tests::AES)).unwrap().is_empty());
    device.sign_digest(slot(0), &[1; 32]).unwrap();
}

#[test]
fn info_tells_of_keys_and_state() {
    let (_, mut device) = equipped();
    assert!(device.key_valid(slot(0)).unwrap());
    assert!(device.key_valid(slot(11)).unwrap());
    assert!(!device.key_valid(slot(9)).unwrap());
    let state = device.state().unwrap();
    assert_eq!((state.temp_key, state.authorised), (TempKeyFlags::default(), None));
    let (_key, _) = device.ephemeral_key().unwrap();
    assert!(device.state().unwrap().temp_key.valid);
}
