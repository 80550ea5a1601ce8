//! KDF: the vectors of the standards, each source and each target.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::host::*;
use crate::keys::*;

const PRF: u8 = 0x00;
const AES_128: u8 = 0x20;
const HKDF: u8 = 0x40;
/// Sources.
const TEMP_KEY: u8 = 0;
const TEMP_KEY_UPPER: u8 = 1;
const SLOT: u8 = 2;
const ALTERNATE_KEY: u8 = 3;
/// Targets.
const TO_TEMP_KEY: u8 = 0x00;
const TO_TEMP_KEY_UPPER: u8 = 0x04;
const TO_SLOT: u8 = 0x08;
const TO_ALTERNATE_KEY: u8 = 0x0C;
const TO_REPLY: u8 = 0x10;
const TO_REPLY_ENCRYPTED: u8 = 0x14;
/// Details.
const KEY_16: u32 = 0;
const KEY_32: u32 = 1;
const KEY_64: u32 = 3;
const LONG: u32 = 0x100;
const AEAD: u32 = 0x200;
const MESSAGE_IN_SLOT: u32 = 0;
const MESSAGE_IN_TEMP_KEY: u32 = 1;
const MESSAGE_IN_COMMAND: u32 = 2;
const MESSAGE_WITH_IV: u32 = 3;
const ZERO_KEY: u32 = 4;

const MESSAGE: &[u8] = b"label and seed";

/// KDF-AES on, IO key on and in slot 6, no protection.
const OPTIONS: u16 = 0x6006;

fn io_key() -> [u8; 32] {
    pattern(0x10)
}

fn secret() -> [u8; 72] {
    pattern(0x80)
}

/// 6 is the IO key, 9 a key, 10 and 5 take results.
pub(crate) fn host(options: u16) -> Host {
    let (io_key, secret) = (io_key(), secret());
    let slots: [Key<'_>; 4] = [
        (5, 0x8080, 0x001E, &[0; 32]),
        (6, 0x8080, 0x001C, &io_key),
        (9, 0x8080, 0x001C, &secret),
        (10, 0x8080, 0x001E, &[0; 72]),
    ];
    let mut host = Host::blank();
    host.configure_keys(&slots);
    host.set_config(90, &options.to_le_bytes());
    // KdfIvLoc, KdfIvStr.
    host.set_config(72, &[9, b'i', b'v']);
    host.load_keys(&slots);
    host.lock_data();
    host
}

/// Details with the length of the message, and the message.
pub(crate) fn request(details: u32, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap();
    [&(details | length << 24).to_le_bytes()[..], message].concat()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// 64 bytes of the function of RFC 5246, section 5.
pub(crate) fn prf(key: &[u8], seed: &[u8]) -> Vec<u8> {
    let a1 = hmac(key, &[seed]);
    let a2 = hmac(key, &[&a1]);
    [hmac(key, &[&a1, seed]), hmac(key, &[&a2, seed])].concat()
}

#[test]
fn the_published_vector_of_the_tls_1_2_prf() {
    let mut host = host(OPTIONS);
    let mut key = hex("9bbe436ba940f017b17652849a71db35");
    key.resize(32, 0xEE);
    let message = [b"test label".as_slice(), &hex("a0ba9f936cda311827a6f796ffd5198c")].concat();
    host.load_temp_key(key.first_chunk().unwrap());
    let output = host.data(KDF, PRF | TO_REPLY, 0, &request(KEY_16 | LONG, &message));
    let expected = "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a\
                    6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab";
    assert_eq!(output, hex(expected));
    host.load_temp_key(key.first_chunk().unwrap());
    let output = host.data(KDF, PRF | TO_REPLY, 0, &request(KEY_16, &message));
    assert_eq!(output, hex(expected)[..32]);
}

#[test]
fn the_vectors_of_hkdf_in_its_two_steps() {
    // RFC 5869, test cases 1 and 3. A key filled up with zeros is the same key to HMAC.
    let mut host = host(OPTIONS);
    let mut salt = hex("000102030405060708090a0b0c");
    salt.resize(32, 0);
    host.load_temp_key(salt.first_chunk().unwrap());
    let extract = request(MESSAGE_IN_COMMAND, &[0x0B; 22]);
    assert_eq!(host.status(KDF, HKDF | TO_TEMP_KEY, 0, &extract), SUCCESS);
    host.assert_temp_key(&array("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
    host.load_temp_key(salt.first_chunk().unwrap());
    assert_eq!(host.status(KDF, HKDF | TO_TEMP_KEY, 0, &extract), SUCCESS);
    let expand = request(MESSAGE_IN_COMMAND, &hex("f0f1f2f3f4f5f6f7f8f901"));
    let output = host.data(KDF, HKDF | TO_REPLY, 0, &expand);
    assert_eq!(output, hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
    let zero = request(MESSAGE_IN_COMMAND | ZERO_KEY, &[0x0B; 22]);
    let output = host.data(KDF, HKDF | SLOT | TO_REPLY, 9, &zero);
    assert_eq!(output, hex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"));
}

#[test]
fn the_vector_of_aes_wherever_the_key_stands() {
    let mut host = host(OPTIONS);
    let plain = hex("00112233445566778899aabbccddeeff");
    let expected = [hex("69c4e0d86a7b0430d8cdb78070b4c55a"), vec![0; 16]].concat();
    for block in 0..4 {
        let mut keys = [0xEE; 64];
        keys[16 * block..16 * (block + 1)].copy_from_slice(&hex("000102030405060708090a0b0c0d0e0f"));
        assert_eq!(host.status(NONCE, 0x23, 0, &keys), SUCCESS);
        let location = u32::try_from(block).unwrap();
        let reply = host.data(KDF, AES_128 | TO_REPLY, 0, &request(location, &plain));
        assert_eq!(reply, expected, "block {block}");
        assert!(host.temp_key_valid(), "left alone");
        if let Some(half) = block.checked_sub(2) {
            let location = u32::try_from(half).unwrap();
            let data = request(location, &plain);
            assert_eq!(host.data(KDF, AES_128 | TEMP_KEY_UPPER | TO_REPLY, 0, &data), expected);
        }
    }
}

#[test]
fn each_source_has_its_key() {
    let mut host = host(OPTIONS);
    let (long, short): ([u8; 64], [u8; 32]) = (pattern(0x40), pattern(0xC0));
    for (source, details, key) in [
        (TEMP_KEY, KEY_16, &long[..16]),
        (TEMP_KEY, KEY_32, &long[..32]),
        (TEMP_KEY, 2, &long[..48]),
        (TEMP_KEY, KEY_64, &long),
        (TEMP_KEY_UPPER, KEY_32, &long[32..]),
        (TEMP_KEY_UPPER, KEY_16, &long[32..48]),
        (SLOT, KEY_32, &secret()[..32]),
        (SLOT, KEY_64, &secret()[..64]),
        (ALTERNATE_KEY, KEY_32, &short),
    ] {
        assert_eq!(host.status(NONCE, 0x23, 0, &long), SUCCESS);
        assert_eq!(host.status(NONCE, 0x83, 0, &short), SUCCESS);
        // The half of the second parameter that no slot needs may hold anything.
        let param2 = if source == SLOT { 0x1209 } else { 0x1234 };
        let reply = host.data(KDF, PRF | TO_REPLY | source, param2, &request(details | LONG, MESSAGE));
        assert_eq!(reply, prf(key, MESSAGE), "source {source}, details {details}");
        assert!(!host.temp_key_valid(), "used up");
    }
}

#[test]
fn each_target_gets_the_result() {
    let mut host = host(OPTIONS);
    let expected = prf(&secret()[..32], MESSAGE);
    let (lower, upper): (&[u8; 32], &[u8; 32]) =
        (expected.first_chunk().unwrap(), expected.last_chunk().unwrap());
    let long = request(KEY_32 | LONG, MESSAGE);
    let short = request(KEY_32, MESSAGE);
    // Into TempKey, seen by using both halves as keys again.
    assert_eq!(host.status(KDF, PRF | SLOT | TO_TEMP_KEY, 0x3409, &long), SUCCESS);
    assert_eq!(host.state(), [0x10, 0x80], "a fixed source");
    let again = host.data(KDF, PRF | TEMP_KEY_UPPER | TO_REPLY, 0, &short);
    assert_eq!(again, prf(upper, MESSAGE)[..32]);
    assert_eq!(host.status(KDF, PRF | SLOT | TO_TEMP_KEY, 9, &short), SUCCESS);
    host.assert_temp_key(lower);
    // Into the upper half: the lower one stays.
    host.load_temp_key(&[0x77; 32]);
    assert_eq!(host.status(KDF, PRF | SLOT | TO_TEMP_KEY_UPPER, 9, &short), SUCCESS);
    let both = host.data(KDF, PRF | TEMP_KEY | TO_REPLY, 0, &request(KEY_64, MESSAGE));
    assert_eq!(both, prf(&[[0x77; 32], *lower].concat(), MESSAGE)[..32]);
    // Into the Alternate Key Buffer.
    assert_eq!(host.status(KDF, PRF | SLOT | TO_ALTERNATE_KEY, 9, &short), SUCCESS);
    let again = host.data(KDF, PRF | ALTERNATE_KEY | TO_REPLY, 0, &short);
    assert_eq!(again, prf(lower, MESSAGE)[..32]);
    // Into a slot.
    assert_eq!(host.status(KDF, PRF | SLOT | TO_SLOT, 0x0A09, &long), SUCCESS);
    assert_eq!(host.slot_contents(10), [&expected[..], &[0; 8]].concat());
    assert_eq!(host.status(KDF, PRF | SLOT | TO_SLOT, 0x0509, &short), SUCCESS);
    assert_eq!(host.slot_contents(5)[..32], lower[..]);
    assert!(!host.temp_key_valid());
}

#[test]
fn an_aead_result_is_split_between_target_and_reply() {
    let mut host = host(OPTIONS);
    let expected = prf(&secret()[..32], MESSAGE);
    let split = request(KEY_32 | LONG | AEAD, MESSAGE);
    assert_eq!(host.data(KDF, PRF | SLOT | TO_TEMP_KEY, 9, &split), expected[32..]);
    host.assert_temp_key(expected.first_chunk().unwrap());
    assert_eq!(host.data(KDF, PRF | SLOT | TO_SLOT, 0x0509, &split), expected[32..]);
    assert_eq!(host.slot_contents(5)[..32], expected[..32]);
}

#[test]
fn an_encrypted_reply_is_under_the_io_protection_key() {
    let mut host = host(OPTIONS);
    for (details, length) in [(KEY_32, 32), (KEY_32 | LONG, 64)] {
        let data = request(details, MESSAGE);
        let reply = host.data(KDF, PRF | SLOT | TO_REPLY_ENCRYPTED, 9, &data);
        assert_eq!(reply.len(), length + 32);
        let (cipher, nonce) = reply.split_at(length);
        let pads = [sha256(&[&io_key(), &nonce[..16]]), sha256(&[&io_key(), &nonce[16..]])].concat();
        let plain: Vec<u8> = cipher.iter().zip(pads).map(|(byte, pad)| byte ^ pad).collect();
        assert_eq!(plain, prf(&secret()[..32], MESSAGE)[..length]);
    }
}

#[test]
fn the_message_of_hkdf_may_be_in_the_chip() {
    let mut host = host(OPTIONS);
    let key = secret();
    let length = |bytes: u32| bytes << 24;
    // In slot 6, as bits 8–11 say; the command carries none, or as many bytes for nothing.
    for (details, sent) in [(length(20), 0), (length(20), 20)] {
        let data = [&(MESSAGE_IN_SLOT | 6 << 8 | details).to_le_bytes()[..], &vec![0; sent]].concat();
        let reply = host.data(KDF, HKDF | SLOT | TO_REPLY, 9, &data);
        assert_eq!(reply, hmac(&key[..32], &[&io_key()[..20]]));
    }
    let long: [u8; 64] = pattern(0x40);
    assert_eq!(host.status(NONCE, 0x23, 0, &long), SUCCESS);
    let data = (MESSAGE_IN_TEMP_KEY | length(50)).to_le_bytes();
    assert_eq!(host.data(KDF, HKDF | SLOT | TO_REPLY, 9, &data), hmac(&key[..32], &[&long[..50]]));
}

#[test]
fn the_special_iv_stands_where_the_configuration_says() {
    let mut host = host(OPTIONS);
    let good = b"123456789iv";
    let reply = host.data(KDF, HKDF | SLOT | TO_REPLY, 9, &request(MESSAGE_WITH_IV, good));
    assert_eq!(reply, hmac(&secret()[..32], &[good]));
    for wrong in [&b"123456789vi"[..], b"1234567890iv", b"123456789i", b""] {
        let why = "KdfIvLoc=9 KdfIvStr=6976: not so in the message";
        let data = request(MESSAGE_WITH_IV, wrong);
        host.refuses((KDF, HKDF | SLOT | TO_REPLY, 9, &data), EXECUTION_ERROR, why);
    }
}
