//! SHA as HMAC: the vectors of RFC 4231, keys from slots and TempKey, and what it refuses.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::host::*;
use crate::keys::*;

const START: u8 = 0x04;
const UPDATE: u8 = 0x01;
/// The end, without and with a register as target.
const END: u8 = 0xC2;
const END_TO_TEMP_KEY: u8 = 0x02;
const TEMP_KEY: u16 = 0xFFFF;

/// Key, message, HMAC: the test cases 1–4, whose keys fit a slot.
const VECTORS: [(&str, &str, &str); 4] = [
    (
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "4869205468657265",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        "4a656665",
        "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        "0102030405060708090a0b0c0d0e0f10111213141516171819",
        "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
];

/// HMAC fills its key up with zeros: so does whoever puts it into 32 bytes.
fn padded(key: &str) -> [u8; 32] {
    let mut key = hex(key);
    key.resize(32, 0);
    key.try_into().unwrap()
}

/// The steps of the command, with updates of a block each.
fn hmac(host: &mut Host, key: u16, message: &[u8], end: u8) -> Vec<u8> {
    assert_eq!(host.status(SHA, START, key, &[]), SUCCESS, "{}", host.why());
    let (blocks, rest) = message.as_chunks::<64>();
    for block in blocks {
        assert_eq!(host.status(SHA, UPDATE, 64, block), SUCCESS);
    }
    host.data(SHA, end, u16::try_from(rest.len()).unwrap(), rest)
}

fn expected(key: &[u8], message: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(message).finalize().into_bytes().to_vec()
}

#[test]
fn the_published_vectors_with_a_key_in_a_slot() {
    let keys = VECTORS.map(|(key, ..)| padded(key));
    let rules: Vec<Key<'_>> =
        (0u8..).zip(&keys).map(|(slot, key)| (slot, 0x8080, 0x001C, &key[..])).collect();
    let mut host = Host::with_keys(&rules);
    for (slot, (_, message, mac)) in (0u16..).zip(VECTORS) {
        assert_eq!(hmac(&mut host, slot, &hex(message), END), hex(mac), "case {}", slot + 1);
    }
}

#[test]
fn the_published_vectors_with_a_key_in_temp_key_on_a_blank_part() {
    let mut host = Host::blank();
    for (key, message, mac) in VECTORS {
        host.load_temp_key(&padded(key));
        assert_eq!(hmac(&mut host, TEMP_KEY, &hex(message), END), hex(mac));
        assert!(host.temp_key_valid(), "left alone");
    }
}

#[test]
fn a_long_message_and_the_targets_of_the_end() {
    let key: [u8; 32] = pattern(0x20);
    let message: [u8; 200] = pattern(0x51);
    let mut host = Host::with_keys(&[(9, 0x8080, 0x001C, &key)]);
    let expected = expected(&key, &message);
    assert_eq!(hmac(&mut host, 9, &message, END_TO_TEMP_KEY), expected);
    assert_eq!(host.state(), [0x10, 0x80], "a fixed source");
    host.assert_temp_key(expected.first_chunk().unwrap());
    assert_eq!(host.status(SHA, END, 0, &[]), EXECUTION_ERROR, "it has ended");
}

#[test]
fn the_key_is_taken_at_the_start() {
    let mut host = Host::blank();
    host.load_temp_key(&[1; 32]);
    assert_eq!(host.status(SHA, START, TEMP_KEY, &[]), SUCCESS);
    host.load_temp_key(&[2; 32]);
    assert_eq!(host.data(SHA, END, 3, b"abc"), expected(&[1; 32], b"abc"));
}

#[test]
fn how_much_of_a_long_temp_key_is_the_key_is_an_option() {
    let key: [u8; 64] = pattern(0x20);
    let mut host = Host::blank();
    assert_eq!(host.status(NONCE, 0x23, 0, &key), SUCCESS);
    assert_eq!(hmac(&mut host, TEMP_KEY, b"abc", END), expected(&key, b"abc"));
    host.bus.set_options(|options| options.hmac_long_key = false);
    assert_eq!(hmac(&mut host, TEMP_KEY, b"abc", END), expected(&key[..32], b"abc"));
}

#[test]
fn refusals() {
    let key: [u8; 32] = pattern(0x20);
    let mut host = Host::with_keys(&[
        (2, 0x2081, 0x0013, &[]),
        (4, 0x8090, 0x001C, &key),
        (5, 0x8080, 0x039C, &key),
        (6, 0x80A0, 0x001C, &key),
    ]);
    host.refuses((SHA, 0x05, 0, &[]), PARSE_ERROR, "param1 is illegal");
    host.refuses((SHA, START, 16, &[]), PARSE_ERROR, "param2 is illegal");
    host.refuses((SHA, START, 6, &[0]), PARSE_ERROR, "1 bytes of data are not what this mode takes");
    let why = "SlotConfig[4]=0x8090 NoMac=1: not for MACs that are given out";
    host.refuses((SHA, START, 4, &[]), EXECUTION_ERROR, why);
    let why = "KeyConfig[2]=0x0013 Private=1: a private key is no secret for this";
    host.refuses((SHA, START, 2, &[]), EXECUTION_ERROR, why);
    let why = "KeyConfig[5]=0x039C ReqAuth=1 AuthKey=3: that key has not been proven";
    host.refuses((SHA, START, 5, &[]), EXECUTION_ERROR, why);
    host.refuses((SHA, START, TEMP_KEY, &[]), EXECUTION_ERROR, "TempKey.Valid=0");
    host.random_nonce();
    assert_eq!(host.status(GEN_DIG, 2, 4, &[0; 4]), SUCCESS);
    let why = "TempKey.NoMacFlag=1: not for MACs that are given out";
    host.refuses((SHA, START, TEMP_KEY, &[]), EXECUTION_ERROR, why);
    host.refuses((SHA, END, 0, &[]), EXECUTION_ERROR, "the register that holds the input is empty");
    hmac(&mut host, 6, b"abc", END);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0], "a limited use");
}

#[test]
fn a_slot_is_out_of_reach_on_a_blank_part() {
    let mut host = Host::blank();
    assert_eq!(host.status(SHA, START, 9, &[]), EXECUTION_ERROR);
    assert!(host.why().contains("until the configuration is locked"), "{}", host.why());
}
