//! The ATECC508A, as far as it differs.

use atecc_sim::{Options, Part, Reason, SimI2c, Timing};
use sha2::{Digest, Sha256};

use crate::ecc::{point, signature, store, stored};
use crate::host::*;

const HMAC: u8 = 0x11;
const MS: u64 = 1_000_000;
const KEY: [u8; 32] = [0xC5; 32];
const TEMP_KEY: [u8; 32] = [0x33; 32];
/// Slot 2 signs and agrees; slot 3 is a secret, 4 one with NoMac, 5 one that wants a random nonce; slot 10
/// validates slot 9.
const RULES: &[(u8, u16, u16)] = &[
    (2, 0x2087, 0x0013),
    (3, 0x0080, 0x001C),
    (4, 0x0090, 0x001C),
    (5, 0x0080, 0x005C),
    (9, 0x100A, 0x0012),
    (10, 0x0000, 0x0010),
];

fn blank() -> Host {
    Host::on(SimI2c::blank(Part::Atecc508A, Some(SEED)).unwrap())
}

fn operational() -> Host {
    let mut host = blank();
    host.configure(RULES);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    for slot in [3, 4, 5] {
        assert_eq!(host.status(WRITE, 0x82, slot << 3, &KEY), SUCCESS);
    }
    store(&mut host, 9, &stored(&point(7)));
    store(&mut host, 10, &stored(&point(8)));
    assert_eq!(host.status(WRITE, 0x81, 0, &[0x0A; 32]), SUCCESS);
    host.lock_data();
    host
}

#[test]
fn it_says_what_it_is() {
    let mut host = blank();
    assert_eq!(host.data(INFO, 0x00, 0, &[]), [0x00, 0x00, 0x50, 0x00]);
    assert_eq!(host.data(READ, 0x00, 3, &[])[..3], [0xEE, 0x00, 0x01], "no AES_Enable");
    assert_eq!("508a".parse(), Ok(Part::Atecc508A));
}

#[test]
fn commands_of_the_atecc608_do_not_exist_and_hmac_does_only_here() {
    let mut host = operational();
    for opcode in [0x51, 0x56, SECURE_BOOT, SELF_TEST] {
        assert_eq!(host.status(opcode, 0, 0, &[]), PARSE_ERROR);
        assert_eq!(host.reason(), Some(Reason::UnknownOpcode));
    }
    let mut other = Host::blank();
    assert_eq!(other.status(HMAC, 0, 0, &[]), PARSE_ERROR);
    assert_eq!(other.reason(), Some(Reason::UnknownOpcode));
}

#[test]
fn modes_of_the_atecc608_are_parse_errors() {
    let mut host = operational();
    let cases: &[(u8, u8, u16, usize)] = &[
        (INFO, 0x04, 0, 0),
        (NONCE, 0x43, 0, 32),
        (NONCE, 0x23, 0, 64),
        (NONCE, 0x83, 0, 32),
        (GEN_KEY, 0x04, 0xFFFF, 0),
        (ECDH, 0x08, 2, 64),
        (ECDH, 0x0C, 2, 64),
        (ECDH, 0x02, 2, 64),
        (SIGN, 0xA0, 2, 0),
        (VERIFY, 0x22, 4, 128),
        (VERIFY, 0x82, 4, 128),
        (SHA, 0x42, 0, 0),
        (SHA, 0xC2, 0, 0),
        (SHA, 0x06, 0, 0),
        (SHA, 0x07, 36, 36),
    ];
    for (opcode, param1, param2, length) in cases {
        let status = host.status(*opcode, *param1, *param2, &vec![0; *length]);
        assert_eq!(status, PARSE_ERROR, "{opcode:#04x} {param1:#04x}");
    }
}

#[test]
fn what_both_have_works_as_on_the_other() {
    let mut host = operational();
    let key = host.data(GEN_KEY, 0x00, 2, &[]);
    host.load_temp_key(&TEMP_KEY);
    let signed = host.data(SIGN, 0x80, 2, &[]);
    assert!(crate::ecc::verifies(&key, &TEMP_KEY, &signed));
    assert_eq!(host.data(ECDH, 0x00, 2, &point(7)).len(), 32);
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    assert_eq!(host.data(SHA, 0x02, 3, b"abc"), Sha256::digest(b"abc").to_vec());
    assert!(host.temp_key_valid(), "the digest is there too");
}

#[test]
fn only_info_leaves_temp_key_alone() {
    let mut host = operational();
    let commands: &[(u8, u8, u16, &[u8])] = &[
        (RANDOM, 0x00, 0, &[]),
        (READ, 0x80, 0, &[]),
        (SHA, 0x00, 0, &[]),
        (NONCE, 0x43, 0, &[0; 32]),
        (UPDATE_EXTRA, 0x00, 0, &[]),
    ];
    for (opcode, param1, param2, data) in commands {
        host.load_temp_key(&TEMP_KEY);
        host.data(INFO, 0x00, 0, &[]);
        assert!(host.temp_key_valid());
        host.send(*opcode, *param1, *param2, data);
        assert!(!host.temp_key_valid(), "{opcode:#04x}");
    }
}

#[test]
fn it_takes_its_own_time() {
    for (timing, opcode, busy_ms) in [
        (Timing::Max, RANDOM, 23),
        (Timing::Max, INFO, 2),
        (Timing::Typical, RANDOM, 1),
        (Timing::Max, LOCK, 32),
    ] {
        let mut options = Options::default();
        options.timing = timing;
        let mut host = Host::on(SimI2c::with_options(Part::Atecc508A, Some(SEED), options).unwrap());
        // The slowest clock of the ATECC608 means nothing here.
        host.set_config(19, &[0x68]);
        let param1 = if opcode == LOCK { 0x80 } else { 0x00 };
        embedded_hal::i2c::I2c::write(&mut host.bus, ADDRESS, &packet(opcode, param1, 0, &[])).unwrap();
        let start = host.bus.now();
        while !host.acknowledges() {
            host.wait_us(100);
        }
        assert_eq!((host.bus.now() - start) / MS, busy_ms, "{timing:?} {opcode:#04x}");
    }
}

/// HMAC-SHA256 as RFC 2104 spells it out.
fn hmac(key: &[u8; 32], message: &[u8]) -> Vec<u8> {
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5C)).chain_update(inner).finalize().to_vec()
}

#[test]
fn an_hmac_of_temp_key_with_as_much_otp_and_serial_number_as_the_mode_says() {
    let mut host = operational();
    let sn = host.data(READ, 0x80, 0, &[]);
    for mode in [0x04, 0x14, 0x24, 0x34, 0x44, 0x74] {
        let mut message = [0; 88];
        message[32..64].copy_from_slice(&TEMP_KEY);
        message[64..68].copy_from_slice(&[HMAC, mode, 0x03, 0x00]);
        match mode & 0x30 {
            0x00 => {}
            0x20 => message[68..76].fill(0x0A),
            _ => message[68..79].fill(0x0A),
        }
        message[79] = sn[12];
        message[84..86].copy_from_slice(&sn[..2]);
        if mode & 0x40 != 0 {
            message[80..84].copy_from_slice(&sn[8..12]);
            message[86..88].copy_from_slice(&sn[2..4]);
        }
        host.load_temp_key(&TEMP_KEY);
        assert_eq!(host.data(HMAC, mode, 3, &[]), hmac(&KEY, &message), "{mode:#04x}");
        assert!(!host.temp_key_valid(), "consumed");
    }
}

#[test]
fn an_hmac_over_the_sha_engine_ends_with_a_mode_of_its_own() {
    let mut host = operational();
    let message = [0x5E; 70];
    assert_eq!(host.status(SHA, 0x04, 3, &[]), SUCCESS);
    assert_eq!(host.status(SHA, 0x01, 64, &message[..64]), SUCCESS);
    assert_eq!(host.data(SHA, 0x05, 6, &message[64..]), hmac(&KEY, &message));
    let mut other = Host::blank();
    assert_eq!(other.status(SHA, 0x05, 0, &[]), PARSE_ERROR);
}

#[test]
fn refusals_of_hmac() {
    let mut host = operational();
    assert_eq!(host.status(HMAC, 0x04, 3, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    for (mode, slot, why) in [
        (0x00, 3, "TempKey.SourceFlag=1: a random nonce is needed"),
        (0x04, 2, "KeyConfig[2]=0x0013 Private=1: a private key is no secret for this"),
        (0x04, 4, "SlotConfig[4]=0x0090 NoMac=1: not for MACs that are given out"),
        (0x04, 5, "KeyConfig[5]=0x005C ReqRandom=1: TempKey does not hold a random nonce"),
    ] {
        host.load_temp_key(&TEMP_KEY);
        assert_eq!(host.status(HMAC, mode, slot, &[]), EXECUTION_ERROR);
        assert_eq!(host.why(), why);
    }
    host.data(NONCE, 0x00, 0, &[0; 20]);
    assert_eq!(host.status(HMAC, 0x04, 5, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.SourceFlag=0: the mode asks for a fixed value");
    host.data(NONCE, 0x00, 0, &[0; 20]);
    assert_eq!(host.data(HMAC, 0x00, 5, &[]).len(), 32);
    for (mode, slot, length) in [(0x08, 3, 0), (0x80, 3, 0), (0x01, 3, 0), (0x04, 16, 0), (0x04, 3, 32)] {
        assert_eq!(host.status(HMAC, mode, slot, &vec![0; length]), PARSE_ERROR, "{mode:#04x}");
    }
    let mut blank = blank();
    blank.load_temp_key(&TEMP_KEY);
    assert_eq!(blank.status(HMAC, 0x04, 3, &[]), EXECUTION_ERROR);
    assert!(blank.why().contains("until the configuration is locked"), "{}", blank.why());
}

#[test]
fn a_certificate_that_it_hashed_validates_the_public_key_in_it() {
    let mut host = operational();
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    assert_eq!(host.status(SHA, 0x01, 64, &[0xCE; 64]), SUCCESS);
    assert_eq!(host.status(SHA, 0x03, 9, &[]), SUCCESS);
    let digest: [u8; 32] = host.data(SHA, 0x02, 0, &[]).try_into().unwrap();
    let data = [&signature(8, &digest)[..], &point(7)].concat();
    assert_eq!(host.status(VERIFY, 0x01, 9, &data), SUCCESS);
    host.load_temp_key(&TEMP_KEY);
    assert_eq!(host.status(VERIFY, 0x00, 9, &signature(7, &TEMP_KEY)), SUCCESS);
}

#[test]
fn the_selector_is_no_address_and_is_set_once_only_in_selector_mode() {
    for (chip_mode, again) in [(0x00, SUCCESS), (0x01, EXECUTION_ERROR)] {
        let mut host = blank();
        host.set_config(19, &[chip_mode]);
        assert_eq!(host.status(UPDATE_EXTRA, 0x01, 0x6A, &[]), SUCCESS);
        assert_eq!(host.status(UPDATE_EXTRA, 0x01, 0x6C, &[]), again);
        host.sleep();
        assert_eq!(host.bus.address(), ADDRESS);
    }
}

#[test]
fn in_consumption_mode_ones_of_otp_become_zeros_and_nothing_comes_back() {
    for (mode, status) in [(0x55, SUCCESS), (0xAA, EXECUTION_ERROR), (0x00, EXECUTION_ERROR)] {
        let mut host = blank();
        host.set_config(18, &[mode]);
        assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
        assert_eq!(host.status(WRITE, 0x81, 0, &[0x0F; 32]), SUCCESS);
        host.lock_data();
        assert_eq!(host.status(WRITE, 0x01, 1, &[0xF3; 4]), status);
        let expected = if status == SUCCESS { [0x03; 4] } else { [0x0F; 4] };
        assert_eq!(host.data(READ, 0x01, 1, &[]), expected);
        assert_eq!(host.status(WRITE, 0x81, 0, &[0xFF; 32]), status);
        assert_eq!(host.data(READ, 0x01, 1, &[]), expected);
        assert_eq!(host.data(READ, 0x01, 0, &[]), [0x0F; 4]);
        // As many bytes as an encrypted write has.
        let refused = if status == SUCCESS { PARSE_ERROR } else { EXECUTION_ERROR };
        assert_eq!(host.status(WRITE, 0x81, 0, &[0; 64]), refused);
        let why = "LockConfig=0x00 LockValue=0x00: OTP cannot be written once data and OTP are locked";
        host.refuses((WRITE, 0xC1, 0, &[0; 64]), EXECUTION_ERROR, why);
        if status != SUCCESS {
            host.refuses((WRITE, 0x81, 0, &[0; 32]), EXECUTION_ERROR, why);
        }
    }
    // The byte is CountMatch on the ATECC608, whose OTP is read-only.
    let mut host = Host::blank();
    host.set_config(18, &[0x55]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.lock_data();
    assert_eq!(host.status(WRITE, 0x01, 1, &[0x00; 4]), EXECUTION_ERROR);
}
