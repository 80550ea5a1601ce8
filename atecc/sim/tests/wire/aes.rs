//! AES: the vectors of the standards, keys from slots and TempKey, and what it refuses.

use atecc_sim::{Part, SimI2c};

use crate::host::*;
use crate::keys::*;

const ENCRYPT: u8 = 0x00;
const DECRYPT: u8 = 0x01;
const GFM: u8 = 0x03;
const TEMP_KEY: u16 = 0xFFFF;

/// FIPS 197, appendix C.1.
const KEY: &str = "000102030405060708090a0b0c0d0e0f";
const PLAIN: &str = "00112233445566778899aabbccddeeff";
const CIPHER: &str = "69c4e0d86a7b0430d8cdb78070b4c55a";

/// Four keys of 16 bytes, the FIPS one at `block`.
fn keys_at(block: usize) -> [u8; 64] {
    let mut keys = [0xEE; 64];
    keys[16 * block..16 * (block + 1)].copy_from_slice(&hex(KEY));
    keys
}

fn mode(operation: u8, block: usize) -> u8 {
    u8::try_from(block << 6).unwrap() | operation
}

#[test]
fn the_vector_of_the_standard_with_each_key_block_of_a_slot() {
    for block in 0..4 {
        let mut host = Host::with_keys(&[(9, 0x8080, 0x0018, &keys_at(block))]);
        host.load_temp_key(&[1; 32]);
        assert_eq!(host.data(AES, mode(ENCRYPT, block), 9, &hex(PLAIN)), hex(CIPHER));
        assert_eq!(host.data(AES, mode(DECRYPT, block), 9, &hex(CIPHER)), hex(PLAIN));
        assert!(host.temp_key_valid(), "left alone");
    }
}

#[test]
fn the_vector_of_the_standard_with_each_key_block_of_temp_key_on_a_blank_part() {
    let mut host = Host::blank();
    for block in 0..4 {
        assert_eq!(host.status(NONCE, 0x23, 0, &keys_at(block)), SUCCESS);
        assert_eq!(host.data(AES, mode(ENCRYPT, block), TEMP_KEY, &hex(PLAIN)), hex(CIPHER));
        assert_eq!(host.data(AES, mode(DECRYPT, block), TEMP_KEY, &hex(CIPHER)), hex(PLAIN));
    }
    host.load_temp_key(keys_at(0).first_chunk().unwrap());
    assert_eq!(host.data(AES, ENCRYPT, TEMP_KEY, &hex(PLAIN)), hex(CIPHER));
    for block in 1..4 {
        let why = "TempKey holds 32 bytes: more are needed";
        host.refuses((AES, mode(ENCRYPT, block), TEMP_KEY, &hex(PLAIN)), EXECUTION_ERROR, why);
    }
    assert!(host.temp_key_valid(), "left alone, refused or not");
}

#[test]
fn galois_counter_mode_in_the_steps_of_its_test_case_2() {
    // McGrew and Viega: key, IV and the one block of plain text are all zeros.
    let mut host = Host::blank();
    host.load_temp_key(&[0; 32]);
    let hash_key = host.data(AES, ENCRYPT, TEMP_KEY, &[0; 16]);
    assert_eq!(hash_key, hex("66e94bd4ef8a2c3b884cfa59ca342b2e"));
    let counter = |number: u8| [[0; 15].as_slice(), &[number]].concat();
    let cipher = host.data(AES, ENCRYPT, TEMP_KEY, &counter(2));
    assert_eq!(cipher, hex("0388dace60b6a392f328c2b971b2fe78"));
    let xor = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| a ^ b).collect::<Vec<u8>>();
    let mut multiply = |block: &[u8]| host.data(AES, GFM, 0, &[&hash_key, block].concat());
    let first = multiply(&cipher);
    assert_eq!(first, hex("5e2ec746917062882c85b0685353deb7"));
    let hash = multiply(&xor(&first, &hex("00000000000000000000000000000080")));
    assert_eq!(hash, hex("f38cbb1ad69223dcc3457ae5b6b0f885"));
    let mask = host.data(AES, ENCRYPT, TEMP_KEY, &counter(1));
    assert_eq!(xor(&hash, &mask), hex("ab6e47d42cec13bdf53a67b21257bddf"));
}

#[test]
fn refusals() {
    let block: &[u8] = &[0; 16];
    let mut host = Host::with_keys(&[
        (2, 0x8080, 0x0018, &[1; 32]),
        (3, 0x8080, 0x001C, &[1; 32]),
        (4, 0x2081, 0x0013, &[]),
        (5, 0x8080, 0x0298, &[1; 32]),
    ]);
    let cases: [Refusal<'_>; 11] = [
        ((AES, 0x02, 2, block), PARSE_ERROR, "param1 is illegal"),
        ((AES, 0x04, 2, block), PARSE_ERROR, "param1 is illegal"),
        ((AES, 0x08, 2, block), PARSE_ERROR, "param1 is illegal"),
        ((AES, GFM | 0x40, 0, &[0; 32]), PARSE_ERROR, "param1 is illegal"),
        ((AES, GFM, 1, &[0; 32]), PARSE_ERROR, "param2 is illegal"),
        ((AES, ENCRYPT, 16, block), PARSE_ERROR, "param2 is illegal"),
        ((AES, ENCRYPT, 2, &[0; 15]), PARSE_ERROR, "15 bytes of data are not what this mode takes"),
        (
            (AES, ENCRYPT, 3, block),
            EXECUTION_ERROR,
            "KeyConfig[3]=0x001C Private=0 KeyType=7: not an AES key",
        ),
        (
            (AES, ENCRYPT, 4, block),
            EXECUTION_ERROR,
            "KeyConfig[4]=0x0013 Private=1 KeyType=4: not an AES key",
        ),
        (
            (AES, ENCRYPT, 5, block),
            EXECUTION_ERROR,
            "KeyConfig[5]=0x0298 ReqAuth=1 AuthKey=2: that key has not been proven",
        ),
        ((AES, ENCRYPT, TEMP_KEY, block), EXECUTION_ERROR, "TempKey.Valid=0"),
    ];
    for (command, status, why) in cases {
        host.refuses(command, status, why);
    }
    let why = "16 bytes of data are not what this mode takes";
    host.refuses((AES, GFM, 0, block), PARSE_ERROR, why);
    // A slot of 36 bytes has two keys.
    assert_eq!(host.data(AES, mode(ENCRYPT, 1), 2, block).len(), 16);
    let why = "slot 2 has 36 bytes, 48 are needed";
    host.refuses((AES, mode(ENCRYPT, 2), 2, block), EXECUTION_ERROR, why);
}

#[test]
fn a_slot_is_out_of_reach_on_a_blank_part_and_its_uses_count() {
    let mut host = Host::blank();
    host.configure(&[(9, 0x80A0, 0x0018)]);
    assert_eq!(host.status(AES, ENCRYPT, 9, &[0; 16]), EXECUTION_ERROR);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(AES, ENCRYPT, 9, &[0; 16]);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0]);
}

#[test]
fn whether_req_auth_binds_aes_is_an_option() {
    let mut host = Host::with_keys(&[(9, 0x8080, 0x0298, &hex(KEY))]);
    assert_eq!(host.status(AES, ENCRYPT, 9, &hex(PLAIN)), EXECUTION_ERROR);
    host.bus.set_options(|options| options.policy.aes_ignores_req_auth = true);
    assert_eq!(host.data(AES, ENCRYPT, 9, &hex(PLAIN)), hex(CIPHER));
}

#[test]
fn a_part_without_aes_refuses_all_of_it() {
    // AES_Enable is the factory's: it is changed where nobody else can.
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("chip.sim");
    let mut host = Host::on(SimI2c::create(&path, Part::Atecc608B, Some(SEED)).unwrap());
    let block = host.data(READ, 0x80, 0, &[]);
    drop(host);
    let digits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut without = block.clone();
    without[13] = 0;
    let text = without_checksum(&std::fs::read_to_string(&path).unwrap());
    std::fs::write(&path, text.replace(&digits(&block), &digits(&without))).unwrap();
    let mut host = Host::on(SimI2c::open(&path).unwrap());
    host.load_temp_key(&[1; 32]);
    for (mode, length) in [(ENCRYPT, 16), (DECRYPT, 16), (GFM, 32)] {
        let param2 = if mode == GFM { 0 } else { TEMP_KEY };
        let why = "AES_Enable=0x00 bit 0=0: AES is off";
        host.refuses((AES, mode, param2, &vec![0; length]), EXECUTION_ERROR, why);
    }
    // KDF needs it for AES, and only for that.
    host.set_config(90, &[0x04]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.load_temp_key(&[1; 32]);
    let why = "AES_Enable=0x00 bit 0=0: AES is off";
    host.refuses((KDF, 0x30, 0, &[&[0, 0, 0, 16][..], &[0; 16]].concat()), EXECUTION_ERROR, why);
    assert_eq!(host.data(KDF, 0x50, 0, &[&[2, 0, 0, 16][..], &[0; 16]].concat()).len(), 32);
}
