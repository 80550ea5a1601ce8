//! The exact commands and replies of the common operations, written by hand from the data sheet's facts and not recorded from
//! the driver.

#[path = "common/script.rs"]
mod script;

use atecc::blocking::Atecc;
use atecc::command::{CounterId, LockTarget};
use atecc::{Address, Config, Error, IoKey, PublicKey, Signature, Slot};
use embedded_hal::i2c::ErrorKind;
use embedded_hal_mock::eh1::delay::NoopDelay;
use embedded_hal_mock::eh1::i2c::{Mock, Transaction as T};
use script::{CHIP, check, command, first_wake, idle, reply};

const X_AND_Y: [u8; 64] = [0xA1; 64];
const R_AND_S: [u8; 64] = [0xB2; 64];
const DONE: &[u8] = &[0x00];

/// Runs an operation that sends these commands (opcode, param1, param2 low and high, data) and gets these replies.
fn run<R>(exchanges: &[(&[u8], &[u8])], operation: impl FnOnce(&mut Atecc<Mock, NoopDelay>) -> R) -> R {
    let exchange =
        |(sent, got): &(&[u8], &[u8])| vec![T::write(CHIP, command(sent)), T::read(CHIP, reply(got))];
    let mut script = vec![first_wake()];
    script.extend(exchanges.iter().map(exchange));
    script.push(idle());
    check(Config::new(), script, operation)
}

fn with_data(head: &[u8], data: &[u8]) -> Vec<u8> {
    [head, data].concat()
}

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

#[test]
fn gen_key_creates_and_public_key_asks() {
    let key = run(&[(&[0x40, 0x04, 0x03, 0x00], &X_AND_Y)], |atecc| atecc.gen_key(slot(3)));
    assert_eq!(key, Ok(PublicKey(X_AND_Y)));
    let key = run(&[(&[0x40, 0x00, 0x03, 0x00], &X_AND_Y)], |atecc| atecc.public_key(slot(3)));
    assert_eq!(key, Ok(PublicKey(X_AND_Y)));
}

#[test]
fn verify_loads_the_digest_and_gives_signature_and_key() {
    let digest = [0x5A; 32];
    let load = with_data(&[0x16, 0x43, 0x00, 0x00], &digest);
    // External, message in the Message Digest Buffer; the key type is P-256.
    let verify = with_data(&[0x45, 0x22, 0x04, 0x00], &[R_AND_S, X_AND_Y].concat());
    let good = |answer: &[u8]| {
        run(&[(&load, DONE), (&verify, answer)], |atecc| {
            atecc.verify_digest(&PublicKey(X_AND_Y), &digest, &Signature(R_AND_S))
        })
    };
    assert_eq!(good(&[0x00]), Ok(true));
    assert_eq!(good(&[0x01]), Ok(false));
    assert!(matches!(good(&[0x0F]), Err(Error::<ErrorKind>::Status(_))));
}

#[test]
fn ecdh_asks_for_the_secret_in_clear() {
    let command = with_data(&[0x43, 0x0C, 0x02, 0x00], &X_AND_Y);
    let secret = run(&[(&command, &[0x77; 32])], |atecc| atecc.ecdh(slot(2), &PublicKey(X_AND_Y)));
    assert_eq!(secret.unwrap().expose(), &[0x77; 32]);
}

#[test]
fn an_ephemeral_key_is_made_and_used_in_temp_key() {
    let make: &[u8] = &[0x40, 0x04, 0xFF, 0xFF];
    let agree = with_data(&[0x43, 0x0D, 0x00, 0x00], &X_AND_Y);
    run(&[(make, &X_AND_Y), (&agree, &[0x77; 32])], |atecc| {
        let mut session = atecc.session();
        let (key, public) = session.ephemeral_key().unwrap();
        assert_eq!(public, PublicKey(X_AND_Y));
        assert_eq!(session.ecdh_ephemeral(key, &public).unwrap().expose(), &[0x77; 32]);
    });
}

#[test]
fn random_renews_the_seed() {
    let mut bytes = [0; 32];
    run(&[(&[0x1B, 0x00, 0x00, 0x00], &[0x42; 32])], |atecc| atecc.random(&mut bytes)).unwrap();
    assert_eq!(bytes, [0x42; 32]);
}

#[test]
fn the_configuration_is_four_blocks() {
    let block = |number: u8| [number; 32];
    let zone = run(
        &[
            (&[0x02, 0x80, 0x00, 0x00], &block(0)),
            (&[0x02, 0x80, 0x08, 0x00], &block(1)),
            (&[0x02, 0x80, 0x10, 0x00], &block(2)),
            (&[0x02, 0x80, 0x18, 0x00], &block(3)),
        ],
        Atecc::read_config,
    );
    assert_eq!(zone.unwrap().as_bytes()[..], [block(0), block(1), block(2), block(3)].concat());
}

#[test]
fn a_long_slot_is_two_blocks_and_two_words() {
    let mut out = [0; 72];
    // Slot 9: block in the upper byte, then slot and word.
    run(
        &[
            (&[0x02, 0x82, 0x48, 0x00], &[1; 32]),
            (&[0x02, 0x82, 0x48, 0x01], &[2; 32]),
            (&[0x02, 0x02, 0x48, 0x02], &[3; 4]),
            (&[0x02, 0x02, 0x49, 0x02], &[4; 4]),
        ],
        |atecc| atecc.read_slot(slot(9), &mut out),
    )
    .unwrap();
    assert_eq!(out[..], [&[1; 32][..], &[2; 32], &[3; 4], &[4; 4]].concat());
}

#[test]
fn counters_are_little_endian() {
    let read =
        run(&[(&[0x24, 0x00, 0x01, 0x00], &[0x04, 0x03, 0x02, 0x00])], |atecc| atecc.counter(CounterId::One));
    assert_eq!(read, Ok(0x0002_0304));
    let stepped = run(&[(&[0x24, 0x01, 0x00, 0x00], &[0x01, 0x00, 0x00, 0x00])], |atecc| {
        atecc.increment_counter(CounterId::Zero)
    });
    assert_eq!(stepped, Ok(1));
}

#[test]
fn locks_carry_their_summary() {
    let crc = 0x1234;
    run(&[(&[0x17, 0x00, 0x34, 0x12], DONE)], |atecc| atecc.lock(LockTarget::Config { crc })).unwrap();
    run(&[(&[0x17, 0x01, 0x34, 0x12], DONE)], |atecc| atecc.lock(LockTarget::Data { crc })).unwrap();
    run(&[(&[0x17, 0x16, 0x00, 0x00], DONE)], |atecc| atecc.lock(LockTarget::Slot(slot(5)))).unwrap();
}

#[test]
fn a_hash_is_start_blocks_and_the_rest() {
    let update = with_data(&[0x47, 0x01, 0x40, 0x00], &[0x61; 64]);
    let end = with_data(&[0x47, 0xC2, 0x06, 0x00], &[0x61; 6]);
    let digest = run(&[(&[0x47, 0x00, 0x00, 0x00], DONE), (&update, DONE), (&end, &[0xDD; 32])], |atecc| {
        atecc.sha256(&[0x61; 70])
    });
    assert_eq!(digest, Ok([0xDD; 32]));
}

/// Serial number 01 23 A1 A2 A3 A4 A5 A6 EE; slot 5 is read and written encrypted under 4 (SlotConfig 44C4).
const BLOCK_0: [u8; 32] = [
    0x01, 0x23, 0xA1, 0xA2, 0, 0, 0x60, 3, 0xA3, 0xA4, 0xA5, 0xA6, 0xEE, 1, 1, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0xC4, 0x44,
];
/// TempKey after Nonce (RandOut 32 times 22, NumIn 20 times 77) and GenDig of slot 4 (32 times 44), xor 5A; and the MAC of
/// a write of 32 times 5A to block 0 of slot 5. Computed with Python's hashlib from the layouts.
const CIPHER: [u8; 32] = [
    0xF5, 0xEC, 0xB0, 0xA5, 0x4E, 0xEA, 0xE1, 0x35, 0x29, 0xBB, 0xA0, 0x64, 0x7A, 0x8A, 0x68, 0x5C, //
    0x19, 0x81, 0x2C, 0x4F, 0x78, 0xC3, 0x3A, 0xB0, 0xBB, 0x6C, 0x10, 0x69, 0x88, 0xB1, 0x9A, 0x0E,
];
const MAC: [u8; 32] = [
    0xFF, 0xCF, 0x63, 0x2A, 0x66, 0xC1, 0xF2, 0x08, 0xBD, 0xF7, 0x14, 0x4F, 0x6C, 0xB0, 0x90, 0x8A, //
    0xC3, 0x8B, 0x04, 0x46, 0x83, 0x68, 0x3D, 0xBF, 0x92, 0xD3, 0xA8, 0xCA, 0x6E, 0x91, 0xEF, 0xCE,
];
const NUM_IN: [u8; 20] = [0x77; 20];
const KEY: [u8; 32] = [0x44; 32];

fn io_key() -> IoKey<'static> {
    IoKey { slot: slot(4), value: &KEY }
}

#[test]
fn an_encrypted_read_is_a_nonce_a_digest_of_the_key_and_the_block() {
    let nonce = with_data(&[0x16, 0x00, 0x00, 0x00], &NUM_IN);
    let address = Address::data_block(slot(5), 0).unwrap();
    let clear = run(
        &[
            (&[0x02, 0x80, 0x00, 0x00], &BLOCK_0),
            (&nonce, &[0x22; 32]),
            (&[0x15, 0x02, 0x04, 0x00, 0x15, 0x02, 0x04, 0x00], DONE),
            (&[0x02, 0x82, 0x28, 0x00], &CIPHER),
        ],
        |atecc| atecc.read_encrypted(address, &io_key(), &NUM_IN),
    );
    assert_eq!(clear.unwrap().expose(), &[0x5A; 32]);
}

#[test]
fn an_encrypted_write_carries_the_mac_of_what_is_written() {
    let nonce = with_data(&[0x16, 0x00, 0x00, 0x00], &NUM_IN);
    // Zone data, 32 bytes, encrypted.
    let write = with_data(&[0x12, 0xC2, 0x28, 0x00], &[CIPHER, MAC].concat());
    let address = Address::data_block(slot(5), 0).unwrap();
    run(
        &[
            (&[0x02, 0x80, 0x00, 0x00], &BLOCK_0),
            (&nonce, &[0x22; 32]),
            (&[0x15, 0x02, 0x04, 0x00, 0x15, 0x02, 0x04, 0x00], DONE),
            (&write, DONE),
        ],
        |atecc| atecc.write_encrypted(address, &[0x5A; 32], &io_key(), &NUM_IN),
    )
    .unwrap();
}
