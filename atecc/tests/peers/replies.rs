//! Replies that others misread.

use atecc::{Error, Status};
use embedded_hal_mock::eh1::i2c::Transaction as T;

use crate::life::slot;
use crate::script::{CHIP, check, command, first_wake, idle, reply};
use crate::{exchanges, padded, status};

const GEN_KEY: [u8; 4] = [0x40, 0x04, 0x00, 0x00];
/// Bytes of a reply with a public key.
const ROOM: usize = 67;

/// Some take the 4 bytes for the beginning of 67, and report a wrong CRC.
#[test]
fn a_status_where_67_bytes_were_asked_for_is_that_status() {
    for (byte, expected) in [
        (0x03, Status::ParseError),
        (0x05, Status::EccFault),
        (0x07, Status::SelfTestError),
        (0x08, Status::HealthTestError),
        (0x0F, Status::ExecutionError),
    ] {
        for rest in [0xFF, 0x00, 0xA5] {
            let read = padded(&status(byte), ROOM, rest);
            // A key is not made again, whatever it was: not after a fault in the arithmetic either.
            let rest = vec![T::write(CHIP, vec![if byte == 0x08 { 0x01 } else { 0x02 }])];
            let exchange = vec![T::write(CHIP, command(&GEN_KEY)), T::read(CHIP, read)];
            let script = vec![first_wake(), exchange, rest];
            let outcome = check(atecc::Config::new(), script, |atecc| atecc.gen_key(slot(0)));
            assert_eq!(outcome, Err(Error::Status(expected)));
        }
    }
}

/// A length of 0 or 1, less the two bytes of a CRC, is an enormous number.
#[test]
fn counts_of_no_one_two_three_and_too_many_bytes_are_garbled_replies() {
    let counts = [0x00, 0x01, 0x02, 0x03, 68, 0x80, 0xFF].map(|count| vec![count]);
    // No data at all, with its CRC.
    for frame in counts.into_iter().chain([reply(&[])]) {
        for rest in [0x00, 0xFF] {
            let read = || T::read(CHIP, padded(&frame, ROOM, rest));
            let mut script = vec![first_wake(), vec![T::write(CHIP, command(&GEN_KEY)), read()]];
            // Read again from its beginning, three times; the key is made once.
            (0..3).for_each(|_| script.push(vec![T::write(CHIP, vec![0x00]), read()]));
            script.push(idle());
            let outcome = check(atecc::Config::new(), script, |atecc| atecc.gen_key(slot(0)));
            assert_eq!(outcome, Err(Error::Garbled), "{frame:02X?}");
        }
    }
}

/// A success whose CRC is wrong is no success: some look at the CRC of long replies only.
#[test]
fn a_status_frame_is_believed_only_with_its_crc() {
    let write = [&[0x12, 0x82, 0x48, 0x00][..], &[0x5A; 32]].concat();
    let script = vec![
        first_wake(),
        vec![
            T::write(CHIP, command(&write)),
            T::read(CHIP, vec![0x04, 0x00, 0x00, 0x00]),
            T::write(CHIP, vec![0x00]),
            T::read(CHIP, status(0x0F)),
        ],
        idle(),
    ];
    let outcome = check(atecc::Config::new(), script, |atecc| {
        let address = atecc::Address::data_block(slot(9), 0).unwrap();
        atecc.execute(&atecc::command::WriteBlock { address, data: &[0x5A; 32] })
    });
    assert_eq!(outcome, Err(Error::Status(Status::ExecutionError)));
}

/// What is whole but too short or too long for the command is not cut or filled up.
#[test]
fn a_whole_reply_of_another_length_is_an_error() {
    for len in [2, 4, 32, 63] {
        let read = padded(&reply(&vec![0x11; len]), ROOM, 0xFF);
        let outcome = exchanges(&[(&GEN_KEY, read)], |atecc| atecc.gen_key(slot(0)));
        assert_eq!(outcome, Err(Error::UnexpectedLength(len)));
    }
}

/// One driver wrote a configuration without a look at the answers, and locked what was not there.
#[test]
fn a_refused_write_ends_the_writing_and_nothing_is_locked() {
    let zone = atecc::ConfigZone::new([0; 128]);
    let first_word = [0x12, 0x00, 0x04, 0x00, 0, 0, 0, 0];
    let outcome = exchanges(&[(&first_word, status(0x0F))], |atecc| atecc.write_config(&zone));
    assert_eq!(outcome, Err(Error::Status(Status::ExecutionError)));
}
