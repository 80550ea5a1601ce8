//! The persistent latch: who may set it, and what it opens.

use crate::ecc::{point, signature, store, stored};
use crate::host::*;

const LATCH: u8 = 0x04;
const READ_LATCH: u16 = 0;
const CLEAR: u16 = 2;
const SET: u16 = 3;
const DIGEST: [u8; 32] = [0x42; 32];
/// Slot 2 signs while the latch is set; slot 3 does not care; slot 9 is a public key whose proof permits to set
/// the latch.
const RULES: &[(u8, u16, u16)] = &[(2, 0x2085, 0x1013), (3, 0x0081, 0x0013), (9, 0x0000, 0x0010)];

fn host(permission: u8) -> Host {
    let mut host = Host::blank();
    host.configure(RULES);
    host.set_config(69, &[permission]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    store(&mut host, 9, &stored(&point(7)));
    host.lock_data();
    host
}

fn prove(host: &mut Host) {
    host.load_message_digest(&DIGEST);
    assert_eq!(host.status(VERIFY, 0x20, 9, &signature(7, &DIGEST)), SUCCESS);
}

fn sign(host: &mut Host) -> usize {
    host.load_message_digest(&DIGEST);
    host.send(SIGN, 0xA0, 2, &[]).len()
}

fn latch(host: &mut Host) -> u8 {
    let state = host.data(INFO, LATCH, READ_LATCH, &[]);
    assert_eq!(state[1..], [0, 0, 0]);
    state[0]
}

#[test]
fn a_proven_key_sets_the_latch_once_and_it_opens_keys_until_the_supply_drops() {
    let mut host = host(0x89);
    assert_eq!(latch(&mut host), 0);
    assert_eq!(sign(&mut host), 1);
    assert_eq!(host.why(), "KeyConfig[2]=0x1013 PersistentDisable=1: the persistent latch is 0");
    assert_eq!(host.status(INFO, LATCH, SET, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "VolatileKeyPermission=0x89: key 9 has not been proven");
    prove(&mut host);
    assert_eq!(host.data(INFO, LATCH, SET, &[]), [0, 0, 0, 0]);
    assert_eq!(latch(&mut host), 1);
    assert_eq!(sign(&mut host), 64);
    host.sleep();
    host.wake();
    assert_eq!(latch(&mut host), 1, "kept through sleep");
    assert_eq!(sign(&mut host), 64);
    assert_eq!(host.status(INFO, LATCH, SET, &[]), EXECUTION_ERROR, "the proof is spent");
    host.bus.power_cycle().unwrap();
    host.wake();
    assert_eq!(latch(&mut host), 0);
    assert_eq!(sign(&mut host), 1);
}

#[test]
fn while_the_latch_is_open_gen_key_still_works_and_the_rest_does_not() {
    let mut host = host(0x89);
    assert_eq!(host.data(GEN_KEY, 0x00, 2, &[]).len(), 64);
    assert_eq!(host.data(GEN_KEY, 0x04, 2, &[]).len(), 64);
    assert_eq!(host.status(ECDH, 0x0C, 2, &point(7)), EXECUTION_ERROR);
    prove(&mut host);
    host.data(INFO, LATCH, SET, &[]);
    assert_eq!(host.data(ECDH, 0x0C, 2, &point(7)).len(), 32);
}

#[test]
fn clearing_needs_no_key_and_spends_no_proof() {
    let mut host = host(0x89);
    prove(&mut host);
    host.data(INFO, LATCH, SET, &[]);
    assert_eq!(host.data(INFO, LATCH, CLEAR, &[]), [0, 0, 0, 0]);
    assert_eq!(latch(&mut host), 0);
    assert_eq!(sign(&mut host), 1);
    prove(&mut host);
    host.data(INFO, LATCH, CLEAR, &[]);
    assert_eq!(host.data(INFO, LATCH, SET, &[]), [0, 0, 0, 0]);
}

#[test]
fn whether_setting_the_latch_spends_the_proof_is_an_option() {
    let mut host = host(0x89);
    host.bus.set_options(|options| options.policy.latch_keeps_proof = true);
    prove(&mut host);
    host.data(INFO, LATCH, SET, &[]);
    host.data(INFO, LATCH, CLEAR, &[]);
    assert_eq!(host.data(INFO, LATCH, SET, &[]), [0, 0, 0, 0]);
}

#[test]
fn another_key_or_no_permission_at_all_do_not_change_it() {
    let mut other = host(0x8A);
    prove(&mut other);
    assert_eq!(other.status(INFO, LATCH, SET, &[]), EXECUTION_ERROR);
    assert_eq!(other.why(), "VolatileKeyPermission=0x8A: key 10 has not been proven");
    let mut off = host(0x09);
    prove(&mut off);
    for value in [SET, CLEAR] {
        assert_eq!(off.status(INFO, LATCH, value, &[]), EXECUTION_ERROR);
        assert_eq!(off.why(), "VolatileKeyPermission=0x09: bit 7=0: the persistent latch cannot be changed");
    }
    assert_eq!(latch(&mut off), 0, "but it can be read");
    for value in [1, 4, 0x8002] {
        assert_eq!(off.status(INFO, LATCH, value, &[]), PARSE_ERROR);
    }
}
