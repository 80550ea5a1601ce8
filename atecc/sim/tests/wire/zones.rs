use crate::host::*;

/// Slot 0 private, 8 and 9 free data.
const RULES: &[(u8, u16, u16)] = &[(0, 0x2087, 0x0033), (8, 0x0000, 0x003C), (9, 0x0000, 0x001C)];

#[test]
fn the_identity_the_extra_bytes_and_the_locks_are_not_written() {
    let mut host = Host::blank();
    for word in [0, 1, 2, 3, 0x15] {
        assert_eq!(host.status(WRITE, 0x00, word, &[0x55; 4]), EXECUTION_ERROR, "word {word}");
    }
    for block in [0, 2] {
        assert_eq!(host.status(WRITE, 0x80, block << 3, &[0x55; 32]), EXECUTION_ERROR, "block {block}");
    }
    assert_eq!(host.why(), "Write cannot change configuration byte 84");
    for block in [1, 3] {
        assert_eq!(host.status(WRITE, 0x80, block << 3, &[0x55; 32]), SUCCESS, "block {block}");
    }
    let words = (4..0x15).chain(0x16..0x20);
    for word in words {
        assert_eq!(host.status(WRITE, 0x00, word, &[0x54; 4]), SUCCESS, "word {word}");
    }
}

#[test]
fn a_locked_configuration_is_read_but_not_written() {
    let mut host = Host::configured(RULES);
    assert_eq!(host.data(READ, 0x00, 5, &[]), [0x87, 0x20, 0x00, 0x00]);
    assert_eq!(host.status(WRITE, 0x00, 5, &[0; 4]), EXECUTION_ERROR);
    assert_eq!(host.why(), "LockConfig=0x00 LockValue=0x55: the configuration is locked");
}

#[test]
fn data_and_otp_are_out_of_reach_on_a_blank_part() {
    let mut host = Host::blank();
    for (zone, address) in [(0x81, 0), (0x82, 8 << 3)] {
        assert_eq!(host.status(READ, zone, address, &[]), EXECUTION_ERROR);
        assert_eq!(host.status(WRITE, zone, address, &[0; 32]), EXECUTION_ERROR);
    }
}

#[test]
fn between_the_locks_whole_blocks_are_written_and_nothing_is_read() {
    let mut host = Host::configured(RULES);
    for (block_zone, word_zone, address) in [(0x81, 0x01, 0), (0x82, 0x02, 8 << 3)] {
        assert_eq!(host.status(WRITE, block_zone, address, &[0x5A; 32]), SUCCESS);
        assert_eq!(host.status(WRITE, word_zone, address, &[0; 4]), EXECUTION_ERROR);
        assert!(host.why().ends_with("data and OTP take 32-byte writes only until they are locked"));
        assert_eq!(host.status(READ, block_zone, address, &[]), EXECUTION_ERROR);
        assert!(host.why().ends_with("data and OTP cannot be read until they are locked"));
    }
    assert_eq!(host.status(WRITE, 0x82, 0, &[0; 32]), EXECUTION_ERROR, "a private key");
    host.lock_data();
    assert_eq!(host.data(READ, 0x81, 0, &[]), [0x5A; 32]);
    assert_eq!(host.data(READ, 0x02, 8 << 3 | 7, &[]), [0x5A; 4]);
    assert_eq!(host.status(WRITE, 0x81, 0, &[0; 32]), EXECUTION_ERROR, "OTP is final");
}

#[test]
fn data_addresses_name_slot_block_and_word() {
    let mut host = Host::operational(&[(1, 0, 0x1C), (8, 0, 0x1C), (9, 0, 0x1C)]);
    // Slot 9, block 2, word 1; slot 8, block 12, word 7; slot 1, block 1, word 0: the last word of each.
    for (number, address) in (1u8..).zip([0x0249, 0x0C47, 0x0108]) {
        assert_eq!(host.status(WRITE, 0x02, address, &[number; 4]), SUCCESS);
        assert_eq!(host.data(READ, 0x02, address, &[]), [number; 4]);
    }
    let eeprom = host.bus.reveal_eeprom();
    for (number, slot) in (1u8..).zip([9, 8, 1]) {
        let slot = eeprom.slot(atecc::Slot::new(slot).unwrap());
        assert!(slot.ends_with(&[number; 4]) && slot[..slot.len() - 4].iter().all(|byte| *byte == 0xFF));
    }
}

#[test]
fn a_block_write_into_the_partial_end_of_a_slot_drops_the_rest() {
    let mut host = Host::configured(RULES);
    assert_eq!(host.status(WRITE, 0x82, 0x0248, &[0x77; 32]), SUCCESS);
    let eeprom = host.bus.reveal_eeprom();
    assert_eq!(eeprom.slot(atecc::Slot::new(9).unwrap())[64..], [0x77; 8]);
    assert_eq!(eeprom.slot(atecc::Slot::new(10).unwrap()), [0xFF; 72]);
}

#[test]
fn an_encrypted_write_between_the_locks_needs_a_valid_temp_key_and_the_mac() {
    use sha2::{Digest, Sha256};
    let mut host = Host::configured(RULES);
    let (key, plain) = ([0x3C; 32], [0xA1; 32]);
    let address = [8 << 3, 0];
    let serial = host.data(READ, 0x80, 0, &[]);
    let mac = Sha256::new()
        .chain_update(key)
        .chain_update([0x12, 0xC2, address[0], address[1], serial[12], serial[0], serial[1]])
        .chain_update([0; 25])
        .chain_update(plain)
        .finalize();
    let mut data = [0xA1 ^ 0x3C; 64];
    data[32..].copy_from_slice(&mac);
    assert_eq!(host.status(WRITE, 0xC2, 8 << 3, &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    host.load_temp_key(&key);
    assert_eq!(host.status(WRITE, 0xC2, 8 << 3, &data), SUCCESS);
    assert!(!host.temp_key_valid());
    data[63] ^= 1;
    host.load_temp_key(&key);
    assert_eq!(host.status(WRITE, 0xC2, 8 << 3, &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "the MAC in the command is wrong");
    host.lock_data();
    assert_eq!(host.data(READ, 0x82, 8 << 3, &[]), plain);
}

#[test]
fn info_and_random_and_reads_leave_temp_key_and_writes_and_locks_do_not() {
    let mut host = Host::blank();
    for (opcode, param1, param2, data, keeps) in [
        (INFO, 0, 0, &[][..], true),
        (INFO, 9, 0, &[], true),
        (RANDOM, 0, 0, &[], true),
        (READ, 0x80, 0, &[], true),
        (READ, 0x82, 0, &[], true),
        (SHA, 0x00, 0, &[], true),
        (WRITE, 0x00, 5, &[0; 4], false),
        (WRITE, 0x00, 0, &[0; 4], false),
        (LOCK, 0x00, 0x1234, &[], false),
        (0x99, 0, 0, &[], true),
    ] {
        host.load_temp_key(&[7; 32]);
        host.send(opcode, param1, param2, data);
        assert_eq!(host.temp_key_valid(), keeps, "{opcode:#04x} {param1:#04x}");
    }
}
