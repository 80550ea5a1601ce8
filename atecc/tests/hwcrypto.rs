//! The driver behind the crypto table, on the simulated chip.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc::{Config, Rest};
use atecc_sim::{Part, SimDelay, SimI2c};
use hwcrypto_api::{
    Ecdh, Error, HwCrypto, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, Shared, StreamId,
};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha2::Digest;

type Chip = Shared<parking_lot::RawMutex, Element<SimI2c, SimDelay>>;

fn chip(config: Config) -> (SimI2c, &'static Chip) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(11)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), config);
    locked::lock(&mut device);
    (chip, Box::leak(Box::new(Shared::new(Element::new(device)))))
}

fn table(chip: &'static Chip) -> HwCrypto {
    HwCrypto::builder(chip).public_key().p256_sign().ecdh().random().sha256().sha256_stream().build()
}

const KEY: KeyRef = KeyRef::slot(0);

#[test]
fn a_signature_through_the_table_is_the_chips() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let key = [&[4][..], &element.public_key(KEY).unwrap()].concat();
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key).unwrap();
    let signature = element.p256_sign(KEY, &[7; 32]).unwrap();
    key.verify_prehash(&[7; 32], &p256::ecdsa::Signature::from_slice(&signature).unwrap()).unwrap();
}

#[test]
fn what_the_chip_says_becomes_what_a_caller_can_act_on() {
    let (bus, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    assert_eq!(element.p256_sign(KeyRef::slot(16), &[0; 32]), Err(Error::InvalidKey));
    assert_eq!(element.p256_sign(KeyRef::slot(5), &[0; 32]), Err(Error::Refused));
    assert_eq!(element.public_key(KeyRef::slot(5)), Err(Error::Refused));
    assert!(element.ecdh(KEY, &[1; 64]).is_err());
    element.random(&mut [0; 40]).unwrap();
    // At 1 MHz the wake pulse is too short: the chip is not there.
    bus.set_bus_hz(1_000_000);
    bus.power_cycle().unwrap();
    assert_eq!(element.p256_sign(KEY, &[0; 32]), Err(Error::NoResponse));
    bus.set_bus_hz(100_000);
    assert!(element.p256_sign(KEY, &[0; 32]).is_ok());
}

#[test]
fn a_stream_in_any_pieces_is_the_hash_of_the_whole() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let data: Vec<u8> = (0..=255).cycle().take(300).collect();
    for piece in [1, 7, 63, 64, 65, 128, 300] {
        let stream = element.sha256_open().unwrap();
        element.sha256_start(stream).unwrap();
        for part in data.chunks(piece) {
            element.sha256_update(stream, part).unwrap();
            // The engine is the stream's, and other work does not disturb it.
            assert_eq!(element.sha256(b""), Err(Error::Busy));
            element.p256_sign(KEY, &[1; 32]).unwrap();
        }
        assert_eq!(
            element.sha256_finish(stream).unwrap()[..],
            sha2::Sha256::digest(&data)[..],
            "in {piece}s"
        );
        element.sha256_close(stream);
        assert_eq!(element.sha256_update(stream, b"x"), Err(Error::InvalidInput));
    }
    assert_eq!(element.sha256(&data).unwrap()[..], sha2::Sha256::digest(&data)[..]);
}

#[test]
fn a_stream_on_a_chip_that_slept_is_lost_and_says_so() {
    let (bus, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    element.sha256_start(stream).unwrap();
    element.sha256_update(stream, &[1; 64]).unwrap();
    bus.power_cycle().unwrap();
    // The driver notices with its next use of the chip, whatever that is; the digest is never a wrong one.
    let outcome = element.sha256_update(stream, &[2; 64]).and_then(|()| element.sha256_finish(stream));
    assert!(outcome.is_err(), "{outcome:?}");
    // Started again, it is right.
    element.sha256_start(stream).unwrap();
    element.sha256_update(stream, b"abc").unwrap();
    assert_eq!(element.sha256_finish(stream).unwrap()[..], sha2::Sha256::digest(b"abc")[..]);
}

#[test]
fn a_chip_that_rests_asleep_keeps_a_stream() {
    let (_, chip) = chip(Config { rest: Rest::Sleep, ..Config::new() });
    let table = table(chip);
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    element.sha256_start(stream).unwrap();
    for _ in 0..3 {
        element.sha256_update(stream, &[5; 100]).unwrap();
    }
    assert_eq!(element.sha256_finish(stream).unwrap()[..], sha2::Sha256::digest([5; 300])[..]);
}

#[test]
fn a_stream_is_open_and_started_or_invalid() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    assert_eq!(element.sha256_open(), Err(Error::Busy));
    assert_eq!(element.sha256_start(StreamId(99)), Err(Error::InvalidInput));
    assert_eq!(element.sha256_update(stream, b"x"), Err(Error::InvalidInput), "not started");
    assert_eq!(element.sha256_finish(stream), Err(Error::InvalidInput));
    element.sha256_start(stream).unwrap();
    element.sha256_finish(stream).unwrap();
    assert_eq!(element.sha256_update(stream, b"x"), Err(Error::InvalidInput), "finished");
}

#[test]
fn a_stream_whose_engine_somebody_else_may_have_used_is_lost() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    element.sha256_start(stream).unwrap();
    element.sha256_update(stream, &[1; 64]).unwrap();
    chip.with(|element| element.atecc().sha256(b"other").map_err(|_| Error::Internal)).unwrap();
    assert_eq!(element.sha256_finish(stream), Err(Error::StateLost));
}
