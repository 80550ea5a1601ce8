//! Exact commands and replies, written by hand from the data sheet's facts and the standards, and not recorded from the
//! driver.

use atecc::blocking::Atecc;
use atecc::{Config, Sha256Stream};
use embedded_hal_mock::eh1::delay::NoopDelay;
use embedded_hal_mock::eh1::i2c::{Mock, Transaction as T};

use crate::chip::{aes_key, slot};
use crate::script::{AWAKE, CHIP, NACK, check, command, first_wake, idle, reply};

const DONE: &[u8] = &[0x00];

/// Opcode, parameters and data of a command, and its reply.
fn exchange(head: [u8; 4], data: &[u8], got: &[u8]) -> Vec<T> {
    vec![T::write(CHIP, command(&[&head[..], data].concat())), T::read(CHIP, reply(got))]
}

fn run<R>(exchanges: Vec<Vec<T>>, operation: impl FnOnce(&mut Atecc<Mock, NoopDelay>) -> R) -> R {
    check(Config::new(), [vec![first_wake()], exchanges, vec![idle()]].concat(), operation)
}

/// AES with piece 0 of slot 9.
const ENCRYPT: [u8; 4] = [0x51, 0x00, 0x09, 0x00];
/// The multiplication of GCM.
const MULTIPLY: [u8; 4] = [0x51, 0x03, 0x00, 0x00];

#[test]
fn gcm_is_h_key_stream_hash_and_mask() {
    let (h, keystream, once, twice, mask) = ([0xA1; 16], [0x22; 16], [0xA2; 16], [0xA3; 16], [0x55; 16]);
    // The IV is twelve bytes 07; the first counter block ends in 1, the first of the data in 2.
    let counter = |last: u8| [&[7; 12][..], &[0, 0, 0, last]].concat();
    // A block of data is 128 bits; there is no additional data.
    let mut lengths = once;
    lengths[15] ^= 0x80;
    let exchanges = vec![
        exchange(ENCRYPT, &[0; 16], &h),
        exchange(ENCRYPT, &counter(2), &keystream),
        exchange(MULTIPLY, &[h, [0x33; 16]].concat(), &once),
        exchange(MULTIPLY, &[h, lengths].concat(), &twice),
        exchange(ENCRYPT, &counter(1), &mask),
    ];
    let mut data = [0x11; 16];
    let tag = run(exchanges, |atecc| atecc.aes_gcm_encrypt(aes_key(0).0, &[7; 12], b"", &mut data)).unwrap();
    assert_eq!(data, [0x33; 16]);
    assert_eq!(tag, [0xA3 ^ 0x55; 16]);
}

#[test]
fn cmac_encrypts_zero_for_its_subkey() {
    let mut zero = [0; 16];
    zero[0] = 0x80;
    // Doubled, the bit that falls out becomes 87 at the other end.
    let mut last = [0x11; 16];
    last[15] ^= 0x87;
    let exchanges = vec![exchange(ENCRYPT, &[0; 16], &zero), exchange(ENCRYPT, &last, &[0x99; 16])];
    assert_eq!(run(exchanges, |atecc| atecc.aes_cmac(aes_key(0).0, &[0x11; 16])).unwrap(), [0x99; 16]);
}

#[test]
fn an_hmac_is_started_fed_and_ended() {
    let exchanges = vec![
        exchange([0x47, 0x04, 0x04, 0x00], &[], DONE),
        exchange([0x47, 0x01, 0x40, 0x00], &[5; 64], DONE),
        exchange([0x47, 0xC2, 0x06, 0x00], &[5; 6], &[0x77; 32]),
    ];
    assert_eq!(run(exchanges, |atecc| atecc.hmac_sha256(slot(4), &[5; 70])).unwrap(), [0x77; 32]);
}

/// A stream that was saved comes back with its context, in whatever state the engine is.
#[test]
fn a_saved_hash_returns_with_its_context() {
    let context = [0xC7; 36];
    // The driver reads as much as the longest context takes.
    let mut long = reply(&context);
    long.resize(102, 0xFF);
    let read = vec![T::write(CHIP, command(&[0x47, 0x06, 0x00, 0x00])), T::read(CHIP, long)];
    let wake = vec![T::write(0x00, vec![0x00]).with_error(NACK), T::read(CHIP, AWAKE.to_vec())];
    let exchanges = vec![
        exchange([0x47, 0x00, 0x00, 0x00], &[], DONE),
        exchange([0x47, 0x01, 0x40, 0x00], &[5; 64], DONE),
        idle(),
        wake.clone(),
        read,
        idle(),
        wake,
        exchange([0x47, 0x07, 0x24, 0x00], &context, DONE),
        exchange([0x47, 0xC2, 0x06, 0x00], &[5; 6], &[0x77; 32]),
    ];
    let digest = run(exchanges, |atecc| {
        let mut stream = Sha256Stream::new();
        atecc.sha256_update(&mut stream, &[5; 70])?;
        atecc.sha256_save(&mut stream)?;
        atecc.sha256_finish(stream)
    });
    assert_eq!(digest, Ok([0x77; 32]));
}
