//! PrivWrite, in clear and encrypted.

use sha2::{Digest, Sha256};

use crate::ecc::point;
use crate::host::*;

const TEMP_KEY: [u8; 32] = [0x33; 32];
/// Slot 2 takes keys under slot 4, slot 3 never; slot 5 is no private key.
const RULES: &[(u8, u16, u16)] =
    &[(2, 0x4481, 0x0033), (3, 0x2081, 0x0013), (4, 0x0080, 0x001C), (5, 0x4480, 0x001C)];

/// Four zeros and a scalar.
fn plain(number: u8) -> Vec<u8> {
    [&[0; 4][..], &[number; 32]].concat()
}

fn in_clear(number: u8) -> Vec<u8> {
    [plain(number), vec![0; 32]].concat()
}

/// The key as the host sends it once TempKey holds `TEMP_KEY`.
fn encrypted(host: &mut Host, slot: u8, plain: &[u8]) -> Vec<u8> {
    let pad = [&TEMP_KEY[..], &Sha256::digest(TEMP_KEY)].concat();
    let cipher: Vec<u8> = plain.iter().zip(&pad).map(|(byte, pad)| byte ^ pad).collect();
    let sn = host.data(READ, 0x80, 0, &[]);
    let mac = Sha256::new()
        .chain_update(TEMP_KEY)
        .chain_update([0x46, 0x40, slot, 0x00, sn[12], sn[0], sn[1]])
        .chain_update([0; 21])
        .chain_update(plain)
        .finalize();
    [cipher, mac.to_vec()].concat()
}

#[test]
fn between_the_locks_any_private_slot_takes_a_key_in_clear() {
    let mut host = Host::configured(RULES);
    for slot in [2, 3] {
        assert_eq!(host.status(PRIV_WRITE, 0x00, slot, &in_clear(7)), SUCCESS);
        assert_eq!(host.data(GEN_KEY, 0x00, slot, &[]), point(7));
    }
    assert_eq!(host.status(PRIV_WRITE, 0x00, 5, &in_clear(7)), EXECUTION_ERROR);
    assert_eq!(host.why(), "KeyConfig[5]=0x001C Private=0 KeyType=7: not a P-256 private key");
}

#[test]
fn between_the_locks_an_encrypted_key_needs_a_valid_temp_key_and_the_mac() {
    let mut host = Host::configured(RULES);
    let data = encrypted(&mut host, 3, &plain(8));
    assert_eq!(host.status(PRIV_WRITE, 0x40, 3, &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    host.load_temp_key(&TEMP_KEY);
    assert_eq!(host.status(PRIV_WRITE, 0x40, 3, &data), SUCCESS);
    assert!(!host.temp_key_valid(), "consumed");
    assert_eq!(host.data(GEN_KEY, 0x00, 3, &[]), point(8));
    for wrong in [0, 35, 36, 67] {
        let mut wrong_data = data.clone();
        wrong_data[wrong] ^= 1;
        host.load_temp_key(&TEMP_KEY);
        assert_eq!(host.status(PRIV_WRITE, 0x40, 3, &wrong_data), EXECUTION_ERROR);
        assert_eq!(host.why(), "the MAC in the command is wrong");
    }
    host.load_temp_key(&TEMP_KEY);
    assert_eq!(host.status(PRIV_WRITE, 0x40, 2, &data), EXECUTION_ERROR, "a MAC for another slot");
    assert_eq!(host.data(GEN_KEY, 0x00, 3, &[]), point(8), "nothing changed");
}

#[test]
fn once_data_is_locked_write_config_decides_and_temp_key_holds_the_write_key() {
    let mut host = Host::operational(RULES);
    assert_eq!(host.status(PRIV_WRITE, 0x00, 2, &in_clear(7)), EXECUTION_ERROR);
    assert_eq!(host.why(), "SlotConfig[2]=0x4481 WriteConfig=0100: PrivWrite encrypted under key 4 only");
    assert_eq!(host.status(PRIV_WRITE, 0x00, 3, &in_clear(7)), EXECUTION_ERROR);
    assert_eq!(host.why(), "SlotConfig[3]=0x2081 WriteConfig=0010: PrivWrite not allowed");
    let data = encrypted(&mut host, 2, &plain(8));
    assert_eq!(host.status(PRIV_WRITE, 0x40, 2, &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    host.load_temp_key(&TEMP_KEY);
    assert_eq!(host.status(PRIV_WRITE, 0x40, 2, &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.GenDigData=0: GenDig of slot 4 is needed");
    assert_eq!(host.status(PRIV_WRITE, 0x40, 3, &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "SlotConfig[3]=0x2081 WriteConfig=0010: PrivWrite not allowed");
}

#[test]
fn a_locked_slot_a_blank_part_and_a_value_that_is_no_key_are_refused() {
    let mut host = Host::blank();
    host.configure(RULES);
    assert_eq!(host.status(PRIV_WRITE, 0x00, 2, &in_clear(7)), EXECUTION_ERROR);
    assert!(host.why().contains("until the configuration is locked"), "{}", host.why());
    let mut host = Host::configured(RULES);
    let mut padded = in_clear(7);
    padded[0] = 1;
    for bad in [in_clear(0), in_clear(0xFF), padded] {
        assert_eq!(host.status(PRIV_WRITE, 0x00, 2, &bad), EXECUTION_ERROR);
        assert_eq!(host.reason(), Some(atecc_sim::Reason::NoKey));
    }
    assert_eq!(host.status(LOCK, 0x02 | 2 << 2, 0, &[]), SUCCESS);
    assert_eq!(host.status(PRIV_WRITE, 0x00, 2, &in_clear(7)), EXECUTION_ERROR);
    assert_eq!(host.why(), "SlotLocked=0xFFFB bit 2=0: the slot is locked");
}

#[test]
fn whether_the_key_is_checked_is_an_option() {
    let mut host = Host::configured(RULES);
    host.bus.set_options(|options| options.priv_write_checks_key = false);
    assert_eq!(host.status(PRIV_WRITE, 0x00, 2, &in_clear(0xFF)), SUCCESS);
    assert_eq!(host.data(INFO, 0x01, 2, &[]), [0, 0, 0, 0], "no valid key");
}

#[test]
fn lengths_modes_and_slots_are_parse_errors() {
    let mut host = Host::configured(RULES);
    for (mode, slot, length) in
        [(0x00, 2, 36), (0x40, 2, 36), (0x40, 2, 64), (0x80, 2, 68), (0x41, 2, 68), (0x00, 16, 68)]
    {
        assert_eq!(host.status(PRIV_WRITE, mode, slot, &vec![0; length]), PARSE_ERROR, "{mode:#x} {length}");
    }
}
