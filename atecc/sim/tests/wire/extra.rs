//! UpdateExtra, and the address that follows from it.

use embedded_hal::i2c::I2c;

use crate::host::*;

const USER_EXTRA: u16 = 0x15;

fn extra_bytes(host: &mut Host) -> [u8; 2] {
    *host.data(READ, 0x00, USER_EXTRA, &[]).first_chunk().unwrap()
}

#[test]
fn each_extra_byte_is_set_once_before_and_after_the_locks() {
    for mut host in [Host::blank(), Host::configured(&[]), Host::operational(&[])] {
        assert_eq!(host.status(UPDATE_EXTRA, 0x00, 0x00, &[]), SUCCESS, "zero over zero");
        assert_eq!(host.status(UPDATE_EXTRA, 0x00, 0xA5, &[]), SUCCESS);
        assert_eq!(extra_bytes(&mut host), [0xA5, 0x00]);
        assert_eq!(host.status(UPDATE_EXTRA, 0x00, 0xA5, &[]), EXECUTION_ERROR);
        assert_eq!(host.why(), "configuration byte 84 is 0xA5: it can be set only once");
        assert_eq!(host.status(UPDATE_EXTRA, 0x01, 0x5A, &[]), SUCCESS);
        assert_eq!(host.status(UPDATE_EXTRA, 0x01, 0x00, &[]), EXECUTION_ERROR);
        assert_eq!(host.why(), "configuration byte 85 is 0x5A: it can be set only once");
        assert_eq!(extra_bytes(&mut host), [0xA5, 0x5A]);
    }
}

#[test]
fn other_modes_values_of_two_bytes_and_data_are_parse_errors() {
    let mut host = Host::blank();
    for (mode, value, length) in
        [(3, 0, 0), (0x80, 0, 0), (0, 0x0100, 0), (1, 0xFF00, 0), (2, 16, 0), (0, 0, 1)]
    {
        assert_eq!(host.status(UPDATE_EXTRA, mode, value, &vec![0; length]), PARSE_ERROR, "{mode} {value}");
    }
    assert_eq!(extra_bytes(&mut host), [0, 0]);
}

#[test]
fn one_use_of_a_key_is_spent_unless_none_is_left_or_counted() {
    let mut host = Host::blank();
    host.configure(&[(2, 0x00A5, 0x0013), (3, 0x0085, 0x0013), (10, 0x0000, 0x001C)]);
    assert_eq!(host.status(UPDATE_EXTRA, 0x02, 2, &[]), EXECUTION_ERROR, "the configuration is open");
    // CountMatch: on, value in slot 10.
    host.set_config(18, &[0xA1]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    let mut limit = [0; 32];
    limit[..8].copy_from_slice(&[2, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(host.status(WRITE, 0x82, 10 << 3, &limit), SUCCESS);
    host.lock_data();
    assert_eq!(host.status(UPDATE_EXTRA, 0x02, 3, &[]), SUCCESS, "nothing to count");
    assert_eq!(host.data(READ, 0x00, 0x0D, &[]), [0xFF, 0xFF, 0xFF, 0xFF], "Counter 0 shows 0");
    assert_eq!(host.status(UPDATE_EXTRA, 0x02, 2, &[]), SUCCESS);
    assert_eq!(host.status(UPDATE_EXTRA, 0x02, 2, &[]), SUCCESS);
    assert_eq!(host.data(READ, 0x00, 0x0D, &[]), [0x3F, 0xFF, 0xFF, 0xFF], "Counter 0 shows 2");
    assert_eq!(host.status(UPDATE_EXTRA, 0x02, 2, &[]), EXECUTION_ERROR);
    assert_eq!(host.why(), "LimitedUse of slot 2: Counter0=2 has reached 2");
}

#[test]
fn the_extra_address_counts_after_a_sleep_or_a_power_cycle_if_chip_mode_says_so() {
    for (chip_mode, value, address) in [(0x01, 0x6A, 0x35), (0x00, 0x6A, 0x60), (0x01, 0x00, 0x60)] {
        for power_cycle in [false, true] {
            let mut host = Host::blank();
            host.set_config(19, &[chip_mode]);
            assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
            assert_eq!(host.status(UPDATE_EXTRA, 0x01, value, &[]), SUCCESS);
            host.idle();
            host.wake();
            assert!(host.acknowledges(), "not yet");
            if power_cycle {
                host.bus.power_cycle().unwrap();
            } else {
                host.sleep();
            }
            host.bus.wake_pulse();
            host.wait_us(1_500);
            assert_eq!(host.bus.address(), address);
            assert!(host.bus.read(address, &mut [0; 4]).is_ok());
            assert_eq!(host.acknowledges(), address == ADDRESS, "{chip_mode:#x} {value:#x}");
        }
    }
}
