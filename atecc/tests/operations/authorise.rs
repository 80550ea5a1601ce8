//! The host proves itself to the chip, and the chip to the host.

use atecc::{Config, Error, Misuse, Opcode, Rest};

use crate::equipped::*;
use crate::forger::forged;

#[test]
fn a_proof_opens_one_use_of_the_other_key() {
    let (_, mut device) = equipped();
    let key = device.public_key(slot(1)).unwrap();
    let mut session = device.session();
    assert!(refused(session.sign_digest(slot(1), &[1; 32])));
    session.authorise(&KEY, &NUM_IN).unwrap();
    assert_eq!(session.state().unwrap().authorised, Some(KEY.slot));
    let signature = session.sign_digest(slot(1), &[1; 32]).unwrap();
    assert!(verifies(&key, &[1; 32], &signature));
    assert_eq!(session.state().unwrap().authorised, None);
    assert!(refused(session.sign_digest(slot(1), &[1; 32])), "one use");
}

#[test]
fn a_proof_lasts_while_the_chip_idles_and_not_while_it_sleeps() {
    let (_, mut device) = equipped();
    device.authorise(&KEY, &NUM_IN).unwrap();
    device.sign_digest(slot(1), &[1; 32]).unwrap();
    device.set_config(Config { rest: Rest::Sleep, ..Config::new() });
    assert_eq!(device.authorise(&KEY, &NUM_IN), Err(Error::Misuse(Misuse::Rest)));
    let mut session = device.session();
    session.authorise(&KEY, &NUM_IN).unwrap();
    session.sign_digest(slot(1), &[1; 32]).unwrap();
}

#[test]
fn a_wrong_key_authorises_nothing() {
    let (_, mut device) = equipped();
    assert_eq!(device.authorise(&WRONG_KEY, &NUM_IN), Err(Error::WrongKey));
    assert!(refused(device.sign_digest(slot(1), &[1; 32])));
    let no_secret = atecc::IoKey { slot: slot(0), value: &SECRET };
    assert!(refused(device.authorise(&no_secret, &NUM_IN)));
}

#[test]
fn a_chip_proves_its_key_and_no_other() {
    let (chip, mut device) = equipped();
    device.prove(&KEY, &NUM_IN).unwrap();
    assert_eq!(device.prove(&WRONG_KEY, &NUM_IN), Err(Error::Forged));
    drop(device);
    let flip = |data: &[u8]| data.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == 31)).collect();
    assert_eq!(forged(&chip, Opcode::Mac, flip).prove(&KEY, &NUM_IN), Err(Error::Forged));
    // Another serial number than that of the chip that has the key.
    let serial = |data: &[u8]| data.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == 9)).collect();
    assert_eq!(forged(&chip, Opcode::Read, serial).prove(&KEY, &NUM_IN), Err(Error::Forged));
}

#[test]
fn limited_uses_are_counted_one_by_one() {
    let (_, mut device) = equipped();
    for used in 0..3 {
        assert_eq!(device.counter(atecc::command::CounterId::Zero).unwrap(), 2 * used);
        device.prove(&LIMITED, &NUM_IN).unwrap();
        device.authorise(&LIMITED, &NUM_IN).unwrap();
    }
}

#[test]
fn the_latch_opens_with_its_key_and_closes_without() {
    // Slot 7 signs only while the latch is set.
    let (chip, mut device) = equipped_part(atecc_sim::Part::Atecc608B, |zone| {
        zone.set_key_config(slot(7), atecc::config::KeyConfig(0x1013));
    });
    assert!(!device.latch().unwrap());
    assert!(refused(device.sign_digest(slot(7), &[1; 32])));
    assert_eq!(device.set_latch(&WRONG_KEY, &NUM_IN), Err(Error::WrongKey));
    assert!(refused(device.set_latch(&LIMITED, &NUM_IN)), "another key");
    assert!(!device.latch().unwrap());
    device.set_latch(&KEY, &NUM_IN).unwrap();
    assert!(device.latch().unwrap());
    device.sign_digest(slot(7), &[1; 32]).unwrap();
    device.clear_latch().unwrap();
    assert!(!device.latch().unwrap());
    device.set_latch(&KEY, &NUM_IN).unwrap();
    chip.power_cycle().unwrap();
    assert!(!device.latch().unwrap(), "the supply dropped");
}
