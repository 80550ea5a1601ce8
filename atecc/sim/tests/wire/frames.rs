use atecc::Opcode;
use atecc_sim::Reason;
use embedded_hal::i2c::{Error, ErrorKind, I2c, NoAcknowledgeSource};

use crate::host::*;

const CRC_ERROR: [u8; 1] = [0xFF];

#[test]
fn status_frames_are_those_of_the_reference() {
    let mut host = Host::blank();
    for (command, frame) in [
        (packet(NONCE, 0x03, 0, &[0; 32]), [0x04, 0x00, 0x03, 0x40]),
        (packet(INFO, 0x09, 0, &[]), [0x04, 0x03, 0x83, 0x42]),
        (packet(LOCK, 0x01, 0, &[]), [0x04, 0x0F, 0x23, 0x42]),
        (vec![0x03, 0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5C], [0x04, 0xFF, 0x01, 0x42]),
    ] {
        host.bus.write(ADDRESS, &command).unwrap();
        host.wait_us(30_000);
        let mut reply = [0; 4];
        host.bus.read(ADDRESS, &mut reply).unwrap();
        assert_eq!(reply, frame);
    }
}

#[test]
fn a_wrong_crc_is_told_apart_and_comes_before_any_other_error() {
    let mut host = Host::blank();
    let mut command = packet(0x99, 0xFF, 0xFFFF, &[]);
    *command.last_mut().unwrap() ^= 1;
    host.bus.write(ADDRESS, &command).unwrap();
    assert_eq!(host.reply(), CRC_ERROR);
    assert!(matches!(host.reason(), Some(Reason::Crc { .. })));
}

#[test]
fn a_count_that_no_packet_has_is_a_communication_error() {
    let mut host = Host::blank();
    for count in [0, 1, 3, 4, 6, 156, 255] {
        host.bus.write(ADDRESS, &[0x03, count, 0x30, 0, 0, 0]).unwrap();
        assert_eq!(host.reply(), CRC_ERROR, "count {count}");
        assert_eq!(host.reason(), Some(Reason::Count(count)));
    }
}

#[test]
fn a_command_may_come_in_several_writes_and_what_follows_it_is_ignored() {
    let mut host = Host::blank();
    let whole = host.data(INFO, 0, 0, &[]);
    host.bus.write(ADDRESS, &[0x03, 0x07, 0x30]).unwrap();
    assert!(host.bus.read(ADDRESS, &mut [0]).is_err(), "no reply to half a command");
    host.bus.write(ADDRESS, &[0x03, 0x00, 0x00]).unwrap();
    host.bus.write(ADDRESS, &[0x03, 0x00, 0x03, 0x5D, 0xAA, 0xBB]).unwrap();
    assert_eq!(host.reply(), whole);
}

#[test]
fn neighbouring_writes_of_one_transaction_are_one_transfer() {
    use embedded_hal::i2c::Operation::{Read, Write};
    let mut host = Host::with_options(|options| options.timing = atecc_sim::Timing::Instant);
    let command = packet(INFO, 0, 0, &[]);
    let mut reply = ([0; 3], [0; 4]);
    let mut operations = [Write(&command[..3]), Write(&command[3..]), Read(&mut reply.0), Read(&mut reply.1)];
    host.bus.transaction(ADDRESS, &mut operations).unwrap();
    assert_eq!((reply.0, &reply.1[..2]), ([7, 0, 0], &[0x60, 3][..]));
}

#[test]
fn word_address_zero_drops_half_a_command() {
    let mut host = Host::blank();
    host.bus.write(ADDRESS, &[0x03, 0x07, 0x30]).unwrap();
    host.bus.write(ADDRESS, &[0x00]).unwrap();
    assert_eq!(host.data(INFO, 0, 0, &[]), [0, 0, 0x60, 3]);
}

#[test]
fn idle_drops_half_a_command_too() {
    let mut host = Host::blank();
    host.bus.write(ADDRESS, &[0x03, 0x07, 0x30]).unwrap();
    host.idle();
    host.wake();
    assert_eq!(host.data(INFO, 0, 0, &[]), [0, 0, 0x60, 3]);
}

#[test]
fn a_count_above_155_is_a_communication_error_or_as_an_option_a_parse_error() {
    let mut host = Host::blank();
    for (option, status) in [(false, 0xFF), (true, PARSE_ERROR)] {
        host.bus.set_options(|options| options.long_command_is_parse_error = option);
        for count in [156, 255] {
            host.bus.write(ADDRESS, &[0x03, count, 0x30, 0, 0, 0, 0, 0]).unwrap();
            assert_eq!(host.reply(), [status], "count {count}");
            assert_eq!(host.why(), format!("count {count} is not that of a packet"));
        }
        host.bus.write(ADDRESS, &[0x03, 6, 0x30, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!(host.reply(), [0xFF], "a short one is not a long one");
    }
}

#[test]
fn a_read_in_the_middle_of_a_command_is_not_acknowledged_or_gives_the_last_reply() {
    for option in [false, true] {
        let mut host = Host::with_options(|options| options.reads_in_partial_command = option);
        let packet = packet(INFO, 0, 0, &[]);
        host.bus.write(ADDRESS, &packet[..4]).unwrap();
        let mut reply = [0; 3];
        assert_eq!(host.bus.read(ADDRESS, &mut reply).is_ok(), option);
        // The token of the wake was read to its end.
        assert!(!option || reply == [0xFF; 3]);
        host.bus.write(ADDRESS, &[&[0x03][..], &packet[4..]].concat()).unwrap();
        assert_eq!(host.reply(), [0x00, 0x00, 0x60, 0x03], "the command goes on");
    }
}

#[test]
fn bytes_behind_a_command_are_ignored_or_not_acknowledged() {
    for option in [false, true] {
        let mut host = Host::with_options(|options| options.nack_extra_bytes = option);
        let long = [&packet(INFO, 0, 0, &[])[..], &[0xEE; 3]].concat();
        assert_eq!(host.bus.write(ADDRESS, &long).is_ok(), !option);
        assert_eq!(host.reply(), [0x00, 0x00, 0x60, 0x03], "the command is whole either way");
    }
}

#[test]
fn an_unknown_word_address_is_not_acknowledged() {
    let mut host = Host::blank();
    let error = host.bus.write(ADDRESS, &[0x04, 0x07]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data));
}

#[test]
fn zero_length_transfers_only_ask_for_the_address() {
    let mut host = Host::blank();
    assert!(host.bus.write(ADDRESS, &[]).is_ok());
    assert!(host.bus.read(ADDRESS, &mut []).is_ok());
    assert!(host.bus.write(0x61, &[]).is_err());
    assert_eq!(host.data(INFO, 0, 0, &[]), [0, 0, 0x60, 3]);
}

#[test]
fn opcodes_that_do_not_exist_are_parse_errors_and_the_others_are_modelled() {
    let mut host = Host::blank();
    for byte in 0..=u8::MAX {
        let status = host.send(byte, 0, 0, &[]);
        // The last reason stays where a command is not refused.
        let unknown = status == [PARSE_ERROR] && host.reason() == Some(Reason::UnknownOpcode);
        // HMAC is the ATECC508A's.
        let exists = Opcode::from_byte(byte).is_some_and(|opcode| opcode != Opcode::Hmac);
        assert_ne!(unknown, exists, "{byte:#04x}");
    }
}

#[test]
fn lengths_and_reserved_bits_are_parse_errors_in_any_state() {
    let cases: &[(u8, u8, u16, usize)] = &[
        (READ, 0x00, 0, 1),
        (READ, 0x03, 0, 0),
        (READ, 0x40, 0, 0),
        (READ, 0x04, 0, 0),
        (READ, 0x00, 0x20, 0),
        (READ, 0x01, 0x10, 0),
        (READ, 0x02, 0x0200, 0),
        (READ, 0x02, 0x0109, 0),
        (READ, 0x02, 0x0080, 0),
        (WRITE, 0x00, 5, 32),
        (WRITE, 0x80, 8, 4),
        (WRITE, 0x42, 0, 4),
        (WRITE, 0xC0, 8, 64),
        (LOCK, 0x03, 0, 0),
        (LOCK, 0x04, 0, 0),
        (LOCK, 0x40, 0, 0),
        (LOCK, 0x00, 0, 1),
        (RANDOM, 2, 0, 0),
        (RANDOM, 0, 1, 0),
        (INFO, 5, 0, 0),
        (INFO, 1, 16, 0),
        (NONCE, 0x02, 0, 20),
        (NONCE, 0x00, 0, 32),
        (NONCE, 0x00, 1, 20),
        (NONCE, 0x20, 0, 20),
        (NONCE, 0x03, 0, 20),
        (NONCE, 0x23, 0, 32),
        (NONCE, 0xA3, 0, 64),
        (NONCE, 0xC3, 0, 32),
        (NONCE, 0x03, 0x8000, 32),
        (NONCE, 0x07, 0, 32),
        (GEN_KEY, 0x01, 0, 0),
        (GEN_KEY, 0x04, 16, 0),
        (GEN_KEY, 0x00, 0xFFFF, 0),
        (GEN_KEY, 0x00, 0, 3),
        (GEN_KEY, 0x10, 9, 0),
        (SIGN, 0x81, 0, 0),
        (SIGN, 0x82, 0, 0),
        (SIGN, 0xC1, 0, 0),
        (SIGN, 0x02, 0, 0),
        (SIGN, 0x00, 0, 1),
        (SIGN, 0x80, 16, 0),
        (VERIFY, 0x04, 0, 64),
        (VERIFY, 0x02, 0, 128),
        (VERIFY, 0x02, 4, 64),
        (VERIFY, 0x00, 9, 128),
        (ECDH, 0x10, 0, 64),
        (ECDH, 0x06, 0, 64),
        (ECDH, 0x0C, 0, 32),
        (ECDH, 0x0D, 1, 64),
        (SHA, 0x40, 0, 0),
        (SHA, 0x01, 2, 3),
        (SHA, 0x01, 65, 65),
        (SHA, 0x02, 64, 64),
        (SHA, 0x82, 0, 0),
        (SHA, 0x00, 1, 0),
    ];
    let mut blank = Host::blank();
    let mut locked = Host::operational(&[]);
    for (opcode, param1, param2, length) in cases {
        for host in [&mut blank, &mut locked] {
            let status = host.status(*opcode, *param1, *param2, &vec![0; *length]);
            assert_eq!(status, PARSE_ERROR, "{opcode:#04x} {param1:#04x} {param2:#06x} {length}");
        }
    }
}

#[test]
fn a_refusal_can_be_told_in_one_line() {
    let mut host = Host::operational(&[(9, 0x8F8F, 0x001C)]);
    assert_eq!(host.status(READ, 0x82, 9 << 3, &[]), EXECUTION_ERROR);
    assert_eq!(
        host.bus.last_refusal().unwrap().to_string(),
        "Read slot 9: refused 0x0F: SlotConfig[9]=0x8F8F IsSecret=1 EncryptRead=0: never readable"
    );
    host.status(LOCK, 0x02 | 9 << 2, 0, &[]);
    assert_eq!(
        host.bus.last_refusal().unwrap().to_string(),
        "Lock slot 9: refused 0x0F: KeyConfig[9]=0x001C Lockable=0: the slot cannot be locked on its own"
    );
    host.status(RANDOM, 7, 0, &[]);
    assert_eq!(
        host.bus.last_refusal().unwrap().to_string(),
        "Random (param1 0x07, param2 0x0000): refused 0x03: param1 is illegal"
    );
}
