//! Sign(internal): the message that the chip composes.

use sha2::{Digest, Sha256};

use crate::ecc::verifies;
use crate::host::*;

/// Slot 2 signs what is internal, slot 3 what is external; slot 2 is lockable.
const RULES: &[(u8, u16, u16)] = &[(2, 0x2082, 0x0033), (3, 0x2081, 0x0013)];
const NONCE_VALUE: [u8; 32] = [0x5A; 32];

fn host() -> (Host, Vec<u8>) {
    let mut host = Host::configured(RULES);
    let key = host.data(GEN_KEY, 0x04, 2, &[]);
    host.data(GEN_KEY, 0x04, 3, &[]);
    host.lock_data();
    (host, key)
}

/// TempKey becomes the digest of the public key in `slot`; answers its value.
fn digest_public_key(host: &mut Host, slot: u8) -> [u8; 32] {
    host.load_temp_key(&NONCE_VALUE);
    let public = host.data(GEN_KEY, 0x08, slot.into(), &[]);
    let sn = host.data(READ, 0x80, 0, &[]);
    Sha256::new()
        .chain_update(NONCE_VALUE)
        .chain_update([0x40, 0x08, slot, 0x00, sn[12], sn[0], sn[1]])
        .chain_update([0; 25])
        .chain_update(public)
        .finalize()
        .into()
}

#[test]
fn the_message_is_the_55_bytes_of_the_data_sheet() {
    let (mut host, key) = host();
    for (mode, slot_unlocked) in [(0x00, 1), (0x40, 1), (0x01, 1), (0x41, 1), (0x20, 1), (0x61, 1), (0x40, 0)]
    {
        if slot_unlocked == 0 {
            assert_eq!(host.status(LOCK, 0x02 | 2 << 2, 0, &[]), SUCCESS);
        }
        let temp_key = digest_public_key(&mut host, 2);
        let signature = host.data(SIGN, mode, 2, &[]);
        let sn = host.data(READ, 0x80, 0, &[]);
        let mut message = [0; 55];
        message[..32].copy_from_slice(&temp_key);
        message[32..36].copy_from_slice(&[0x41, mode, 0x02, 0x00]);
        message[36..40].copy_from_slice(&[0x82, 0x20, 0x33, 0x00]);
        // TempKeyFlags: GenKeyData, fixed source, slot 2.
        message[40] = 0x52;
        message[43] = sn[12];
        message[48..50].copy_from_slice(&sn[..2]);
        if mode & 0x40 != 0 {
            message[44..48].copy_from_slice(&sn[8..12]);
            message[50..52].copy_from_slice(&sn[2..4]);
        }
        message[52] = slot_unlocked;
        message[53] = mode & 1;
        assert!(verifies(&key, &Sha256::digest(message).into(), &signature), "{mode:#04x}");
        assert!(!host.temp_key_valid(), "consumed");
    }
}

#[test]
fn slot_and_key_config_are_those_of_what_is_in_temp_key() {
    let (mut host, key) = host();
    let temp_key = digest_public_key(&mut host, 3);
    let signature = host.data(SIGN, 0x00, 2, &[]);
    let sn = host.data(READ, 0x80, 0, &[]);
    let message = Sha256::new()
        .chain_update(temp_key)
        .chain_update([0x41, 0x00, 0x02, 0x00, 0x81, 0x20, 0x13, 0x00, 0x53, 0, 0])
        .chain_update([sn[12], 0, 0, 0, 0, sn[0], sn[1], 0, 0, 1, 0, 0])
        .finalize();
    assert!(verifies(&key, &message.into(), &signature));
}

#[test]
fn refusals() {
    let mut host = Host::configured(RULES);
    host.data(GEN_KEY, 0x04, 2, &[]);
    digest_public_key(&mut host, 2);
    assert_eq!(host.status(SIGN, 0x00, 2, &[]), EXECUTION_ERROR);
    assert!(host.why().ends_with("keys cannot be used until data is locked"), "{}", host.why());
    host.data(GEN_KEY, 0x04, 3, &[]);
    host.lock_data();
    digest_public_key(&mut host, 2);
    assert_eq!(host.status(SIGN, 0x00, 3, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "SlotConfig[3]=0x2081 ReadKey=0001 bit 1=0: no signatures of internal messages");
    assert_eq!(host.status(SIGN, 0x00, 2, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0", "the refusal cleared it");
    host.load_temp_key(&NONCE_VALUE);
    assert_eq!(host.status(SIGN, 0x00, 2, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.GenDigData=0 GenKeyData=0: GenDig or GenKey must have made the value");
    host.load_message_digest(&NONCE_VALUE);
    assert_eq!(host.status(SIGN, 0x20, 2, &[]), EXECUTION_ERROR, "the Message Digest Buffer does not serve");
    host.load_message_digest(&NONCE_VALUE);
    assert_eq!(host.status(SIGN, 0xA0, 2, &[]), EXECUTION_ERROR, "external");
}

#[test]
fn signing_any_temp_key_is_an_option() {
    let (mut host, _) = host();
    host.bus.set_options(|options| options.policy.internal_sign_of_any_temp_key = true);
    host.load_temp_key(&NONCE_VALUE);
    assert_eq!(host.data(SIGN, 0x00, 2, &[]).len(), 64);
}

#[test]
fn the_external_mode_ignores_the_serial_number_bit() {
    let mut host = Host::configured(RULES);
    let key = host.data(GEN_KEY, 0x04, 3, &[]);
    host.lock_data();
    host.load_temp_key(&NONCE_VALUE);
    let signature = host.data(SIGN, 0xC0, 3, &[]);
    assert!(verifies(&key, &NONCE_VALUE, &signature));
    host.load_message_digest(&NONCE_VALUE);
    let signature = host.data(SIGN, 0xE0, 3, &[]);
    assert!(verifies(&key, &NONCE_VALUE, &signature));
}
