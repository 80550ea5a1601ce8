//! Commands that prepare each other: GenDig for PrivWrite and Sign(internal), CheckMac for the persistent latch.

use crate::ecc::{point, verifies};
use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
/// 2 signs what is internal while the latch is set, and takes keys under 4; 3 signs so without the latch.
const RULES: &[Key<'_>] = &[
    (2, 0x4483, 0x1013, &[]),
    (3, 0x2082, 0x0013, &[]),
    (4, 0x8080, 0x001C, &KEY),
    (5, 0x8083, 0x001C, &KEY),
];

/// `RULES`, locked, with key 4 as the one that permits to set the latch; and the public key of slot 3.
fn host() -> (Host, Vec<u8>) {
    let mut host = Host::blank();
    host.configure_keys(RULES);
    host.set_config(69, &[0x84]);
    host.load_keys(RULES);
    let public = host.data(GEN_KEY, 0x00, 3, &[]);
    host.lock_data();
    (host, public)
}

#[test]
fn a_private_key_is_written_under_a_digested_write_key() {
    let (mut host, _) = host();
    let mark = host.mark();
    let plain = [&[0; 4][..], &[9; 32]].concat();
    let encrypted = |session: &[u8; 32]| {
        let pad = [&session[..], &sha256(&[session])].concat();
        let cipher: Vec<u8> = plain.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
        let mac = sha256(&[session, &[0x46, 0x40, 2, 0], &mark, &[0; 21], &plain]);
        [cipher, mac.to_vec()].concat()
    };
    let other = host.session_key(5, &KEY);
    let why = "TempKey.KeyID=5: GenDig of slot 4 is needed";
    host.refuses((PRIV_WRITE, 0x40, 2, &encrypted(&other)), EXECUTION_ERROR, why);
    let session = host.session_key(4, &KEY);
    assert_eq!(host.status(PRIV_WRITE, 0x40, 2, &encrypted(&session)), SUCCESS);
    assert_eq!(host.data(GEN_KEY, 0x00, 2, &[]), point(9));
}

#[test]
fn a_chip_signs_what_gen_dig_made_of_a_slot_or_of_a_counter() {
    let (mut host, public) = host();
    let mark = host.mark();
    for (zone, id, slot_rules, flags) in
        [(2, 4u8, [0x80, 0x80, 0x1C, 0x00], 0x24), (4, 1, [0x00, 0x00, 0x3C, 0x00], 0x00)]
    {
        let nonce = host.random_nonce();
        assert_eq!(host.status(GEN_DIG, zone, id.into(), &[]), SUCCESS);
        let first = if zone == 2 { KEY } else { [0; 32] };
        let temp_key = sha256(&[&first, &[0x15, zone, id, 0], &mark, &[0; 25], &nonce]);
        let signature = host.data(SIGN, 0x00, 3, &[]);
        let message = sha256(&[
            &temp_key,
            &[0x41, 0x00, 3, 0],
            &slot_rules,
            &[flags, 0, 0, mark[0], 0, 0, 0, 0, mark[1], mark[2], 0, 0, 1, 0, 0],
        ]);
        assert!(verifies(&public, &message, &signature), "zone {zone}");
    }
}

#[test]
fn a_secret_proven_by_check_mac_sets_the_latch() {
    let (mut host, _) = host();
    let sign = |host: &mut Host| {
        host.load_message_digest(&[1; 32]);
        host.send(SIGN, 0xA0, 2, &[]).len()
    };
    assert_eq!(sign(&mut host), 1, "the latch is open");
    let (mark, nonce) = (host.mark(), host.random_nonce());
    let response = sha256(&[&KEY, &nonce, &[0; 15], &mark[..1], &[0; 4], &mark[1..], &[0; 2]]);
    let data = [&[0; 32][..], &response, &[0; 13]].concat();
    assert_eq!(host.status(CHECK_MAC, 0x01, 4, &data), SUCCESS);
    host.data(INFO, 0x04, 3, &[]);
    assert_eq!(sign(&mut host), 64);
    // The copied neighbour of slot 4 has ReadKey 3: nothing was copied.
    assert!(!host.temp_key_valid());
}

#[test]
fn a_failing_generator_leaves_no_half_of_a_split_result() {
    let slots: [Key<'_>; 2] = [(5, 0x8080, 0x001E, &[0; 32]), (9, 0x8080, 0x001C, &KEY)];
    let mut host = Host::blank();
    host.configure_keys(&slots);
    // IO key in slot 9, KDF protection 1: the second half would be encrypted.
    host.set_config(90, &0x9402u16.to_le_bytes());
    host.load_keys(&slots);
    host.lock_data();
    host.bus.set_options(|options| options.rng_fails = true);
    let data = crate::kdf::request(0x301, b"seed");
    assert_eq!(host.status(KDF, 0x0A, 0x0509, &data), 0x08);
    assert_eq!(host.slot_contents(5)[..32], [0; 32]);
}
