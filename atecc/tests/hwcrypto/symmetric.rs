//! HMAC and AES with a secret of the chip, held against published vectors and RustCrypto.

use atecc::Config;
use hmac::{Hmac, KeyInit, Mac};
use hwcrypto_api::{Aes128, Error, HmacSha256, KeyRef, Sha256Stream};
use sha2::{Digest, Sha256};

use crate::{SECRET, chip, table};

const SLOT: KeyRef = KeyRef::slot(9);

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
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    for (index, (clear, cipher)) in (0..).zip(vectors) {
        let key = KeyRef::slot_block(9, index);
        assert_eq!(element.aes128_encrypt(key, &clear), Ok(cipher));
        assert_eq!(element.aes128_decrypt(key, &cipher), Ok(clear));
    }
    assert_eq!(element.aes128_encrypt(KeyRef::slot_block(9, 4), &[0; 16]), Err(Error::InvalidKey));
    assert_eq!(element.aes128_encrypt(KeyRef::slot(0), &[0; 16]), Err(Error::Refused), "a private key");
}

#[test]
fn a_mac_is_made_while_a_hash_is_under_way() {
    let (_, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    element.sha256_start(stream).unwrap();
    element.sha256_update(stream, &[1; 100]).unwrap();
    let message = [0xC3; 150];
    let expected =
        Hmac::<Sha256>::new_from_slice(&SECRET).unwrap().chain_update(message).finalize().into_bytes();
    assert_eq!(element.hmac_sha256(SLOT, &message).unwrap()[..], expected[..]);
    element.sha256_update(stream, &[1; 100]).unwrap();
    assert_eq!(element.sha256_finish(stream).unwrap()[..], Sha256::digest([1; 200])[..]);
    assert_eq!(element.hmac_sha256(KeyRef::slot(0), b""), Err(Error::Refused), "a private key");
}
