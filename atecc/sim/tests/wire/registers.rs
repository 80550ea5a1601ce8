use sha2::{Digest, Sha256};

use crate::host::*;

/// The first two bytes of Info(State).
fn state(host: &mut Host) -> [u8; 2] {
    *host.data(INFO, 0x02, 0, &[]).first_chunk().unwrap()
}

#[test]
fn a_random_nonce_is_the_digest_of_both_sides() {
    let mut host = Host::operational(&[(2, 0x2087, 0x0013)]);
    let numbers: [u8; 20] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    for mode in [0x00, 0x01] {
        let random = host.data(NONCE, mode, 0, &numbers);
        assert_eq!(state(&mut host), [0x00, 0x80], "random, valid");
        // What is in TempKey shows in the next nonce that is made from it.
        let temp_key = Sha256::digest([&random[..], &numbers, &[0x16, mode, 0x00]].concat());
        let next = Sha256::digest([&temp_key[..], &[9; 20], &[0x16, 0x00, 0x00]].concat());
        assert_eq!(host.data(NONCE, 0x00, 0x8000, &[9; 20]), next.to_vec());
        assert_eq!(state(&mut host), [0x00, 0x80], "the flags are unchanged");
    }
}

#[test]
fn a_nonce_from_temp_key_needs_one() {
    let mut host = Host::blank();
    assert_eq!(host.status(NONCE, 0x00, 0x8000, &[9; 20]), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    host.load_temp_key(&[3; 32]);
    let expected = Sha256::digest([&[3; 32][..], &[9; 20], &[0x16, 0x00, 0x00]].concat());
    assert_eq!(host.data(NONCE, 0x00, 0x8000, &[9; 20]), expected.to_vec());
    assert_eq!(state(&mut host), [0x10, 0x80], "still a fixed source");
}

#[test]
fn pass_through_sets_the_source_flag_and_only_its_own_register() {
    let mut host = Host::blank();
    for (mode, length, expected) in [
        (0x43, 32, [0x00, 0x00]),
        (0x63, 64, [0x00, 0x00]),
        (0x83, 32, [0x00, 0x00]),
        (0x03, 32, [0x10, 0x80]),
        (0x23, 64, [0x10, 0x80]),
    ] {
        assert_eq!(host.status(NONCE, mode, 0, &vec![5; length]), SUCCESS);
        assert_eq!(state(&mut host), expected, "{mode:#04x}");
    }
}

#[test]
fn a_refused_nonce_clears_temp_key_and_the_other_registers_do_not() {
    let mut host = Host::blank();
    host.load_temp_key(&[3; 32]);
    host.load_message_digest(&[4; 32]);
    assert_eq!(state(&mut host), [0x10, 0x80]);
    assert_eq!(host.status(NONCE, 0x02, 0, &[0; 20]), PARSE_ERROR);
    assert_eq!(state(&mut host), [0x00, 0x00]);
}

#[test]
fn a_signature_of_the_message_digest_buffer_leaves_temp_key_alone() {
    let mut host = Host::operational(&[(2, 0x0081, 0x0013)]);
    // No key was made: even a refusal leaves it.
    host.load_temp_key(&[3; 32]);
    host.load_message_digest(&[4; 32]);
    assert_eq!(host.status(SIGN, 0xA0, 2, &[]), EXECUTION_ERROR);
    assert!(host.temp_key_valid());
    assert_eq!(host.status(SIGN, 0x80, 2, &[]), EXECUTION_ERROR);
    assert!(!host.temp_key_valid());
}

#[test]
fn what_hashing_and_verifying_do_to_temp_key_is_an_option() {
    let cases: [(u8, u8, u16, usize, bool); 2] = [(SHA, 0x00, 0, 0, true), (VERIFY, 0x22, 4, 128, false)];
    for (opcode, param1, param2, length, by_default) in cases {
        for other in [false, true] {
            let mut host = Host::with_options(|options| {
                options.sha_keeps_temp_key ^= other;
                options.verify_keeps_temp_key ^= other;
            });
            host.load_temp_key(&[3; 32]);
            host.load_message_digest(&[4; 32]);
            host.send(opcode, param1, param2, &vec![0; length]);
            assert_eq!(host.temp_key_valid(), by_default ^ other, "{opcode:#04x}");
        }
    }
}

#[test]
fn a_gen_key_digest_takes_temp_key_and_the_public_key() {
    let mut host = Host::operational(&[(2, 0x2081, 0x0013), (3, 0x2081, 0x0053)]);
    assert_eq!(host.status(GEN_KEY, 0x0C, 2, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    host.load_temp_key(&[3; 32]);
    let public = host.data(GEN_KEY, 0x0C, 2, &[]);
    assert_eq!(state(&mut host), [0x52, 0x80], "GenKeyData, fixed source, slot 2");
    let serial = host.data(READ, 0x80, 0, &[]);
    let temp_key = Sha256::new()
        .chain_update([3; 32])
        .chain_update([0x40, 0x0C, 0x02, 0x00, serial[12], serial[0], serial[1]])
        .chain_update([0; 25])
        .chain_update(&public)
        .finalize();
    let next = Sha256::digest([&temp_key[..], &[9; 20], &[0x16, 0x00, 0x00]].concat());
    assert_eq!(host.data(NONCE, 0x00, 0x8000, &[9; 20]), next.to_vec());
    host.load_temp_key(&[3; 32]);
    assert_eq!(host.status(GEN_KEY, 0x0C, 3, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "KeyConfig[3]=0x0053 ReqRandom=1: TempKey does not hold a random nonce");
    host.data(NONCE, 0x00, 0, &[0; 20]);
    assert_eq!(host.data(GEN_KEY, 0x0C, 3, &[]).len(), 64);
}
