//! Private keys where the sources are silent: each option in both settings.

use atecc::policy::EcdhSlots;

use crate::ecc::{point, signature};
use crate::host::*;
use crate::keys::KDF;

const DIGEST: [u8; 32] = [0x42; 32];
/// Slot 2 signs, 3 does after the proof of 9; 4 agrees into the next slot, which is never written by Write. 6 is open,
/// 7 a target of KDF that is never written, 8 encrypted, 10 for a public key.
const RULES: &[(u8, u16, u16)] = &[
    (2, 0x2087, 0x0013),
    (3, 0x2081, 0x0993),
    (4, 0x208C, 0x0013),
    (5, 0x8080, 0x001C),
    (6, 0x0000, 0x001C),
    (7, 0x8080, 0x001E),
    (8, 0x4480, 0x001C),
    (10, 0x1000, 0x0012),
];

fn configured() -> Host {
    let mut host = Host::configured(RULES);
    host.data(GEN_KEY, 0x04, 2, &[]);
    host.data(GEN_KEY, 0x04, 4, &[]);
    host
}

#[test]
fn external_signatures_may_wait_for_the_data_lock() {
    let mut host = configured();
    host.load_message_digest(&DIGEST);
    assert_eq!(host.data(SIGN, 0xA0, 2, &[]).len(), 64);
    host.bus.set_options(|options| options.policy.sign_before_data_lock = false);
    let why = "LockConfig=0x00 LockValue=0x55: keys cannot be used until data is locked";
    host.refuses((SIGN, 0xA0, 2, &[]), EXECUTION_ERROR, why);
    assert_eq!(host.data(ECDH, 0x0C, 2, &point(7)).len(), 32, "other uses do not wait");
    host.lock_data();
    host.load_message_digest(&DIGEST);
    assert_eq!(host.data(SIGN, 0xA0, 2, &[]).len(), 64);
}

#[test]
fn a_key_with_req_auth_may_be_made_without_the_proof_until_the_data_lock() {
    let why = "KeyConfig[3]=0x0993 ReqAuth=1 AuthKey=9: that key has not been proven";
    let mut host = configured();
    host.refuses((GEN_KEY, 0x04, 3, &[]), EXECUTION_ERROR, why);
    host.bus.set_options(|options| options.policy.gen_key_auth_before_data_lock = false);
    assert_eq!(host.data(GEN_KEY, 0x04, 3, &[]).len(), 64);
    host.lock_data();
    host.refuses((GEN_KEY, 0x04, 3, &[]), EXECUTION_ERROR, why);
}

/// ECDH with a key in TempKey into each of these slots, and with that in slot 4 into the next one: which ones took it.
fn taken(slots: EcdhSlots) -> Vec<u16> {
    let mut host = configured();
    host.lock_data();
    host.bus.set_options(|options| options.policy.ecdh_slots = slots);
    let mut taken = Vec::new();
    for slot in [2, 6, 7, 8, 10] {
        host.data(GEN_KEY, 0x04, 0xFFFF, &[]);
        if host.status(ECDH, 0x05, slot, &point(7)) == SUCCESS {
            taken.push(slot);
        }
    }
    if host.status(ECDH, 0x04, 4, &point(7)) == SUCCESS {
        taken.push(5);
    }
    taken
}

#[test]
fn ecdh_fills_open_slots_writable_ones_or_targets_of_kdf() {
    assert_eq!(taken(EcdhSlots::Open), [6, 7, 8, 10, 5]);
    assert_eq!(taken(EcdhSlots::Writable), [6, 8, 10]);
    assert_eq!(taken(EcdhSlots::KdfTargets), [7]);
}

#[test]
fn what_ecdh_may_not_fill_has_its_reason() {
    let mut host = configured();
    host.bus.set_options(|options| options.policy.ecdh_slots = EcdhSlots::Writable);
    assert_eq!(host.status(ECDH, 0x04, 4, &point(7)), SUCCESS, "until data is locked all slots are written");
    host.lock_data();
    let why = "SlotConfig[5]=0x8080 WriteConfig=1000: never written by Write";
    host.refuses((ECDH, 0x04, 4, &point(7)), EXECUTION_ERROR, why);
    host.bus.set_options(|options| options.policy.ecdh_slots = EcdhSlots::KdfTargets);
    let why = "KeyConfig[5]=0x001C PubInfo=0 KeyType=7: KDF does not write here";
    host.refuses((ECDH, 0x04, 4, &point(7)), EXECUTION_ERROR, why);
    // The next one shows that KDF does write there, as the rule says.
    host.load_temp_key(&[1; 32]);
    assert_eq!(host.status(KDF, 0x48, 0x0700, &[2, 0, 0, 1, 0x55]), SUCCESS);
}

#[test]
fn a_point_off_the_curve_is_an_execution_or_a_parse_error() {
    let mut host = configured();
    let mut off = point(7);
    off[63] ^= 1;
    for (option, status) in [(false, EXECUTION_ERROR), (true, PARSE_ERROR)] {
        host.bus.set_options(|options| options.bad_point_is_parse_error = option);
        assert_eq!(host.status(ECDH, 0x0C, 2, &off), status);
        host.load_message_digest(&DIGEST);
        let data = [&signature(7, &DIGEST)[..], &off].concat();
        let why = "there is no valid key: a private key out of range, or a point off the curve";
        host.refuses((VERIFY, 0x22, 4, &data), status, why);
    }
}
