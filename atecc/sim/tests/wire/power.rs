use atecc_sim::{Part, Reason, SimI2c, Timing};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::{Error, ErrorKind, I2c, NoAcknowledgeSource};

use crate::host::*;

const MS: u64 = 1_000_000;

#[test]
fn a_new_chip_sleeps_and_a_general_call_wakes_it_after_1500_us() {
    let mut bus = SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
    let mut token = [0; 4];
    let asleep = bus.read(ADDRESS, &mut token).unwrap_err();
    assert_eq!(asleep.kind(), ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address));
    assert!(bus.write(0x00, &[0x00]).is_err());
    bus.delay().delay_us(1_300);
    assert!(bus.read(ADDRESS, &mut token).is_err(), "tWHI is not over");
    bus.delay().delay_us(200);
    bus.read(ADDRESS, &mut token).unwrap();
    assert_eq!(token, [0x04, 0x11, 0x33, 0x43]);
}

#[test]
fn the_wake_pulse_is_too_short_above_133_khz() {
    for (hz, wakes) in [(100_000, true), (133_000, true), (134_000, false), (400_000, false)] {
        let mut bus = SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
        bus.set_bus_hz(hz);
        assert!(bus.write(0x00, &[]).is_err());
        bus.delay().delay_us(1_500);
        assert_eq!(bus.read(ADDRESS, &mut [0; 4]).is_ok(), wakes, "{hz} Hz");
    }
}

#[test]
fn traffic_to_the_chip_or_to_others_wakes_it_when_the_clock_is_slow() {
    // Write to 0x60: 1100_0000, six low bits. Write to 0x50: 1010_0000, five.
    for (address, hz, wakes) in
        [(0x60, 100_000, true), (0x60, 101_000, false), (0x50, 100_000, false), (0x50, 83_000, true)]
    {
        let mut bus = SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap();
        bus.set_bus_hz(hz);
        assert!(bus.write(address, &[0x00]).is_err(), "the chip does not acknowledge what wakes it");
        bus.delay().delay_us(1_500);
        bus.set_bus_hz(400_000);
        assert_eq!(bus.read(ADDRESS, &mut [0; 4]).is_ok(), wakes, "{address:#x} at {hz} Hz");
    }
}

#[test]
fn a_part_that_tests_itself_takes_20_ms_to_wake_from_sleep_but_not_from_idle() {
    let mut host = Host::blank();
    host.set_config(90, &[0x01]);
    host.idle();
    host.wake();
    host.sleep();
    host.bus.wake_pulse();
    host.wait_us(19_900);
    assert!(!host.acknowledges());
    host.wait_us(100);
    assert!(host.acknowledges());
}

#[test]
fn a_second_wake_pulse_is_ignored() {
    let mut host = Host::blank();
    let revision = host.data(INFO, 0x00, 0, &[]);
    assert!(host.bus.write(0x00, &[]).is_err());
    host.bus.write(ADDRESS, &[0x00]).unwrap();
    assert_eq!(host.reply(), revision, "the reply is still there, no new token");
}

#[test]
fn a_busy_chip_acknowledges_nothing_and_the_reply_can_be_read_again() {
    let mut host = Host::blank();
    host.bus.write(ADDRESS, &packet(RANDOM, 0, 0, &[])).unwrap();
    assert!(!host.acknowledges());
    assert!(host.bus.write(ADDRESS, &[0x00]).is_err());
    host.wait_us(14_000);
    assert!(!host.acknowledges());
    host.wait_us(1_000);
    // In pieces, then again from the start.
    let mut pieces = [0; 35];
    host.bus.read(ADDRESS, &mut pieces[..1]).unwrap();
    host.bus.read(ADDRESS, &mut pieces[1..]).unwrap();
    assert_eq!((pieces[0], &pieces[1..5]), (35, &[0xFF, 0xFF, 0x00, 0x00][..]));
    let mut past = [0; 3];
    host.bus.read(ADDRESS, &mut past).unwrap();
    assert_eq!(past, [0xFF; 3]);
    let mut again = [0; 35];
    host.bus.write_read(ADDRESS, &[0x00], &mut again).unwrap();
    assert_eq!(again, pieces);
}

#[test]
fn idle_keeps_the_registers_and_sleep_loses_them() {
    let mut host = Host::blank();
    host.load_temp_key(&[7; 32]);
    assert_eq!(host.status(SHA, 0, 0, &[]), SUCCESS);
    host.idle();
    assert!(!host.acknowledges());
    host.wake();
    assert!(host.temp_key_valid());
    assert_eq!(host.status(SHA, 1, 3, b"abc"), SUCCESS);
    host.sleep();
    assert!(!host.acknowledges());
    host.wake();
    assert!(!host.temp_key_valid());
    assert_eq!(host.status(SHA, 1, 3, b"abc"), EXECUTION_ERROR);
    assert_eq!(host.reason(), Some(Reason::Empty));
}

#[test]
fn the_watchdog_puts_the_chip_to_sleep_1300_ms_after_the_wake() {
    let mut host = Host::blank();
    host.load_temp_key(&[7; 32]);
    let since_wake = host.bus.now();
    host.wait_us(1_250_000);
    assert!(host.acknowledges());
    host.wait_us(60_000);
    assert!(!host.acknowledges());
    assert!(host.bus.now() - since_wake > 1_300 * MS);
    host.wake();
    assert!(!host.temp_key_valid(), "it slept, it was not idle");
}

#[test]
fn idle_and_wake_restart_the_watchdog() {
    let mut host = Host::blank();
    host.load_temp_key(&[7; 32]);
    for _ in 0..4 {
        host.wait_us(900_000);
        host.idle();
        host.wait_us(5_000_000);
        host.wake();
    }
    assert!(host.temp_key_valid());
}

#[test]
fn the_long_watchdog_waits_ten_seconds() {
    let mut host = Host::blank();
    host.set_config(19, &[0x04]);
    host.sleep();
    host.wake();
    host.wait_us(9_900_000);
    assert!(host.acknowledges());
    host.wait_us(200_000);
    assert!(!host.acknowledges());
}

#[test]
fn or_thirteen_as_the_library_says() {
    let mut host = Host::with_options(|options| options.later_long_watchdog = true);
    host.set_config(19, &[0x04]);
    host.idle();
    host.wake();
    host.wait_us(12_990_000);
    assert!(host.acknowledges());
    host.wait_us(10_000);
    assert!(!host.acknowledges());
}

#[test]
fn what_does_not_fit_before_the_watchdog_is_answered_0xee_and_not_started() {
    let mut host = Host::blank();
    host.wait_us(1_290_000);
    host.bus.write(ADDRESS, &packet(RANDOM, 0, 0, &[])).unwrap();
    assert_eq!(host.reply(), [0xEE]);
    assert!(matches!(host.reason(), Some(Reason::Watchdog { left_ns }) if left_ns < 15 * MS));
    assert_eq!(host.count(atecc::Opcode::Random), 0);
}

#[test]
fn without_the_check_the_watchdog_swallows_the_reply() {
    let mut host = Host::with_options(|options| options.watchdog_check = false);
    host.wait_us(1_290_000);
    host.bus.write(ADDRESS, &packet(RANDOM, 0, 0, &[])).unwrap();
    host.wait_us(20_000);
    assert!(!host.acknowledges());
    host.wake();
}

#[test]
fn commands_take_their_typical_their_longest_or_no_time() {
    for (timing, busy_ms) in [(Timing::Typical, 15), (Timing::Max, 23), (Timing::Instant, 0)] {
        let mut host = Host::with_options(|options| options.timing = timing);
        host.bus.write(ADDRESS, &packet(RANDOM, 0, 0, &[])).unwrap();
        let start = host.bus.now();
        while !host.acknowledges() {
            host.wait_us(100);
        }
        let ms = (host.bus.now() - start) / MS;
        assert_eq!(ms, busy_ms, "{timing:?}");
    }
}

#[test]
fn bus_time_is_nine_bits_a_byte() {
    let mut host = Host::blank();
    let (start, bytes) = (host.bus.now(), host.bus.bus_bytes());
    host.bus.read(ADDRESS, &mut [0; 9]).unwrap();
    assert_eq!(host.bus.bus_bytes() - bytes, 10);
    assert_eq!(host.bus.now() - start, (10 * 9 + 2) * 10_000);
}

#[test]
fn only_its_own_address_is_acknowledged_and_a_new_one_counts_after_a_sleep() {
    let mut host = Host::blank();
    host.set_config(16, &[0x6A]);
    assert!(host.acknowledges());
    assert!(host.bus.read(0x35, &mut []).is_err());
    host.sleep();
    assert_eq!(host.bus.address(), 0x35);
    host.bus.wake_pulse();
    host.wait_us(1_500);
    assert!(host.bus.read(0x35, &mut []).is_ok());
    assert!(!host.acknowledges());
}

#[test]
fn a_power_cycle_loses_the_registers_and_keeps_the_eeprom() {
    let mut host = Host::blank();
    host.set_config(20, &[0x34, 0x12]);
    host.load_temp_key(&[7; 32]);
    host.bus.power_cycle().unwrap();
    assert!(!host.acknowledges());
    host.wake();
    assert!(!host.temp_key_valid());
    assert_eq!(host.data(READ, 0, 5, &[])[..2], [0x34, 0x12]);
}
