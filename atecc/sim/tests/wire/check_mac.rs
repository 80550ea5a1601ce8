//! CheckMac: what it compares, what a match is good for, and what it refuses.

use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
const CHALLENGE: [u8; 32] = [0xC4; 32];
const OTHER: [u8; 13] = [0x08, 0x00, 0x04, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/// 4 is what 7 wants proven, and copies 5 into TempKey; 6 with ReqRandom, 8 not for MACs, 9 under ReadKey 3.
const RULES: &[Key<'_>] = &[
    (4, 0x8080, 0x001C, &KEY),
    (5, 0x8080, 0x001C, &[0x55; 32]),
    (6, 0x8080, 0x005C, &KEY),
    (7, 0x8083, 0x049C, &KEY),
    (8, 0x8090, 0x001C, &KEY),
    (9, 0x8083, 0x001C, &[0x99; 72]),
    (10, 0x80A0, 0x001C, &KEY),
    (11, 0x0080, 0x0013, &[]),
];

/// The data of the command, with the response that belongs to it.
fn data(host: &mut Host, key: &[u8; 32], challenge: &[u8; 32]) -> Vec<u8> {
    let mark = host.mark();
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = OTHER;
    let message = [
        &key[..],
        challenge,
        &[a, b, c, d],
        &[0; 8],
        &[e, f, g, mark[0], h, i, j, k, mark[1], mark[2], l, m],
    ]
    .concat();
    assert_eq!(message.len(), 88);
    [&CHALLENGE[..], &sha256(&[&message]), &OTHER].concat()
}

/// CheckMac with the chip's own random nonce as the challenge.
/// The chip is shown that the key in a slot is known.
pub(crate) fn prove(host: &mut Host, slot: u8, key: &[u8; 32]) -> u8 {
    let nonce = host.random_nonce();
    let data = data(host, key, &nonce);
    host.status(CHECK_MAC, 0x01, slot.into(), &data)
}

#[test]
fn each_mode_takes_its_blocks_from_where_it_says() {
    let mut host = Host::with_keys(RULES);
    for (mode, random) in [(0, true), (1, true), (5, false), (2, true), (6, false)] {
        for wrong in [false, true] {
            let temp_key = if random { host.random_nonce() } else { [0xF1; 32] };
            if !random {
                host.load_temp_key(&temp_key);
            }
            let key = if mode & 2 != 0 { temp_key } else { KEY };
            let challenge = if mode & 1 != 0 { temp_key } else { CHALLENGE };
            let mut data = data(&mut host, &key, &challenge);
            data[40] ^= u8::from(wrong);
            let expected = if wrong { MISCOMPARE } else { SUCCESS };
            // Slot 8: NoMac does not stand in the way, and its neighbour is not copied.
            assert_eq!(host.status(CHECK_MAC, mode, 8, &data), expected, "{mode:#04x}: {}", host.why());
            assert_eq!(host.state()[1] & 0x80, 0, "{mode:#04x} uses TempKey up");
        }
    }
}

#[test]
fn it_accepts_what_the_mac_of_another_chip_with_the_same_key_says() {
    let mut host = Host::with_keys(RULES);
    let sn = host.serial();
    let response = host.data(MAC, 0x40, 4, &CHALLENGE);
    let other = [&[0x08, 0x40, 4, 0, 0, 0, 0][..], &sn[4..8], &sn[2..4]].concat();
    assert_eq!(host.status(CHECK_MAC, 0x00, 4, &[&CHALLENGE[..], &response, &other].concat()), SUCCESS);
}

#[test]
fn a_proven_key_opens_what_req_auth_guards_once() {
    let mut host = Host::blank();
    host.configure_keys(RULES);
    // A private key that cannot even be made without the proof.
    host.configure(&[(2, 0x2081, 0x0493)]);
    host.load_keys(RULES);
    assert_eq!(host.status(GEN_KEY, 0x04, 2, &[]), EXECUTION_ERROR);
    assert_eq!(prove(&mut host, 4, &KEY), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    host.lock_data();
    let sign = |host: &mut Host| {
        host.load_message_digest(&[1; 32]);
        host.send(SIGN, 0xA0, 2, &[]).len()
    };
    assert_eq!(sign(&mut host), 1);
    assert_eq!(prove(&mut host, 4, &KEY), SUCCESS);
    assert_eq!(host.state()[1] & 0x7C, 4 << 3 | 4, "AuthComplete");
    host.idle();
    host.wake();
    assert_eq!(sign(&mut host), 64);
    assert_eq!(sign(&mut host), 1, "spent");
    assert_eq!(prove(&mut host, 4, &KEY), SUCCESS);
    assert_eq!(host.data(MAC, 0x00, 7, &CHALLENGE).len(), 32);
    assert_eq!(host.status(MAC, 0x00, 7, &CHALLENGE), EXECUTION_ERROR, "spent");
    assert_eq!(prove(&mut host, 4, &KEY), SUCCESS);
    host.sleep();
    host.wake();
    assert_eq!(sign(&mut host), 1, "lost in the sleep");
}

#[test]
fn only_a_challenge_of_the_chip_proves_a_key() {
    let mut host = Host::with_keys(RULES);
    let from_host = data(&mut host, &KEY, &CHALLENGE);
    assert_eq!(host.status(CHECK_MAC, 0x00, 4, &from_host), SUCCESS);
    assert_eq!(host.state()[1] & 0x04, 0);
    let nonce = host.random_nonce();
    let key_in_temp_key = data(&mut host, &nonce, &CHALLENGE);
    assert_eq!(host.status(CHECK_MAC, 0x02, 4, &key_in_temp_key), SUCCESS);
    assert_eq!(host.state()[1] & 0x04, 0);
    assert_eq!(prove(&mut host, 4, &[0; 32]), MISCOMPARE);
    assert_eq!(host.state()[1] & 0x04, 0);
    host.load_temp_key(&[7; 32]);
    let fixed = data(&mut host, &KEY, &[7; 32]);
    assert_eq!(host.status(CHECK_MAC, 0x05, 4, &fixed), SUCCESS);
    assert_eq!(host.state()[1] & 0x7C, 4 << 3 | 4, "ReqRandom is another matter");
}

#[test]
fn a_match_copies_the_neighbour_if_its_read_key_is_0() {
    let mut host = Host::with_keys(RULES);
    for slot in [4, 5] {
        let key = if slot == 4 { KEY } else { [0x55; 32] };
        assert_eq!(prove(&mut host, slot, &key), SUCCESS);
        assert_eq!(host.state(), [0x10, 0x80 | slot << 3 | 4], "fixed source, no other flag");
        host.assert_temp_key(&[0x55; 32]);
        assert_eq!(prove(&mut host, slot, &[0; 32]), MISCOMPARE);
        assert!(!host.temp_key_valid());
    }
    // ReadKey of 9 is 3; 11 is a private key.
    for slot in [8, 10] {
        assert_eq!(prove(&mut host, slot, &KEY), SUCCESS);
        assert!(!host.temp_key_valid(), "slot {slot}");
    }
}

#[test]
fn a_limited_use_counts_even_if_it_does_not_match() {
    let mut host = Host::with_keys(RULES);
    let wrong = data(&mut host, &[0; 32], &CHALLENGE);
    for count in 1..=2 {
        assert_eq!(host.status(CHECK_MAC, 0x00, 10, &wrong), MISCOMPARE);
        assert_eq!(host.data(COUNTER, 0, 0, &[]), [count, 0, 0, 0]);
    }
}

#[test]
fn refusals() {
    let mut host = Host::with_keys(RULES);
    let good = data(&mut host, &KEY, &CHALLENGE);
    for mode in [0x03, 0x07, 0x04, 0x08, 0x20, 0x40, 0x80] {
        host.refuses((CHECK_MAC, mode, 4, &good), PARSE_ERROR, "param1 is illegal");
    }
    host.refuses((CHECK_MAC, 0, 16, &good), PARSE_ERROR, "param2 is illegal");
    let length = "76 bytes of data are not what this mode takes";
    host.refuses((CHECK_MAC, 0, 4, &good[1..]), PARSE_ERROR, length);
    host.refuses((CHECK_MAC, 1, 4, &good), EXECUTION_ERROR, "TempKey.Valid=0");
    host.load_temp_key(&[1; 32]);
    let why = "TempKey.SourceFlag=1: a random nonce is needed";
    host.refuses((CHECK_MAC, 1, 4, &good), EXECUTION_ERROR, why);
    host.random_nonce();
    let why = "TempKey.SourceFlag=0: the mode asks for a fixed value";
    host.refuses((CHECK_MAC, 5, 4, &good), EXECUTION_ERROR, why);
    let why = "KeyConfig[6]=0x005C ReqRandom=1: TempKey does not hold a random nonce";
    host.refuses((CHECK_MAC, 0, 6, &good), EXECUTION_ERROR, why);
    let why = "KeyConfig[7]=0x049C ReqAuth=1 AuthKey=4: that key has not been proven";
    host.refuses((CHECK_MAC, 0, 7, &good), EXECUTION_ERROR, why);
    let why = "KeyConfig[11]=0x0013 Private=1: a private key is no secret for this";
    host.refuses((CHECK_MAC, 0, 11, &good), EXECUTION_ERROR, why);
    let mut wrong = good;
    wrong[63] ^= 0x80;
    host.refuses((CHECK_MAC, 0, 4, &wrong), MISCOMPARE, "the response is not the one that the key gives");
}

#[test]
fn the_otp_bit_of_older_parts_is_an_option() {
    let mut host = Host::unlocked_with_keys(RULES);
    let otp: [u8; 32] = pattern(0xA0);
    assert_eq!(host.status(WRITE, 0x81, 0, &otp), SUCCESS);
    host.lock_data();
    host.bus.set_options(|options| options.otp_in_mac = true);
    // What MAC makes with eight bytes of OTP is what CheckMac expects.
    let response = host.data(MAC, 0x20, 4, &CHALLENGE);
    let other = [0x08, 0x20, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let data = [&CHALLENGE[..], &response, &other].concat();
    assert_eq!(host.status(CHECK_MAC, 0x20, 4, &data), SUCCESS);
    assert_eq!(host.status(CHECK_MAC, 0x00, 4, &data), MISCOMPARE);
}
