//! A driver, the table made from it, and the table used again as a driver: what goes in must come out.

#[path = "common/element.rs"]
mod element;

use core::ptr;
use std::sync::Mutex;

use element::{SCALAR, SERIAL, driver, table};
use hwcrypto_api::{
    Aes128, Ecdh, EphemeralKey, Error, HmacSha256, HwCrypto, Identity, KeyRef, MonotonicCounter, P256Sign,
    P256Verify, PublicKey, Random, SERIAL_NUMBER_MAX, Sha256, Sha256Clone, Sha256Stream, Shared, StreamId,
    installed,
};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::elliptic_curve::sec1::ToSec1Point;
use sha2::Digest;

#[test]
fn a_signature_through_the_table_verifies_over_the_digest_itself() {
    let driver = driver();
    let table = table(driver);
    let mut element = &table;
    let digest: [u8; 32] = sha2::Sha256::digest(b"sample").into();
    let signature = element.p256_sign(KeyRef::slot(3), &digest).unwrap();
    let mut sec1 = [4; 65];
    sec1[1..].copy_from_slice(&element.public_key(KeyRef::slot(3)).unwrap());
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&sec1).unwrap();
    key.verify_prehash(&digest, &p256::ecdsa::Signature::from_slice(&signature).unwrap()).unwrap();
    let counts = driver.with(|d| Ok::<_, Error>(d.counts())).unwrap();
    assert_eq!((counts.p256_sign, counts.public_key, counts.ecdh), (1, 1, 0));
}

#[test]
fn a_secret_agreed_through_the_table_is_the_other_sides_secret() {
    let table = table(driver());
    let mut element = &table;
    let peer = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let point = peer.public_key().to_sec1_point(false);
    let secret = element.ecdh(KeyRef::slot(3), point.as_bytes()[1..].try_into().unwrap()).unwrap();
    let ours = p256::SecretKey::from_slice(&SCALAR).unwrap().public_key();
    let expected = p256::ecdh::diffie_hellman(peer.to_nonzero_scalar(), ours.as_affine());
    assert_eq!(secret[..], expected.raw_secret_bytes()[..]);
    assert_eq!(element.ecdh(KeyRef::slot(3), &[1; 64]), Err(Error::InvalidInput));
}

#[test]
fn hash_streams_agree_with_the_one_shot_and_copies_go_on_by_themselves() {
    let table = table(driver());
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    assert_eq!(element.sha256_clone(stream), Err(Error::InvalidInput), "there is nothing to copy yet");
    element.sha256_start(stream).unwrap();
    element.sha256_update(stream, b"ab").unwrap();
    element.sha256_update(stream, b"").unwrap();
    let copy = element.sha256_clone(stream).unwrap();
    element.sha256_update(stream, b"c").unwrap();
    element.sha256_update(copy, b"d").unwrap();
    assert_eq!(element.sha256_finish(stream), element.sha256(b"abc"));
    assert_eq!(element.sha256_finish(copy), element.sha256(b"abd"));
    assert_eq!(element.sha256_finish(stream), Err(Error::InvalidInput));
    element.sha256_close(stream);
    assert_eq!(
        element.sha256_start(stream),
        Err(Error::InvalidInput),
        "the name of a closed stream is stale"
    );
}

#[test]
fn there_are_so_many_streams_and_no_more() {
    let table = table(driver());
    let mut element = &table;
    let streams = [(); 4].map(|()| element.sha256_open().unwrap());
    assert_eq!(element.sha256_open(), Err(Error::Busy));
    element.sha256_close(streams[2]);
    assert!(!streams.contains(&element.sha256_open().unwrap()));
}

/// RFC 6979 A.2.5, SHA-256, message "sample".
#[test]
fn a_good_signature_and_a_bad_one_are_told_apart() {
    const SIGNATURE: [u8; 64] = [
        0xEF, 0xD4, 0x8B, 0x2A, 0xAC, 0xB6, 0xA8, 0xFD, 0x11, 0x40, 0xDD, 0x9C, 0xD4, 0x5E, 0x81, 0xD6, 0x9D,
        0x2C, 0x87, 0x7B, 0x56, 0xAA, 0xF9, 0x91, 0xC3, 0x4D, 0x0E, 0xA8, 0x4E, 0xAF, 0x37, 0x16, 0xF7, 0xCB,
        0x1C, 0x94, 0x2D, 0x65, 0x7C, 0x41, 0xD4, 0x36, 0xC7, 0xA1, 0xB6, 0xE2, 0x9F, 0x65, 0xF3, 0xE9, 0x00,
        0xDB, 0xB9, 0xAF, 0xF4, 0x06, 0x4D, 0xC4, 0xAB, 0x2F, 0x84, 0x3A, 0xCD, 0xA8,
    ];
    let table = table(driver());
    let mut element = &table;
    let key = element.public_key(KeyRef::slot(3)).unwrap();
    let digest = sha2::Sha256::digest(b"sample").into();
    assert_eq!(element.p256_verify(&key, &digest, &SIGNATURE), Ok(true));
    assert_eq!(element.p256_verify(&key, &[1; 32], &SIGNATURE), Ok(false));
    assert_eq!(element.p256_verify(&key, &digest, &[0; 64]), Ok(false), "r is zero");
    assert_eq!(element.p256_verify(&[1; 64], &digest, &SIGNATURE), Err(Error::InvalidInput), "no such point");
}

#[test]
fn an_ephemeral_key_serves_once_and_its_name_is_never_that_of_another() {
    let driver = driver();
    let table = table(driver);
    let mut element = &table;
    let stored = element.public_key(KeyRef::slot(3)).unwrap();
    let (key, public) = element.ephemeral_key().unwrap();
    assert_eq!(element.ephemeral_key().err(), Some(Error::Busy));
    let ours = element.ecdh(key, &stored).unwrap();
    assert_eq!(element.ecdh(KeyRef::slot(3), &public), Ok(ours));
    assert_eq!(element.ecdh(key, &stored), Err(Error::StateLost));
    let (second, _) = element.ephemeral_key().unwrap();
    assert_ne!(second, key);
    element.discard_ephemeral_key(key);
    assert_eq!(element.ephemeral_key().err(), Some(Error::Busy), "a stale name discards nothing");
    element.discard_ephemeral_key(second);
    assert!(element.ephemeral_key().is_ok());
    let counts = driver.with(|driver| Ok::<_, Error>(driver.counts())).unwrap();
    assert_eq!((counts.ephemeral_key, counts.ecdh), (5, 3));
}

/// RFC 4231, test case 1.
#[test]
fn a_mac_is_hmac_sha_256() {
    const MAC: [u8; 32] = [
        0xB0, 0x34, 0x4C, 0x61, 0xD8, 0xDB, 0x38, 0x53, 0x5C, 0xA8, 0xAF, 0xCE, 0xAF, 0x0B, 0xF1, 0x2B, 0x88,
        0x1D, 0xC2, 0x00, 0xC9, 0x83, 0x3D, 0xA7, 0x26, 0xE9, 0x37, 0x6C, 0x2E, 0x32, 0xCF, 0xF7,
    ];
    let table = table(driver());
    assert_eq!((&table).hmac_sha256(KeyRef::slot(5), b"Hi There"), Ok(MAC));
    assert_eq!((&table).hmac_sha256(KeyRef::slot(3), b"Hi There"), Err(Error::InvalidKey), "a private key");
}

/// FIPS 197, appendices B and C.1.
#[test]
fn blocks_go_there_and_back_under_either_key_of_a_slot() {
    let vectors = [
        (
            [0x32, 0x43, 0xF6, 0xA8, 0x88, 0x5A, 0x30, 0x8D, 0x31, 0x31, 0x98, 0xA2, 0xE0, 0x37, 0x07, 0x34],
            [0x39, 0x25, 0x84, 0x1D, 0x02, 0xDC, 0x09, 0xFB, 0xDC, 0x11, 0x85, 0x97, 0x19, 0x6A, 0x0B, 0x32],
        ),
        (
            [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF],
            [0x69, 0xC4, 0xE0, 0xD8, 0x6A, 0x7B, 0x04, 0x30, 0xD8, 0xCD, 0xB7, 0x80, 0x70, 0xB4, 0xC5, 0x5A],
        ),
    ];
    let table = table(driver());
    let mut element = &table;
    for (index, (clear, cipher)) in (0..).zip(vectors) {
        let key = KeyRef::slot_block(9, index);
        assert_eq!(element.aes128_encrypt(key, &clear), Ok(cipher));
        assert_eq!(element.aes128_decrypt(key, &cipher), Ok(clear));
    }
    assert_eq!(element.aes128_encrypt(KeyRef::slot_block(9, 2), &[0; 16]), Err(Error::InvalidKey));
}

#[test]
fn counters_go_up_and_the_serial_number_comes_whole_or_not_at_all() {
    let table = table(driver());
    let mut element = &table;
    assert_eq!((element.counter(1), element.increment_counter(1)), (Ok(0), Ok(1)));
    assert_eq!(
        (element.counter(0), element.counter(1), element.counter(2)),
        (Ok(0), Ok(1), Err(Error::InvalidInput))
    );
    let mut serial = [0; SERIAL_NUMBER_MAX];
    let len = element.serial_number(&mut serial).unwrap();
    assert_eq!(serial[..len], SERIAL);
    assert_eq!(element.serial_number(&mut [0; 8]), Err(Error::InvalidInput));
}

#[test]
fn an_absent_entry_is_unsupported() {
    let table = HwCrypto::builder(driver()).random().build();
    let mut element = &table;
    assert_eq!(element.public_key(KeyRef::slot(3)), Err(Error::Unsupported));
    assert_eq!(element.p256_sign(KeyRef::slot(3), &[0; 32]), Err(Error::Unsupported));
    assert_eq!(element.ecdh(KeyRef::slot(3), &[0; 64]), Err(Error::Unsupported));
    assert_eq!(element.sha256(b""), Err(Error::Unsupported));
    assert_eq!(element.sha256_open(), Err(Error::Unsupported));
    assert_eq!(element.sha256_clone(StreamId(1)), Err(Error::Unsupported));
    assert_eq!(element.p256_verify(&[0; 64], &[0; 32], &[0; 64]), Err(Error::Unsupported));
    assert_eq!(element.ephemeral_key().err(), Some(Error::Unsupported));
    assert_eq!(element.hmac_sha256(KeyRef::slot(5), b""), Err(Error::Unsupported));
    assert_eq!(element.aes128_encrypt(KeyRef::slot(9), &[0; 16]), Err(Error::Unsupported));
    assert_eq!(element.aes128_decrypt(KeyRef::slot(9), &[0; 16]), Err(Error::Unsupported));
    assert_eq!(element.counter(0), Err(Error::Unsupported));
    assert_eq!(element.increment_counter(0), Err(Error::Unsupported));
    assert_eq!(element.serial_number(&mut [0; 32]), Err(Error::Unsupported));
    element.random(&mut [0; 4]).unwrap();
}

#[test]
fn an_unknown_key_is_invalid() {
    let table = table(driver());
    assert_eq!((&table).p256_sign(KeyRef::slot(4), &[0; 32]), Err(Error::InvalidKey));
}

#[test]
fn a_driver_that_was_taken_away_does_not_answer() {
    let driver: &'static Shared<parking_lot::RawMutex, _> =
        Box::leak(Box::new(Shared::new(Some(element::element()))));
    let table = HwCrypto::builder(driver).p256_sign().sha256_stream().build();
    assert!((&table).p256_sign(KeyRef::slot(3), &[1; 32]).is_ok());
    assert!(driver.with(|driver| Ok::<_, Error>(driver.take())).unwrap().is_some());
    assert_eq!((&table).p256_sign(KeyRef::slot(3), &[1; 32]), Err(Error::NoResponse));
    assert_eq!((&table).sha256_open(), Err(Error::NoResponse));
}

#[test]
fn a_driver_in_use_is_busy_and_not_a_deadlock() {
    let driver = driver();
    let table = table(driver);
    let nested = driver.with(|_| Ok::<_, Error>((&table).p256_sign(KeyRef::slot(3), &[0; 32])));
    assert_eq!(nested, Ok(Err(Error::Busy)));
    assert!((&table).p256_sign(KeyRef::slot(3), &[0; 32]).is_ok());
}

#[test]
fn the_installed_table_follows_init_enable_disable() {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock();
    let table: &'static HwCrypto = Box::leak(Box::new(table(driver())));
    installed::init(None);
    assert!(!installed::enable());
    installed::init(Some(table));
    assert!(installed::current().is_none(), "init alone does not put a table in use");
    assert!(installed::enable());
    assert!(ptr::eq(installed::current().unwrap(), table));
    installed::disable();
    assert!(installed::current().is_none());
    assert!(installed::enable(), "disable keeps the table stored");
    installed::init(None);
    assert!(installed::current().is_none());
}
