//! MAC: its modes against the 88 bytes of the data sheet, and what it refuses.

use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
const CHALLENGE: [u8; 32] = [0xC4; 32];
/// 4 a secret, 5 not for MACs, 6 with ReqRandom, 7 with ReqAuth; 2 a private key.
const RULES: &[Key<'_>] = &[
    (2, 0x2081, 0x0013, &[]),
    (4, 0x8080, 0x001C, &KEY),
    (5, 0x8090, 0x001C, &KEY),
    (6, 0x8080, 0x005C, &KEY),
    (7, 0x8080, 0x049C, &KEY),
];

/// The message of mode 0x4x, or of one without the serial number, hashed.
fn expected(host: &mut Host, mode: u8, slot: u8, key: &[u8], challenge: &[u8], otp: [u8; 11]) -> [u8; 32] {
    let sn = host.serial();
    let whole = mode & 0x40 != 0;
    let high = if whole { [sn[4], sn[5], sn[6], sn[7]] } else { [0; 4] };
    let middle = if whole { [sn[2], sn[3]] } else { [0; 2] };
    let message =
        [key, challenge, &[0x08, mode, slot, 0], &otp, &[sn[8]], &high, &[sn[0], sn[1]], &middle].concat();
    assert_eq!(message.len(), 88);
    sha256(&[&message])
}

#[test]
fn each_mode_takes_its_blocks_from_where_it_says() {
    let mut host = Host::with_keys(RULES);
    for serial in [0x00, 0x40] {
        for (mode, random) in [(0, true), (1, true), (5, false), (2, true), (6, false), (3, true), (7, false)]
        {
            let mode = mode | serial;
            let temp_key = if random { host.random_nonce() } else { [0xF1; 32] };
            if !random {
                host.load_temp_key(&temp_key);
            }
            let key = if mode & 2 != 0 { temp_key } else { KEY };
            let (challenge, data) =
                if mode & 1 != 0 { (temp_key, &[][..]) } else { (CHALLENGE, &CHALLENGE[..]) };
            let expected = expected(&mut host, mode, 4, &key, &challenge, [0; 11]);
            assert_eq!(host.data(MAC, mode, 4, data), expected, "{mode:#04x}");
            assert!(!host.temp_key_valid(), "{mode:#04x} uses TempKey up");
        }
    }
}

#[test]
fn temp_key_may_hold_a_digested_key() {
    let mut host = Host::with_keys(RULES);
    let session = host.session_key(4, &KEY);
    let expected = expected(&mut host, 0x02, 4, &session, &CHALLENGE, [0; 11]);
    assert_eq!(host.data(MAC, 0x02, 4, &CHALLENGE), expected);
}

#[test]
fn the_otp_bits_of_older_parts_are_an_option() {
    let mut host = Host::unlocked_with_keys(RULES);
    let otp: [u8; 32] = pattern(0xA0);
    assert_eq!(host.status(WRITE, 0x81, 0, &otp), SUCCESS);
    host.lock_data();
    for mode in [0x10, 0x20, 0x30, 0x60] {
        host.refuses((MAC, mode, 4, &CHALLENGE), PARSE_ERROR, "param1 is illegal");
    }
    host.bus.set_options(|options| options.otp_in_mac = true);
    for (mode, length) in [(0x10, 11), (0x20, 8), (0x30, 11), (0x60, 8)] {
        let mut bytes = [0; 11];
        bytes[..length].copy_from_slice(&otp[..length]);
        let expected = expected(&mut host, mode, 4, &KEY, &CHALLENGE, bytes);
        assert_eq!(host.data(MAC, mode, 4, &CHALLENGE), expected, "{mode:#04x}");
    }
}

#[test]
fn refusals() {
    let mut host = Host::with_keys(RULES);
    let cases: [Refusal<'_>; 13] = [
        ((MAC, 0x04, 4, &CHALLENGE), PARSE_ERROR, "param1 is illegal"),
        ((MAC, 0x08, 4, &CHALLENGE), PARSE_ERROR, "param1 is illegal"),
        ((MAC, 0x80, 4, &CHALLENGE), PARSE_ERROR, "param1 is illegal"),
        ((MAC, 0x00, 16, &CHALLENGE), PARSE_ERROR, "param2 is illegal"),
        ((MAC, 0x00, 4, &[]), PARSE_ERROR, "0 bytes of data are not what this mode takes"),
        ((MAC, 0x05, 4, &CHALLENGE), PARSE_ERROR, "32 bytes of data are not what this mode takes"),
        ((MAC, 0x01, 4, &[]), EXECUTION_ERROR, "TempKey.SourceFlag=1: a random nonce is needed"),
        ((MAC, 0x02, 4, &CHALLENGE), EXECUTION_ERROR, "TempKey.SourceFlag=1: a random nonce is needed"),
        (
            (MAC, 0x00, 5, &CHALLENGE),
            EXECUTION_ERROR,
            "SlotConfig[5]=0x8090 NoMac=1: not for MACs that are given out",
        ),
        (
            (MAC, 0x00, 6, &CHALLENGE),
            EXECUTION_ERROR,
            "KeyConfig[6]=0x005C ReqRandom=1: TempKey does not hold a random nonce",
        ),
        (
            (MAC, 0x05, 6, &[]),
            EXECUTION_ERROR,
            "KeyConfig[6]=0x005C ReqRandom=1: TempKey does not hold a random nonce",
        ),
        (
            (MAC, 0x00, 7, &CHALLENGE),
            EXECUTION_ERROR,
            "KeyConfig[7]=0x049C ReqAuth=1 AuthKey=4: that key has not been proven",
        ),
        (
            (MAC, 0x00, 2, &CHALLENGE),
            EXECUTION_ERROR,
            "KeyConfig[2]=0x0013 Private=1: a private key is no secret for this",
        ),
    ];
    for (command, status, why) in cases {
        host.load_temp_key(&[1; 32]);
        host.refuses(command, status, why);
        assert!(!host.temp_key_valid(), "{why}");
    }
    for (mode, data) in [(0x01, &[][..]), (0x02, &CHALLENGE), (0x07, &[])] {
        host.refuses((MAC, mode, 4, data), EXECUTION_ERROR, "TempKey.Valid=0");
    }
    host.random_nonce();
    let fixed = "TempKey.SourceFlag=0: the mode asks for a fixed value";
    host.refuses((MAC, 0x05, 4, &[]), EXECUTION_ERROR, fixed);
}

#[test]
fn a_key_that_is_not_for_macs_taints_temp_key() {
    let mut host = Host::with_keys(RULES);
    for (mode, data) in [(0x01, &[][..]), (0x02, &CHALLENGE), (0x03, &[])] {
        host.random_nonce();
        assert_eq!(host.status(GEN_DIG, 2, 5, &[0; 4]), SUCCESS);
        let why = "TempKey.NoMacFlag=1: not for MACs that are given out";
        host.refuses((MAC, mode, 4, data), EXECUTION_ERROR, why);
    }
}

#[test]
fn req_random_is_content_with_a_random_challenge_and_temp_key_as_key_looks_at_no_slot() {
    let mut host = Host::with_keys(RULES);
    let nonce = host.random_nonce();
    let with_random = expected(&mut host, 0x01, 6, &KEY, &nonce, [0; 11]);
    assert_eq!(host.data(MAC, 0x01, 6, &[]), with_random);
    for slot in [2, 5, 6, 7] {
        let nonce = host.random_nonce();
        let expected = expected(&mut host, 0x02, slot, &nonce, &CHALLENGE, [0; 11]);
        assert_eq!(host.data(MAC, 0x02, slot.into(), &CHALLENGE), expected);
    }
}

#[test]
fn keys_are_out_of_reach_on_a_blank_part_and_optional_between_the_locks() {
    let mut host = Host::blank();
    assert_eq!(host.status(MAC, 0x00, 4, &CHALLENGE), EXECUTION_ERROR);
    let mut host = Host::unlocked_with_keys(RULES);
    assert_eq!(host.data(MAC, 0x00, 4, &CHALLENGE).len(), 32);
    host.bus.set_options(|options| options.policy.use_before_data_lock = false);
    assert_eq!(host.status(MAC, 0x00, 4, &CHALLENGE), EXECUTION_ERROR);
}

#[test]
fn a_refusal_names_the_slot_in_one_line() {
    let mut host = Host::with_keys(RULES);
    let line = |host: &mut Host, (opcode, param1, param2, data): Call<'_>| {
        host.send(opcode, param1, param2, data);
        host.bus.last_refusal().unwrap().to_string()
    };
    let no_mac = "SlotConfig[5]=0x8090 NoMac=1: not for MACs that are given out";
    assert_eq!(line(&mut host, (MAC, 0, 5, &CHALLENGE)), format!("MAC slot 5: refused 0x0F: {no_mac}"));
    assert_eq!(line(&mut host, (SHA, 4, 5, &[])), format!("SHA slot 5: refused 0x0F: {no_mac}"));
    let empty = "refused 0x0F: TempKey.Valid=0";
    for (zone, subject) in [(0, " configuration"), (1, " OTP"), (2, " slot 1"), (4, ""), (5, " slot 1")] {
        assert_eq!(line(&mut host, (GEN_DIG, zone, 1, &[])), format!("GenDig{subject}: {empty}"));
    }
}
