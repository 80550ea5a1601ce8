//! UseLock: no key is used until the transport key was proven.

use atecc::policy::UseLockScope;

use crate::ecc::{point, signature, store, stored};
use crate::host::*;
use crate::keys::*;

const DIGEST: [u8; 32] = [0x42; 32];
const KEY: [u8; 32] = [0x4B; 32];
/// Slot 2 signs, slot 4 makes MACs; slot 9 is the transport key.
const RULES: &[(u8, u16, u16)] = &[(2, 0x2087, 0x0013), (4, 0x8080, 0x001C), (9, 0x0000, 0x0010)];
const WHY: &str = "UseLock=0x9A: no key is used until key 9 has been proven";

fn configured(use_lock: u8) -> Host {
    let mut host = Host::blank();
    host.configure(RULES);
    host.set_config(68, &[use_lock]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    store(&mut host, 4, &KEY);
    store(&mut host, 9, &stored(&point(7)));
    host
}

fn operational(use_lock: u8) -> Host {
    let mut host = configured(use_lock);
    host.lock_data();
    host
}

fn with_scope(scope: UseLockScope) -> Host {
    let host = operational(0x9A);
    host.bus.set_options(|options| options.policy.use_lock = scope);
    host
}

fn prove(host: &mut Host, key: u8) -> u8 {
    host.load_message_digest(&DIGEST);
    host.status(VERIFY, 0x20, 9, &signature(key, &DIGEST))
}

fn signs(host: &mut Host) -> bool {
    host.load_message_digest(&DIGEST);
    host.send(SIGN, 0xA0, 2, &[]).len() == 64
}

fn sleep(host: &mut Host) {
    host.sleep();
    host.wake();
}

#[test]
fn keys_wait_for_the_proof_of_the_transport_key() {
    let mut host = operational(0x9A);
    assert!(!signs(&mut host));
    assert_eq!(host.why(), WHY);
    host.refuses((MAC, 0x00, 4, &[0; 32]), EXECUTION_ERROR, WHY);
    host.refuses((ECDH, 0x0C, 2, &point(7)), EXECUTION_ERROR, WHY);
    assert_eq!(host.data(GEN_KEY, 0x00, 2, &[]).len(), 64, "a public key is no use of a key");
    assert_eq!(prove(&mut host, 8), MISCOMPARE);
    assert!(!signs(&mut host));
    assert_eq!(prove(&mut host, 7), SUCCESS);
    assert!(signs(&mut host) && signs(&mut host), "not only once");
    assert_eq!(host.data(MAC, 0x00, 4, &[0; 32]).len(), 32);
}

#[test]
fn a_secret_is_proven_by_check_mac() {
    let mut host = operational(0x4A);
    assert!(!signs(&mut host));
    let nonce = host.random_nonce();
    let mark = host.mark();
    let response = sha256(&[&KEY, &nonce, &[0; 4], &[0; 11], &mark[..1], &[0; 4], &mark[1..], &[0; 2]]);
    assert_eq!(host.status(CHECK_MAC, 0x01, 4, &[&[0; 32][..], &response, &[0; 13]].concat()), SUCCESS);
    assert!(signs(&mut host));
}

#[test]
fn any_other_value_than_a_in_the_lower_bits_is_no_lock() {
    for use_lock in [0x00, 0x90, 0x95, 0x9F] {
        assert!(signs(&mut operational(use_lock)), "{use_lock:#04x}");
    }
}

#[test]
fn the_proof_lasts_until_the_supply_drops() {
    let mut host = operational(0x9A);
    assert_eq!(prove(&mut host, 7), SUCCESS);
    sleep(&mut host);
    assert!(signs(&mut host));
    host.bus.power_cycle().unwrap();
    host.wake();
    assert!(!signs(&mut host));
}

#[test]
fn or_until_the_next_sleep() {
    let mut host = with_scope(UseLockScope::UntilSleep);
    assert_eq!(prove(&mut host, 7), SUCCESS);
    host.idle();
    host.wake();
    assert!(signs(&mut host));
    sleep(&mut host);
    assert!(!signs(&mut host));
}

#[test]
fn or_for_ever() {
    let mut host = with_scope(UseLockScope::ForEver);
    assert!(!signs(&mut host));
    assert_eq!(prove(&mut host, 7), SUCCESS);
    assert_eq!(host.data(READ, 0x00, 17 & 7 | 2 << 3, &[])[0], 0x00, "UseLock itself is gone");
    host.bus.power_cycle().unwrap();
    host.wake();
    assert!(signs(&mut host));
}

#[test]
fn or_the_chip_ignores_it() {
    assert!(signs(&mut with_scope(UseLockScope::Ignored)));
}

#[test]
fn before_the_data_lock_it_is_in_force_as_an_option() {
    let mut host = configured(0x9A);
    assert!(signs(&mut host));
    host.bus.set_options(|options| options.policy.use_lock_before_data_lock = true);
    assert!(!signs(&mut host));
    assert_eq!(prove(&mut host, 7), SUCCESS);
    assert!(signs(&mut host));
}
