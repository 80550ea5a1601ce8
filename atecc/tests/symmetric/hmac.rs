//! HMAC-SHA256 with keys in slots and in TempKey.

use atecc::blocking::Atecc;
use atecc::command::HmacKey;
use atecc::{Config, Error, Misuse, Rest, Status};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::chip::*;

fn software(key: &[u8], data: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(data).finalize().into_bytes().to_vec()
}

#[test]
fn the_vectors_of_rfc_4231() {
    let (_, mut device) = device();
    let long =
        b"This is a test using a larger than block-size key and a larger than block-size data. The key \
                 needs to be hashed before being used by the HMAC algorithm.";
    // A key longer than a block is hashed first: that is the host's part.
    let hashed = Sha256::digest([0xAA; 131]);
    let vectors: [(&[u8], &[u8], &str); 6] = [
        (&[0x0B; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (&[0xAA; 20], &[0xDD; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            &hex("0102030405060708090a0b0c0d0e0f10111213141516171819"),
            &[0xCD; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            &hashed,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (&hashed, long, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ];
    for (key, data, tag) in vectors {
        load(&mut device, key);
        assert_eq!(device.hmac_sha256(HmacKey::TempKey, data).unwrap(), array(tag));
    }
}

#[test]
fn the_key_of_a_slot_is_its_first_32_bytes() {
    let (_, mut device) = device();
    for len in [0, 1, 63, 64, 65, 200] {
        let data = vec![0x42; len];
        let tag = device.hmac_sha256(slot(HMAC_KEY), &data).unwrap();
        assert_eq!(tag[..], software(&secret(HMAC_KEY)[..32], &data)[..], "{len} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_stream_in_any_pieces_is_the_hmac_of_the_whole(pieces in prop::collection::vec(0..150_usize, 0..6)) {
        let (_, mut device) = device();
        let mut stream = device.hmac_sha256_start(slot(HMAC_KEY)).unwrap();
        let mut data = Vec::new();
        for (index, len) in (0_u8..).zip(pieces) {
            let piece = vec![index; len];
            device.hmac_sha256_update(&mut stream, &piece).unwrap();
            device.aes_encrypt(aes_key(0).0, &[0; 16]).unwrap();
            data.extend(piece);
        }
        let tag = device.hmac_sha256_finish(stream).unwrap();
        prop_assert_eq!(&tag[..], &software(&secret(HMAC_KEY)[..32], &data)[..]);
    }
}

#[test]
fn a_stream_that_lost_its_engine_says_so() {
    let (chip, mut device) = device();
    let mut stream = device.hmac_sha256_start(slot(HMAC_KEY)).unwrap();
    device.hmac_sha256_update(&mut stream, &[1; 70]).unwrap();
    device.sha256(b"other").unwrap();
    assert_eq!(device.hmac_sha256_update(&mut stream, &[1]).plain(), Err(Error::StateLost));
    assert_eq!(device.hmac_sha256_finish(stream).plain(), Err(Error::StateLost));
    let stream = device.hmac_sha256_start(slot(HMAC_KEY)).unwrap();
    chip.power_cycle().unwrap();
    assert_eq!(device.hmac_sha256_finish(stream).plain(), Err(Error::StateLost));
}

#[test]
fn a_chip_that_rests_asleep_needs_a_session_for_a_stream() {
    let chip = locked(OPTIONS);
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config { rest: Rest::Sleep, ..Config::new() });
    let refused = device.hmac_sha256_start(slot(HMAC_KEY)).map(|_| ());
    assert_eq!(refused.plain(), Err(Error::Misuse(Misuse::Rest)));
    let mut session = device.session();
    let mut stream = session.hmac_sha256_start(slot(HMAC_KEY)).unwrap();
    session.hmac_sha256_update(&mut stream, &[9; 100]).unwrap();
    let tag = session.hmac_sha256_finish(stream).unwrap();
    session.end();
    assert_eq!(tag[..], software(&secret(HMAC_KEY)[..32], &[9; 100])[..]);
    assert_eq!(device.hmac_sha256(slot(HMAC_KEY), &[9; 100]).unwrap(), tag);
}

#[test]
fn what_is_no_key_is_a_status() {
    let (chip, mut device) = device();
    assert_eq!(device.hmac_sha256(HmacKey::TempKey, b"").plain(), Err(Error::StateLost), "just woken");
    assert_eq!(device.hmac_sha256(HmacKey::TempKey, b"").plain(), Err(Error::Status(Status::ExecutionError)));
    load(&mut device, &[1; 32]);
    chip.power_cycle().unwrap();
    device.hmac_sha256(HmacKey::TempKey, b"").unwrap_err();
    let (_token, _) = device.ephemeral_key().unwrap();
    assert_eq!(device.hmac_sha256(HmacKey::TempKey, b"").plain(), Err(Error::Busy));
}
