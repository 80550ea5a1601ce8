//! DeriveKey: roll and create, with and without MAC, and what it refuses.

use crate::host::*;
use crate::keys::*;

const PARENT: [u8; 32] = [0x4B; 32];
const OLD: [u8; 32] = [0x0D; 32];
/// 4 is the WriteKey of all others.
const RULES: &[Key<'_>] = &[
    (0, 0x2480, 0x001C, &OLD),
    (1, 0x3480, 0x001C, &OLD),
    (2, 0xA480, 0x001C, &OLD),
    (3, 0xB480, 0x001C, &OLD),
    (4, 0x8080, 0x001C, &PARENT),
    (5, 0x64C4, 0x001C, &OLD),
    (6, 0xF4C4, 0x001C, &OLD),
    (7, 0x2481, 0x0013, &[]),
    (8, 0x2480, 0x049C, &OLD),
    (9, 0x2480, 0x005C, &OLD),
    (10, 0x24A0, 0x001C, &OLD),
    (11, 0x8490, 0x001C, &OLD),
    (12, 0x3780, 0x001C, &OLD),
    (13, 0x2480, 0x003C, &OLD),
];

fn derived(host: &mut Host, parent: &[u8; 32], mode: u8, target: u8, temp_key: &[u8; 32]) -> [u8; 32] {
    let mark = host.mark();
    let message = [&parent[..], &[0x1C, mode, target, 0], &mark, &[0; 25], temp_key].concat();
    assert_eq!(message.len(), 96);
    sha256(&[&message])
}

/// The MAC of the command, under the WriteKey of the target.
fn mac(host: &mut Host, mode: u8, target: u8) -> [u8; 32] {
    let mark = host.mark();
    sha256(&[&PARENT, &[0x1C, mode, target, 0], &mark])
}

#[test]
fn write_config_says_what_is_derived_from_what_and_whether_a_mac_is_needed() {
    let mut host = Host::with_keys(RULES);
    for (target, create, with_mac) in [
        (0u8, false, false),
        (1, true, false),
        (2, false, true),
        (3, true, true),
        (5, false, false),
        (6, true, true),
    ] {
        for mode in [0x00, 0x04] {
            let temp_key = if mode == 0 { host.random_nonce() } else { [0xF1; 32] };
            if mode != 0 {
                host.load_temp_key(&temp_key);
            }
            let old = host.slot_contents(target);
            let parent = if create { PARENT } else { *old.first_chunk().unwrap() };
            let mac = if with_mac { mac(&mut host, mode, target).to_vec() } else { vec![] };
            let expected = derived(&mut host, &parent, mode, target, &temp_key);
            assert_eq!(host.status(DERIVE_KEY, mode, target.into(), &mac), SUCCESS, "{}", host.why());
            assert_eq!(host.slot_contents(target), [&expected[..], &old[32..]].concat(), "slot {target}");
            assert!(!host.temp_key_valid());
        }
    }
}

#[test]
fn the_mac_has_to_be_there_where_it_is_asked_for_and_right() {
    let mut host = Host::with_keys(RULES);
    for (target, config) in [(2u8, 0xA480), (3, 0xB480), (6, 0xF4C4)] {
        host.random_nonce();
        let write_config = config >> 12;
        let why = format!(
            "SlotConfig[{target}]={config:#06X} WriteConfig={write_config:04b}: \
             DeriveKey needs a MAC under key 4"
        );
        host.refuses((DERIVE_KEY, 0, target.into(), &[]), EXECUTION_ERROR, &why);
        host.random_nonce();
        let mut mac = mac(&mut host, 0, target);
        mac[31] ^= 1;
        let why = "the MAC in the command is wrong";
        host.refuses((DERIVE_KEY, 0, target.into(), &mac), EXECUTION_ERROR, why);
        assert!(!host.temp_key_valid());
        assert_eq!(host.slot_contents(target)[..32], OLD);
    }
}

#[test]
fn a_mac_that_nobody_asked_for_is_refused_or_ignored() {
    let mut host = Host::with_keys(RULES);
    host.random_nonce();
    let why = "SlotConfig[0]=0x2480 WriteConfig=0010: DeriveKey takes no MAC";
    host.refuses((DERIVE_KEY, 0, 0, &[0; 32]), EXECUTION_ERROR, why);
    host.bus.set_options(|options| options.policy.derive_ignores_mac = true);
    host.random_nonce();
    assert_eq!(host.status(DERIVE_KEY, 0, 0, &[0; 32]), SUCCESS);
}

#[test]
fn refusals() {
    let mut host = Host::with_keys(RULES);
    let cases: [Refusal<'_>; 10] = [
        ((DERIVE_KEY, 0x01, 0, &[]), PARSE_ERROR, "param1 is illegal"),
        ((DERIVE_KEY, 0x00, 16, &[]), PARSE_ERROR, "param2 is illegal"),
        ((DERIVE_KEY, 0x00, 0, &[0; 31]), PARSE_ERROR, "31 bytes of data are not what this mode takes"),
        (
            (DERIVE_KEY, 0x04, 0, &[]),
            EXECUTION_ERROR,
            "TempKey.SourceFlag=0: the mode asks for a fixed value",
        ),
        (
            (DERIVE_KEY, 0, 4, &[]),
            EXECUTION_ERROR,
            "SlotConfig[4]=0x8080 WriteConfig=1000: DeriveKey not allowed",
        ),
        (
            (DERIVE_KEY, 0, 14, &[]),
            EXECUTION_ERROR,
            "SlotConfig[14]=0x0000 WriteConfig=0000: DeriveKey not allowed",
        ),
        (
            (DERIVE_KEY, 0, 7, &[]),
            EXECUTION_ERROR,
            "KeyConfig[7]=0x0013 Private=1: a private key is no secret for this",
        ),
        (
            (DERIVE_KEY, 0, 12, &[]),
            EXECUTION_ERROR,
            "KeyConfig[7]=0x0013 Private=1: a private key is no secret for this",
        ),
        (
            (DERIVE_KEY, 0, 8, &[]),
            EXECUTION_ERROR,
            "KeyConfig[8]=0x049C ReqAuth=1 AuthKey=4: that key has not been proven",
        ),
        ((DERIVE_KEY, 0, 13, &[]), EXECUTION_ERROR, "SlotLocked=0xDFFF bit 13=0: the slot is locked"),
    ];
    assert_eq!(host.status(LOCK, 0x02 | 13 << 2, 0, &[]), SUCCESS);
    for (command, status, why) in cases {
        host.random_nonce();
        host.refuses(command, status, why);
        assert!(!host.temp_key_valid(), "{why}");
    }
    host.refuses((DERIVE_KEY, 0, 0, &[]), EXECUTION_ERROR, "TempKey.Valid=0");
    host.load_temp_key(&[1; 32]);
    let why = "TempKey.SourceFlag=1: a random nonce is needed";
    host.refuses((DERIVE_KEY, 0, 0, &[]), EXECUTION_ERROR, why);
    host.load_temp_key(&[1; 32]);
    let why = "KeyConfig[9]=0x005C ReqRandom=1: TempKey does not hold a random nonce";
    host.refuses((DERIVE_KEY, 4, 9, &[]), EXECUTION_ERROR, why);
}

#[test]
fn the_use_of_the_parent_counts() {
    let mut host = Host::with_keys(RULES);
    host.random_nonce();
    assert_eq!(host.status(DERIVE_KEY, 0, 10, &[]), SUCCESS);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0]);
    host.random_nonce();
    assert_eq!(host.status(DERIVE_KEY, 0, 0, &[]), SUCCESS);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0], "slot 0 is not limited");
}

#[test]
fn before_the_data_lock_and_with_a_key_not_for_macs_it_depends_on_options() {
    let mut host = Host::unlocked_with_keys(RULES);
    host.random_nonce();
    let why = "LockConfig=0x00 LockValue=0x55: keys cannot be used until data is locked";
    host.refuses((DERIVE_KEY, 0, 0, &[]), EXECUTION_ERROR, why);
    host.bus.set_options(|options| options.policy.derive_before_data_lock = true);
    host.random_nonce();
    assert_eq!(host.status(DERIVE_KEY, 0, 0, &[]), SUCCESS);
    let tainted = |host: &mut Host| {
        host.random_nonce();
        assert_eq!(host.status(GEN_DIG, 2, 11, &[0; 4]), SUCCESS);
        host.status(DERIVE_KEY, 0, 0, &[])
    };
    assert_eq!(tainted(&mut host), SUCCESS);
    host.bus.set_options(|options| options.policy.derive_with_no_mac = false);
    assert_eq!(tainted(&mut host), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.NoMacFlag=1: not for MACs that are given out");
}

#[test]
fn a_derived_key_can_be_used_at_once() {
    let mut host = Host::with_keys(RULES);
    let nonce = host.random_nonce();
    let key = derived(&mut host, &PARENT, 0, 1, &nonce);
    assert_eq!(host.status(DERIVE_KEY, 0, 1, &[]), SUCCESS);
    let session = host.session_key(1, &key);
    host.assert_temp_key(&session);
}

#[test]
fn a_private_key_checks_no_mac() {
    let mut host = Host::with_keys(&[(2, 0x2081, 0x0013, &[]), (9, 0xA280, 0x001C, &OLD)]);
    host.random_nonce();
    let why = "KeyConfig[2]=0x0013 Private=1: a private key is no secret for this";
    host.refuses((DERIVE_KEY, 0, 9, &[0; 32]), EXECUTION_ERROR, why);
}
