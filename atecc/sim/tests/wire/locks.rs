use atecc_sim::Reason;

use crate::host::*;

/// A configuration with a private key in slot 0, whose slot the data summary skips.
const RULES: &[(u8, u16, u16)] = &[(0, 0x2087, 0x0033), (8, 0x0000, 0x003C), (9, 0x0000, 0x001C)];

fn config_crc(host: &mut Host) -> u16 {
    let zone: Vec<u8> = (0..4).flat_map(|block| host.data(READ, 0x80, block << 3, &[])).collect();
    u16::from_le_bytes(crc(&zone))
}

#[test]
fn a_blank_part_is_what_the_factory_ships() {
    let mut host = Host::blank();
    let zone: Vec<u8> = (0..4).flat_map(|block| host.data(READ, 0x80, block << 3, &[])).collect();
    assert_eq!(zone[..2], [0x01, 0x23]);
    assert_eq!(zone[4..8], [0x00, 0x00, 0x60, 0x03]);
    assert_eq!(zone[12..15], [0xEE, 0x01, 0x01]);
    assert_eq!(zone[16], 0xC0);
    assert_eq!(zone[52..60], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
    assert_eq!(zone[84..90], [0x00, 0x00, 0x55, 0x55, 0xFF, 0xFF]);
    assert_eq!(host.data(INFO, 0, 0, &[]), [0x00, 0x00, 0x60, 0x03]);
}

#[test]
fn random_numbers_are_a_pattern_until_the_configuration_is_locked() {
    let mut host = Host::blank();
    let pattern = [0xFF, 0xFF, 0x00, 0x00].repeat(8);
    for mode in [0, 1] {
        assert_eq!(host.data(RANDOM, mode, 0, &[]), pattern);
    }
    assert_eq!(host.data(NONCE, 0x00, 0, &[0; 20]), pattern);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    let (first, second) = (host.data(RANDOM, 0, 0, &[]), host.data(RANDOM, 1, 0, &[]));
    assert!(first != pattern && second != pattern && first != second);
}

#[test]
fn the_configuration_lock_compares_the_crc_unless_told_not_to() {
    let mut host = Host::blank();
    host.configure(RULES);
    let crc = config_crc(&mut host);
    assert_eq!(host.status(LOCK, 0x00, crc ^ 1, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), format!("the zone's CRC is {crc:#06X}, the command says {:#06X}", crc ^ 1));
    assert_eq!(host.data(READ, 0, 0x15, &[])[2..], [0x55, 0x55], "nothing was locked");
    assert_eq!(host.status(LOCK, 0x00, crc, &[]), SUCCESS);
    assert_eq!(host.data(READ, 0, 0x15, &[])[2..], [0x55, 0x00]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), EXECUTION_ERROR, "it is locked already");
}

#[test]
fn the_data_lock_compares_the_crc_of_all_but_private_slots_then_otp() {
    let mut host = Host::configured(RULES);
    host.data(GEN_KEY, 0x04, 0, &[]);
    for block in 0..13 {
        assert_eq!(host.status(WRITE, 0x82, block << 8 | 8 << 3, &[block.to_le_bytes()[0]; 32]), SUCCESS);
    }
    assert_eq!(host.status(WRITE, 0x81, 0, &[0xA5; 32]), SUCCESS);
    let mut summary: Vec<u8> = vec![0xFF; 7 * 36];
    summary.extend((0..13).flat_map(|block| [block; 32]));
    summary.extend([0xFF; 7 * 72]);
    summary.extend([0xA5; 32]);
    summary.extend([0xFF; 32]);
    let summary = u16::from_le_bytes(crc(&summary));
    assert_eq!(host.status(LOCK, 0x01, !summary, &[]), EXECUTION_ERROR);
    assert_eq!(host.status(LOCK, 0x01, summary, &[]), SUCCESS);
    assert_eq!(host.data(READ, 0, 0x15, &[])[2..], [0x00, 0x00]);
    assert_eq!(host.status(LOCK, 0x81, 0, &[]), EXECUTION_ERROR, "it is locked already");
}

#[test]
fn data_cannot_be_locked_before_the_configuration() {
    let mut host = Host::blank();
    for target in [0x81, 0x82] {
        assert_eq!(host.status(LOCK, target, 0, &[]), EXECUTION_ERROR);
    }
    assert!(host.why().contains("until the configuration is locked"), "{}", host.why());
    let mut host = Host::with_options(|options| options.policy.lock_data_before_config = true);
    assert_eq!(host.status(LOCK, 0x81, 0, &[]), SUCCESS);
}

#[test]
fn a_slot_is_locked_alone_if_it_is_lockable_whatever_the_crc() {
    for locked in [false, true] {
        let mut host = Host::configured(RULES);
        if locked {
            host.lock_data();
        }
        assert_eq!(host.status(LOCK, 0x02 | 8 << 2, 0xBEEF, &[]), SUCCESS);
        assert_eq!(host.data(READ, 0, 0x16, &[])[..2], [0xFF, 0xFE]);
        assert_eq!(host.status(LOCK, 0x02 | 8 << 2, 0, &[]), EXECUTION_ERROR);
        assert_eq!(host.why(), "SlotLocked=0xFEFF bit 8=0: the slot is locked");
        assert_eq!(host.status(LOCK, 0x02 | 9 << 2, 0, &[]), EXECUTION_ERROR);
        assert_eq!(host.why(), "KeyConfig[9]=0x001C Lockable=0: the slot cannot be locked on its own");
        assert_eq!(host.status(WRITE, 0x82, 8 << 3, &[0; 32]), EXECUTION_ERROR);
    }
}

#[test]
fn a_locked_private_key_can_be_used_but_not_replaced() {
    let mut host = Host::configured(RULES);
    host.data(GEN_KEY, 0x04, 0, &[]);
    assert_eq!(host.status(LOCK, 0x02, 0, &[]), SUCCESS);
    assert_eq!(host.status(GEN_KEY, 0x04, 0, &[]), EXECUTION_ERROR);
    assert!(matches!(host.reason(), Some(Reason::Rule(atecc::policy::Rule::SlotLocked { .. }))));
    assert_eq!(host.data(GEN_KEY, 0x00, 0, &[]).len(), 64);
}
