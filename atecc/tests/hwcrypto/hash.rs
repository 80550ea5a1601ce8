//! Hash streams: the chip has one engine, and several take turns.

use atecc::{Config, Rest};
use hwcrypto_api::{Error, P256Sign, Sha256, Sha256Clone, Sha256Stream, StreamId};
use sha2::Digest;

use crate::{KEY, chip, table};

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
            // Other work does not disturb it, not even another hash.
            assert_eq!(element.sha256(b"abc").unwrap()[..], sha2::Sha256::digest(b"abc")[..]);
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

#[test]
fn streams_go_on_in_turns_and_copies_by_themselves() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let [first, second] = [(); 2].map(|()| element.sha256_open().unwrap());
    assert_eq!(element.sha256_clone(first), Err(Error::InvalidInput), "there is nothing to copy yet");
    for stream in [first, second] {
        element.sha256_start(stream).unwrap();
    }
    for _ in 0..3 {
        element.sha256_update(first, &[1; 70]).unwrap();
        element.sha256_update(second, &[2; 65]).unwrap();
    }
    let copy = element.sha256_clone(first).unwrap();
    element.sha256_update(copy, b"the copy").unwrap();
    let copied = [&[1; 210][..], b"the copy"].concat();
    assert_eq!(element.sha256_finish(copy).unwrap()[..], sha2::Sha256::digest(copied)[..]);
    assert_eq!(element.sha256_finish(first).unwrap()[..], sha2::Sha256::digest([1; 210])[..]);
    assert_eq!(element.sha256_finish(second).unwrap()[..], sha2::Sha256::digest([2; 195])[..]);
    let fourth = element.sha256_open().unwrap();
    assert_eq!(element.sha256_open(), Err(Error::Busy), "four are open");
    element.sha256_close(fourth);
    assert!(element.sha256_open().is_ok());
}

#[test]
fn a_lost_stream_takes_no_other_one_with_it() {
    let (bus, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let [lost, saved] = [(); 2].map(|()| element.sha256_open().unwrap());
    element.sha256_start(saved).unwrap();
    element.sha256_update(saved, &[2; 64]).unwrap();
    element.sha256_start(lost).unwrap();
    element.sha256_update(lost, &[1; 64]).unwrap();
    bus.power_cycle().unwrap();
    assert_eq!(element.p256_sign(KEY, &[0; 32]).err(), None, "the driver notices");
    element.sha256_update(saved, &[2; 64]).unwrap();
    assert_eq!(element.sha256_finish(saved).unwrap()[..], sha2::Sha256::digest([2; 128])[..]);
    assert_eq!(element.sha256_clone(lost), Err(Error::StateLost));
    assert_eq!(element.sha256_finish(lost), Err(Error::StateLost));
}
