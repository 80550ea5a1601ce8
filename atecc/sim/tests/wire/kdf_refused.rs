//! What KDF refuses: modes, details and lengths; sources and targets; what ChipOptions protects.

use crate::host::*;
use crate::kdf::{host, prf, request};
use crate::keys::*;

const OPTIONS: u16 = 0x6006;
const MESSAGE: &[u8] = b"label and seed";
/// From a slot, into the reply.
const PRF: u8 = 0x12;
const AES_128: u8 = 0x32;
const HKDF: u8 = 0x52;

#[test]
fn modes_details_and_lengths() {
    let mut host = host(OPTIONS);
    let prf = |details| request(details, MESSAGE);
    let (message, zero) = (prf(1), request(0, &[0; 16]));
    for mode in [0x60, 0x80, 0x18, 0x1C] {
        host.refuses((KDF, mode, 9, &message), PARSE_ERROR, "param1 is illegal");
    }
    // 64 bytes fit neither into half of TempKey nor into the Alternate Key Buffer, and neither holds a longer key.
    for mode in [0x06, 0x0E] {
        host.refuses((KDF, mode, 9, &prf(0x101)), PARSE_ERROR, "param1 is illegal");
    }
    for mode in [0x11, 0x13] {
        host.refuses((KDF, mode, 9, &prf(2)), PARSE_ERROR, "param1 is illegal");
        let data = request(2, &[0; 16]);
        host.refuses((KDF, mode | 0x20, 9, &data), PARSE_ERROR, "param1 is illegal");
    }
    // What is split needs a target besides the reply, and 64 bytes.
    for mode in [0x12, 0x16] {
        host.refuses((KDF, mode, 9, &prf(0x301)), PARSE_ERROR, "param1 is illegal");
    }
    let details = "the details word is illegal";
    for (mode, data) in [
        (0x02, prf(0x201)),
        (PRF, prf(0x401)),
        (PRF, prf(0x05)),
        (AES_128, request(4, &[0; 16])),
        (HKDF, prf(0x0A)),
        (HKDF, prf(0x1002)),
    ] {
        host.refuses((KDF, mode, 9, &data), PARSE_ERROR, details);
    }
    for (mode, data) in [
        (PRF, message[..17].to_vec()),
        (PRF, vec![0; 3]),
        (PRF, request(1, &[0; 129])),
        (AES_128, zero[..19].to_vec()),
        (AES_128, request(0, &[0; 17])),
        (HKDF, [&request(2, MESSAGE)[..], &[0]].concat()),
        (HKDF, [&request(1, MESSAGE)[..], &[0]].concat()),
    ] {
        let why = format!("{} bytes of data are not what this mode takes", data.len());
        host.refuses((KDF, mode, 9, &data), PARSE_ERROR, &why);
    }
    host.refuses((KDF, PRF, 16, &message), PARSE_ERROR, "param2 is illegal");
    host.refuses((KDF, 0x0A, 0x1009, &message), PARSE_ERROR, "param2 is illegal");
}

#[test]
fn the_longest_message_fits() {
    let mut host = host(OPTIONS);
    let message: [u8; 128] = pattern(7);
    let key: [u8; 32] = pattern(0x80);
    assert_eq!(host.data(KDF, PRF, 9, &request(1, &message)), prf(&key, &message)[..32]);
}

#[test]
fn empty_and_short_sources() {
    let mut host = host(OPTIONS);
    let (short, long) = (request(1, MESSAGE), request(3, MESSAGE));
    let empty = "the register that holds the input is empty";
    let too_short = "TempKey holds 32 bytes: more are needed";
    host.refuses((KDF, 0x10, 0, &short), EXECUTION_ERROR, "TempKey.Valid=0");
    host.refuses((KDF, 0x11, 0, &short), EXECUTION_ERROR, "TempKey.Valid=0");
    host.refuses((KDF, 0x13, 0, &short), EXECUTION_ERROR, empty);
    for (mode, data) in [(0x10, &long), (0x11, &short)] {
        host.load_temp_key(&[1; 32]);
        host.refuses((KDF, mode, 0, data), EXECUTION_ERROR, too_short);
        assert!(!host.temp_key_valid(), "used up");
    }
    host.load_temp_key(&[1; 32]);
    let from_temp_key = (1u32 | 33 << 24).to_le_bytes();
    host.refuses((KDF, HKDF, 9, &from_temp_key), EXECUTION_ERROR, too_short);
    host.refuses((KDF, PRF, 5, &long), EXECUTION_ERROR, "slot 5 has 36 bytes, 64 are needed");
    let from_slot = (5u32 << 8 | 37 << 24).to_le_bytes();
    host.refuses((KDF, HKDF, 9, &from_slot), EXECUTION_ERROR, "slot 5 has 36 bytes, 37 are needed");
}

#[test]
fn slots_that_are_no_source_or_no_target() {
    let key: [u8; 32] = pattern(0x80);
    let mut host = Host::with_keys(&[
        (2, 0x2081, 0x0013, &[]),
        (3, 0x8080, 0x001C, &key),
        (4, 0x8080, 0x039C, &key),
        (5, 0x8080, 0x001E, &key),
        (9, 0x8080, 0x0012, &key),
        (10, 0x8080, 0x003E, &key),
    ]);
    assert_eq!(host.status(LOCK, 0x02 | 10 << 2, 0, &[]), SUCCESS);
    let (short, long) = (request(1, MESSAGE), request(0x101, MESSAGE));
    let private = "KeyConfig[2]=0x0013 Private=1: a private key is no secret for this";
    host.refuses((KDF, PRF, 2, &short), EXECUTION_ERROR, private);
    let why = "KeyConfig[4]=0x039C ReqAuth=1 AuthKey=3: that key has not been proven";
    host.refuses((KDF, PRF, 4, &short), EXECUTION_ERROR, why);
    let cases: [(u16, &[u8], &str); 5] = [
        (2, &short, private),
        (3, &short, "KeyConfig[3]=0x001C PubInfo=0 KeyType=7: KDF does not write here"),
        (9, &short, "KeyConfig[9]=0x0012 PubInfo=1 KeyType=4: KDF does not write here"),
        (10, &short, "SlotLocked=0xFBFF bit 10=0: the slot is locked"),
        (5, &long, "slot 5 has 36 bytes, 64 are needed"),
    ];
    for (target, data, why) in cases {
        host.refuses((KDF, 0x0A, target << 8 | 3, data), EXECUTION_ERROR, why);
    }
}

#[test]
fn the_key_and_the_message_are_paid_for_but_not_twice() {
    let key: [u8; 32] = pattern(0x80);
    let mut host =
        Host::with_keys(&[(3, 0x8080, 0x001C, &key), (4, 0x8080, 0x039C, &key), (11, 0x80A0, 0x001C, &key)]);
    let message = |slot: u32| (slot << 8 | 32 << 24).to_le_bytes();
    // 11 is of limited use.
    for (key, from, count) in [(11, 3, 1), (3, 11, 2), (11, 11, 3), (3, 3, 3)] {
        host.data(KDF, HKDF, key, &message(from));
        assert_eq!(host.data(COUNTER, 0, 0, &[]), [count, 0, 0, 0], "key {key}, message {from}");
    }
    // 4 wants the proof of 3.
    for (slot, from) in [(4, 3), (3, 4)] {
        assert_eq!(crate::check_mac::prove(&mut host, 3, &key), SUCCESS);
        host.data(KDF, HKDF, slot, &message(from));
        let why = "KeyConfig[4]=0x039C ReqAuth=1 AuthKey=3: that key has not been proven";
        host.refuses((KDF, HKDF, slot, &message(from)), EXECUTION_ERROR, why);
    }
}

#[test]
fn chip_options_switch_aes_and_protect_the_reply() {
    let (message, block) = (request(1, MESSAGE), request(0, &[0; 16]));
    let split = request(0x301, MESSAGE);
    let host_of = host;
    let mut host = host_of(0x6002);
    let why = "ChipOptions=0x6002 bit 2=0: KDF-AES is off";
    host.refuses((KDF, AES_128, 9, &block), EXECUTION_ERROR, why);
    assert_eq!(host.data(KDF, PRF, 9, &message).len(), 32, "the others do not mind");
    let mut host = host_of(0x6004);
    let why = "ChipOptions=0x6004 bit 1=0: encrypted output needs the IO protection key";
    host.refuses((KDF, PRF | 4, 9, &message), EXECUTION_ERROR, why);
    let mut host = host_of(0x6406);
    for (mode, data, length) in [(PRF, &message, 64), (AES_128, &block, 64), (0x02, &split, 64)] {
        assert_eq!(host.data(KDF, mode, 9, data).len(), length, "encrypted all the same");
    }
    host.bus.set_options(|options| options.policy.kdf_protection_encrypts = false);
    let why = "ChipOptions=0x6406 KDF protection: encrypted output only";
    host.refuses((KDF, PRF, 9, &message), EXECUTION_ERROR, why);
    assert_eq!(host.data(KDF, PRF | 4, 9, &message).len(), 64);
    for protection in [0x6806, 0x6C06] {
        let mut host = host_of(protection);
        let why =
            format!("ChipOptions={protection:#06X} KDF protection: the result must stay inside the chip");
        for (mode, data) in [(PRF, &message), (PRF | 4, &message), (AES_128, &block), (0x02, &split)] {
            host.refuses((KDF, mode, 9, data), EXECUTION_ERROR, &why);
        }
        assert_eq!(host.status(KDF, 0x02, 9, &message), SUCCESS, "into TempKey");
    }
}

#[test]
fn a_blank_part_derives_nothing() {
    let mut host = Host::blank();
    host.load_temp_key(&[1; 32]);
    assert_eq!(host.status(KDF, 0x10, 0, &request(1, MESSAGE)), EXECUTION_ERROR);
    assert!(host.why().contains("until the configuration is locked"), "{}", host.why());
}
