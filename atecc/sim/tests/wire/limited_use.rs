//! The time of a limited use, and the uses of slot 15 on an ATECC508A.

use atecc::Opcode;
use atecc_sim::{Options, Part, SimI2c, Timing};
use embedded_hal::i2c::I2c;

use crate::host::*;
use crate::keys::*;
use crate::recipes;

const KEY: [u8; 32] = [0x4B; 32];
const US: u64 = 1_000;
/// 3 without a limit, 4 with one, 5 with one and NoMac.
const RULES: &[Key<'_>] = &[
    (3, 0x8080, 0x001C, &KEY),
    (4, 0x80A0, 0x001C, &KEY),
    (5, 0x80B0, 0x001C, &KEY),
    (15, 0x80A0, 0x001C, &KEY),
];

/// How long the chip is busy with a command, microseconds, give or take 50.
fn busy_us(host: &mut Host, command: Call<'_>) -> u64 {
    let (opcode, param1, param2, data) = command;
    host.idle();
    host.wake();
    host.bus.write(ADDRESS, &packet(opcode, param1, param2, data)).unwrap();
    let start = host.bus.now();
    while !host.acknowledges() {
        host.wait_us(10);
    }
    (host.bus.now() - start) / US
}

fn assert_near(found: u64, expected: u64) {
    assert!((expected..expected + 250).contains(&found), "{found} us, not {expected} us");
}

#[test]
fn a_limited_use_takes_8_ms_more_and_50_at_worst() {
    let mac = |slot| -> Call<'_> { (MAC, 0x00, slot, &[0; 32]) };
    for (timing, plain, more) in [
        (Timing::Typical, 7_000, 8_000),
        (Timing::Max, 55_000, 50_000),
        (Timing::Scaled { per_cent: 200 }, 14_000, 16_000),
        (Timing::Instant, 0, 0),
    ] {
        let mut host = Host::with_keys(RULES);
        host.bus.set_options(|options| options.timing = timing);
        assert_near(busy_us(&mut host, mac(3)), plain);
        assert_near(busy_us(&mut host, mac(4)), plain + more);
        host.bus.set_options(|options| options.limited_use_takes_time = false);
        assert_near(busy_us(&mut host, mac(4)), plain);
    }
}

#[test]
fn it_also_takes_it_when_the_use_comes_to_nothing_but_not_when_it_is_refused() {
    let mut host = Host::with_keys(RULES);
    let mismatch: Call<'_> = (CHECK_MAC, 0x00, 4, &[0; 77]);
    assert_near(busy_us(&mut host, mismatch), 8_000 + 8_000);
    assert_eq!(host.reply(), [MISCOMPARE]);
    assert_near(busy_us(&mut host, (MAC, 0x00, 5, &[0; 32])), 1_000);
    assert_eq!(host.reply(), [EXECUTION_ERROR], "NoMac: no use");
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0]);
}

#[test]
fn a_use_that_a_failed_health_test_forbids_does_not_count() {
    for (opcode, mode) in
        [(Opcode::Ecdh, 0x0E), (Opcode::Kdf, 0x16), (Opcode::Sign, 0x80), (Opcode::Sign, 0x00)]
    {
        let part = recipes::operational().slot(0, 0x20A7, 0x0033).slot(9, 0x80A0, 0x0038);
        let mut host = part.options(|options| options.rng_fails = true).host();
        let (param2, data) = recipes::rest(&mut host, opcode, mode);
        assert_eq!(
            host.status(opcode.to_byte(), mode, param2, &data),
            HEALTH_TEST_ERROR,
            "{opcode} {mode:#04x}"
        );
        assert_eq!(host.data(COUNTER, 0, 0, &[]), [0; 4], "{opcode} {mode:#04x}");
    }
}

/// An ATECC508A whose slots 4 and 15 are limited, with these bytes of LastKeyUse.
fn atecc508a(last_key_use: [u8; 16]) -> Host {
    let mut host = Host::on(SimI2c::blank(Part::Atecc508A, Some(SEED)).unwrap());
    host.configure_keys(RULES);
    for (index, word) in last_key_use.chunks(4).enumerate() {
        host.set_config(68 + 4 * index, word);
    }
    host.load_keys(RULES);
    host.lock_data();
    host
}

fn last_key_use(host: &Host) -> Vec<u8> {
    host.bus.reveal_eeprom().config().as_bytes()[68..84].to_vec()
}

#[test]
fn each_use_of_slot_15_clears_a_bit_of_last_key_use_on_an_atecc508a() {
    let mut host = atecc508a([0x00, 0x00, 0x50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01]);
    for expected in [(2, 0x10), (2, 0x00), (15, 0x00)] {
        assert_eq!(host.data(MAC, 0x00, 15, &[0; 32]).len(), 32);
        assert_eq!(last_key_use(&host)[expected.0], expected.1);
    }
    let why = "LimitedUse of slot 15: LastKeyUse has no bit left";
    host.refuses((MAC, 0x00, 15, &[0; 32]), EXECUTION_ERROR, why);
    host.refuses((UPDATE_EXTRA, 0x02, 15, &[]), EXECUTION_ERROR, why);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [0, 0, 0, 0], "Counter 0 is for the others");
    assert_eq!(host.data(MAC, 0x00, 4, &[0; 32]).len(), 32);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0]);
}

#[test]
fn as_delivered_slot_15_has_128_uses_and_update_extra_takes_one_away() {
    let mut host = atecc508a([0xFF; 16]);
    assert_eq!(host.status(UPDATE_EXTRA, 0x02, 15, &[]), SUCCESS);
    assert_eq!(last_key_use(&host)[..2], [0x7F, 0xFF]);
    let blank = SimI2c::blank(Part::Atecc508A, None).unwrap().reveal_eeprom();
    assert_eq!(blank.config().as_bytes()[68..84], [0xFF; 16]);
    assert_eq!(blank.config().as_bytes()[90..92], [0, 0]);
}

#[test]
fn or_it_counts_in_counter_0_like_the_others() {
    let mut host = atecc508a([0; 16]);
    host.bus.set_options(|options| options.policy.last_key_use = false);
    assert_eq!(host.data(MAC, 0x00, 15, &[0; 32]).len(), 32);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0]);
}

#[test]
fn on_an_atecc608_slot_15_is_like_the_others() {
    let mut host = Host::with_keys(RULES);
    assert_eq!(host.data(MAC, 0x00, 15, &[0; 32]).len(), 32);
    assert_eq!(host.data(COUNTER, 0, 0, &[]), [1, 0, 0, 0]);
}

#[test]
fn the_atecc508a_gives_no_other_meaning_to_bytes_that_the_atecc608_uses() {
    let mut host = Host::on(SimI2c::with_options(Part::Atecc508A, Some(SEED), Options::default()).unwrap());
    let rules = [RULES, &[(6, 0x0000, 0x001C, &[0; 4])]].concat();
    host.configure_keys(&rules);
    // As CountMatch this would end the counter at the number in slot 6, zero; as UseLock lock all keys; as ChipOptions start
    // self tests and protect secrets.
    host.set_config(18, &[0x61]);
    host.set_config(68, &[0x3A, 0x83, 0x02]);
    host.set_config(90, &[0xFF, 0x3F]);
    host.load_keys(&rules);
    host.lock_data();
    assert_eq!(host.data(MAC, 0x00, 4, &[0; 32]).len(), 32);
    host.sleep();
    host.wake();
    assert_eq!(host.data(MAC, 0x00, 3, &[0; 32]).len(), 32);
}
