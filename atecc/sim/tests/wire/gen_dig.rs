//! GenDig: each zone's message, the flags it leaves, and what it refuses.

use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
const OTHER: [u8; 32] = [0x0D; 32];
/// 3 and 4 secrets, 5 not for MACs, 6 with ReqRandom, 7 with ReqAuth; 2 a private key.
const RULES: &[Key<'_>] = &[
    (2, 0x2081, 0x0013, &[]),
    (3, 0x8080, 0x001C, &OTHER),
    (4, 0x8080, 0x001C, &KEY),
    (5, 0x8090, 0x001C, &KEY),
    (6, 0x8080, 0x005C, &KEY),
    (7, 0x8080, 0x049C, &KEY),
];

/// Zone, second parameter, data; first block, head and fill of the message.
type Message<'a> = (u8, u16, &'a [u8], &'a [u8], [u8; 4], [u8; 25]);

/// The 25 bytes between head and last block.
fn fill(start: &[u8]) -> [u8; 25] {
    let mut fill = [0; 25];
    fill[..start.len()].copy_from_slice(start);
    fill
}

#[test]
fn each_zone_has_its_message() {
    let mut host = Host::unlocked_with_keys(RULES);
    assert_eq!(host.status(WRITE, 0x81, 8, &OTHER), SUCCESS);
    // Slot 4 is locked on its own; it shows in its configuration.
    host.lock_data();
    let config = host.data(READ, 0x80, 0x18, &[]);
    let mark = host.mark();
    let none = fill(&[]);
    let unlocked = fill(&[0, 0x90, 0x80, 0x1C, 0x00, 1]);
    let cases: [Message<'_>; 6] = [
        (0, 3, &[], &config, [0x15, 0, 3, 0], none),
        (1, 1, &[], &OTHER, [0x15, 1, 1, 0], none),
        (2, 4, &[], &KEY, [0x15, 2, 4, 0], none),
        (3, 0x0042, &OTHER, &OTHER, [0x15, 3, 0x42, 0], none),
        (4, 1, &[], &[0; 32], [0x15, 4, 1, 0], fill(&[0, 2, 0, 0, 0])),
        (5, 5, &[], &[0; 32], [0x15, 5, 5, 0], unlocked),
    ];
    host.data(COUNTER, 1, 1, &[]);
    host.data(COUNTER, 1, 1, &[]);
    for (zone, param2, data, first, head, fill) in cases {
        let nonce = host.random_nonce();
        assert_eq!(host.status(GEN_DIG, zone, param2, data), SUCCESS, "zone {zone}: {}", host.why());
        let flags = if zone == 2 { [0x24, 0x80] } else { [0x00, 0x80] };
        assert_eq!(host.state(), flags, "zone {zone}");
        host.assert_temp_key(&sha256(&[first, &head, &mark, &fill, &nonce]));
    }
}

#[test]
fn the_second_parameter_of_a_shared_nonce_turns_its_order() {
    let mut host = Host::with_keys(RULES);
    let mark = host.mark();
    let nonce = host.random_nonce();
    assert_eq!(host.status(GEN_DIG, 3, 0x8000, &OTHER), SUCCESS);
    host.assert_temp_key(&sha256(&[&nonce, &[0x15, 3, 0, 0], &mark, &[0; 25], &OTHER]));
}

#[test]
fn a_locked_slot_shows_in_its_key_configuration() {
    let mut host = Host::blank();
    host.configure(&[(9, 0x0123, 0x003C)]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    assert_eq!(host.status(LOCK, 0x02 | 9 << 2, 0, &[]), SUCCESS);
    let (mark, nonce) = (host.mark(), host.random_nonce());
    assert_eq!(host.status(GEN_DIG, 5, 9, &[]), SUCCESS);
    let fill = fill(&[0, 0x23, 0x01, 0x3C, 0x00, 0]);
    host.assert_temp_key(&sha256(&[&[0; 32], &[0x15, 5, 9, 0], &mark, &fill, &nonce]));
}

#[test]
fn the_host_says_what_stands_in_front_of_a_key_that_is_not_for_macs() {
    let mut host = Host::with_keys(RULES);
    let mark = host.mark();
    for (slot, head, flags) in [(5, [9, 8, 7, 6], 0xA5), (4, [0x15, 2, 4, 0], 0x24)] {
        let nonce = host.random_nonce();
        assert_eq!(host.status(GEN_DIG, 2, slot, &[9, 8, 7, 6]), SUCCESS);
        assert_eq!(host.state(), [flags, 0x80]);
        host.assert_temp_key(&sha256(&[&KEY, &head, &mark, &[0; 25], &nonce]));
    }
}

#[test]
fn no_mac_and_the_source_outlast_other_digests() {
    let mut host = Host::with_keys(RULES);
    host.load_temp_key(&[1; 32]);
    assert_eq!(host.status(GEN_DIG, 2, 5, &[0; 4]), SUCCESS);
    assert_eq!(host.status(GEN_DIG, 2, 4, &[]), SUCCESS);
    assert_eq!(host.state(), [0xB4, 0x80], "NoMac, GenDigData, fixed source, slot 4");
    assert_eq!(host.status(GEN_DIG, 4, 0, &[]), SUCCESS);
    assert_eq!(host.state(), [0x90, 0x80]);
}

#[test]
fn refusals_clear_temp_key() {
    let mut host = Host::with_keys(RULES);
    let cases: [Refusal<'_>; 14] = [
        ((GEN_DIG, 6, 0, &[]), PARSE_ERROR, "param1 is illegal"),
        ((GEN_DIG, 0, 4, &[]), PARSE_ERROR, "param2 is illegal"),
        ((GEN_DIG, 1, 2, &[]), PARSE_ERROR, "param2 is illegal"),
        ((GEN_DIG, 2, 16, &[]), PARSE_ERROR, "param2 is illegal"),
        ((GEN_DIG, 3, 0x4000, &OTHER), PARSE_ERROR, "param2 is illegal"),
        ((GEN_DIG, 4, 2, &[]), PARSE_ERROR, "param2 is illegal"),
        ((GEN_DIG, 5, 16, &[]), PARSE_ERROR, "param2 is illegal"),
        ((GEN_DIG, 0, 0, &[0; 4]), PARSE_ERROR, "4 bytes of data are not what this mode takes"),
        ((GEN_DIG, 2, 4, &[0; 5]), PARSE_ERROR, "5 bytes of data are not what this mode takes"),
        ((GEN_DIG, 2, 5, &[]), PARSE_ERROR, "0 bytes of data are not what this mode takes"),
        ((GEN_DIG, 3, 0, &[0; 31]), PARSE_ERROR, "31 bytes of data are not what this mode takes"),
        (
            (GEN_DIG, 2, 2, &[]),
            EXECUTION_ERROR,
            "KeyConfig[2]=0x0013 Private=1: a private key is no secret for this",
        ),
        (
            (GEN_DIG, 2, 6, &[]),
            EXECUTION_ERROR,
            "KeyConfig[6]=0x005C ReqRandom=1: TempKey does not hold a random nonce",
        ),
        (
            (GEN_DIG, 2, 7, &[]),
            EXECUTION_ERROR,
            "KeyConfig[7]=0x049C ReqAuth=1 AuthKey=4: that key has not been proven",
        ),
    ];
    for (command, status, why) in cases {
        host.load_temp_key(&[1; 32]);
        host.refuses(command, status, why);
        assert!(!host.temp_key_valid(), "{why}");
    }
    for zone in [0, 1, 2, 4, 5] {
        host.refuses((GEN_DIG, zone, 0, &[]), EXECUTION_ERROR, "TempKey.Valid=0");
    }
    host.refuses((GEN_DIG, 3, 0, &OTHER), EXECUTION_ERROR, "TempKey.Valid=0");
}

#[test]
fn a_blank_part_digests_its_configuration_but_neither_data_nor_otp() {
    let mut host = Host::blank();
    for (zone, allowed) in [(0, true), (1, false), (2, false), (4, true), (5, true)] {
        host.load_temp_key(&[1; 32]);
        let expected = if allowed { SUCCESS } else { EXECUTION_ERROR };
        assert_eq!(host.status(GEN_DIG, zone, 0, &[]), expected, "zone {zone}");
    }
}

#[test]
fn req_random_is_looked_at_once_data_is_locked() {
    let mut host = Host::unlocked_with_keys(RULES);
    host.load_temp_key(&[1; 32]);
    assert_eq!(host.status(GEN_DIG, 2, 6, &[]), SUCCESS);
    host.lock_data();
    host.random_nonce();
    assert_eq!(host.status(GEN_DIG, 2, 6, &[]), SUCCESS);
}
