//! Transport keys: they do not exist, or they are anybody's.

use atecc_sim::transport_key;

use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
const RULES: &[Key<'_>] = &[(4, 0x8080, 0x001C, &KEY), (9, 0x4480, 0x001C, &[0; 72])];

fn offering() -> Host {
    let host = Host::unlocked_with_keys(RULES);
    host.bus.set_options(|options| options.transport_keys = true);
    host
}

#[test]
fn without_the_option_these_key_ids_are_illegal() {
    let mut host = Host::unlocked_with_keys(RULES);
    for key_id in [0x8000, 0x8004, 0xFFFF] {
        host.random_nonce();
        host.refuses((GEN_DIG, 0x02, key_id, &[]), PARSE_ERROR, "param2 is illegal");
    }
}

#[test]
fn gen_dig_takes_them_until_data_is_locked() {
    let mut host = offering();
    let mark = host.mark();
    let nonce = host.random_nonce();
    assert_eq!(host.status(GEN_DIG, 0x02, 0x8004, &[]), SUCCESS);
    assert_eq!(host.state(), [0x00, 0x80], "the digest is that of no slot");
    let key = sha256(&[b"atecc-sim transport key", &[0x04, 0x80]]);
    assert_eq!(transport_key(0x8004), key);
    host.assert_temp_key(&sha256(&[&key, &[0x15, 0x02, 0x04, 0x80], &mark, &[0; 25], &nonce]));
    host.lock_data();
    host.random_nonce();
    let why = "LockConfig=0x00 LockValue=0x00: transport keys exist only until data and OTP are locked";
    host.refuses((GEN_DIG, 0x02, 0x8004, &[]), EXECUTION_ERROR, why);
}

#[test]
fn a_blank_part_has_none_and_other_commands_never() {
    let mut blank = Host::with_options(|options| options.transport_keys = true);
    blank.load_temp_key(&[1; 32]);
    assert_eq!(blank.status(GEN_DIG, 0x02, 0x8004, &[]), EXECUTION_ERROR);
    let mut host = offering();
    host.random_nonce();
    host.refuses(
        (GEN_DIG, 0x02, 0x8004, &[0; 4]),
        PARSE_ERROR,
        "4 bytes of data are not what this mode takes",
    );
    host.refuses((MAC, 0x00, 0x8004, &[0; 32]), PARSE_ERROR, "param2 is illegal");
}

#[test]
fn they_encrypt_what_is_written_between_the_locks() {
    let mut host = offering();
    let mark = host.mark();
    let nonce = host.random_nonce();
    assert_eq!(host.status(GEN_DIG, 0x02, 0x8004, &[]), SUCCESS);
    let session = sha256(&[&transport_key(0x8004), &[0x15, 0x02, 0x04, 0x80], &mark, &[0; 25], &nonce]);
    let plain = [0x5A; 32];
    let cipher: Vec<u8> = plain.iter().zip(session).map(|(byte, pad)| byte ^ pad).collect();
    let mac = sha256(&[&session, &[0x12, 0xC2, 9 << 3, 0x00], &mark, &[0; 25], &plain]);
    assert_eq!(host.status(WRITE, 0xC2, 9 << 3, &[&cipher[..], &mac].concat()), SUCCESS);
    assert_eq!(host.slot_contents(9)[..32], plain);
}
