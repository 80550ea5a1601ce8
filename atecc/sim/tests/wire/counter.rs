//! Counter: both counters from end to end, LimitedUse and CountMatch.

use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
const CHALLENGE: [u8; 32] = [0xC4; 32];
const MAX: u32 = 2_097_151;

/// The eight bytes of the data sheet: linear fields that lose a bit a step in turn, binary ones behind them.
fn encoding(value: u32) -> [u8; 8] {
    let after = value.saturating_sub(16);
    let linear = |steps: u32| if steps % 32 < 16 { 0xFFFF_u16 >> (steps % 32) } else { 0 };
    let [a, b] = linear(value).to_be_bytes();
    let [c, d] = if value < 16 { [0xFF; 2] } else { linear(after).to_be_bytes() };
    let [e, f] = u16::try_from(value / 32).unwrap().to_be_bytes();
    let [g, h] = u16::try_from(after / 32).unwrap().to_be_bytes();
    [a, b, c, d, e, f, g, h]
}

fn preset(host: &mut Host, counter: usize, value: u32) {
    let bytes = encoding(value);
    host.set_config(52 + 8 * counter, &bytes[..4]);
    host.set_config(56 + 8 * counter, &bytes[4..]);
}

fn read(host: &mut Host, counter: u16) -> u32 {
    u32::from_le_bytes(host.data(COUNTER, 0, counter, &[]).try_into().unwrap())
}

/// A part with a limited key in slot 4, and the number that CountMatch compares in slot 10.
fn limited(count_match: u8, start: u32, limit: u32) -> Host {
    let [a, b, c, d] = limit.to_le_bytes();
    let slots: [Key<'_>; 2] = [(4, 0x80A0, 0x001C, &KEY), (10, 0x0000, 0x001C, &[a, b, c, d, a, b, c, d])];
    let mut host = Host::blank();
    host.configure_keys(&slots);
    host.set_config(18, &[count_match]);
    preset(&mut host, 0, start);
    host.load_keys(&slots);
    host.lock_data();
    host
}

#[test]
fn each_counter_shows_what_was_set_on_a_blank_part() {
    let mut host = Host::blank();
    for value in [0, 1, 15, 16, 17, 31, 32, 33, 48, 1_000, 65_535, 1_048_576, MAX - 1, MAX] {
        preset(&mut host, 0, value);
        preset(&mut host, 1, MAX - value);
        assert_eq!((read(&mut host, 0), read(&mut host, 1)), (value, MAX - value));
    }
}

#[test]
fn an_increment_answers_the_new_value_and_leaves_the_other_counter() {
    let mut host = Host::operational(&[]);
    for value in 1..=70u32 {
        assert_eq!(host.data(COUNTER, 1, 1, &[]), value.to_le_bytes());
        assert_eq!(read(&mut host, 1), value);
        let stored = [host.data(READ, 0, 15, &[]), host.data(READ, 0, 16, &[])].concat();
        assert_eq!(stored, encoding(value), "{value}");
    }
    assert_eq!(read(&mut host, 0), 0);
}

#[test]
fn a_counter_at_its_limit_steps_no_more() {
    let mut host = Host::blank();
    preset(&mut host, 1, MAX - 1);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    assert_eq!(host.data(COUNTER, 1, 1, &[]), MAX.to_le_bytes());
    host.refuses((COUNTER, 1, 1, &[]), EXECUTION_ERROR, "Counter1 has reached 2097151");
    assert_eq!(read(&mut host, 1), MAX);
}

#[test]
fn illegal_modes_counters_and_lengths() {
    let mut host = Host::operational(&[]);
    host.refuses((COUNTER, 2, 0, &[]), PARSE_ERROR, "param1 is illegal");
    host.refuses((COUNTER, 0, 2, &[]), PARSE_ERROR, "param2 is illegal");
    host.refuses((COUNTER, 1, 0, &[0]), PARSE_ERROR, "1 bytes of data are not what this mode takes");
}

#[test]
fn counters_step_once_the_configuration_is_locked_unless_an_option_says_otherwise() {
    let mut host = Host::blank();
    let why = "LockConfig=0x55 LockValue=0x55: the counters do not step until the configuration is locked";
    host.refuses((COUNTER, 1, 0, &[]), EXECUTION_ERROR, why);
    host.bus.set_options(|options| options.policy.increment_before_config_lock = true);
    assert_eq!(host.data(COUNTER, 1, 0, &[]), [1, 0, 0, 0]);
}

#[test]
fn reading_leaves_temp_key_and_stepping_does_not() {
    let mut host = Host::operational(&[]);
    host.load_temp_key(&[1; 32]);
    host.data(COUNTER, 0, 0, &[]);
    assert!(host.temp_key_valid());
    host.data(COUNTER, 1, 0, &[]);
    assert!(!host.temp_key_valid());
}

#[test]
fn increments_take_uses_of_a_limited_key_away() {
    let mut host = limited(0xA1, 64, 67);
    assert_eq!(host.data(MAC, 0, 4, &CHALLENGE).len(), 32);
    assert_eq!(read(&mut host, 0), 65);
    host.data(COUNTER, 1, 0, &[]);
    assert_eq!(host.data(MAC, 0, 4, &CHALLENGE).len(), 32);
    let why = "LimitedUse of slot 4: Counter0=67 has reached 67";
    host.refuses((MAC, 0, 4, &CHALLENGE), EXECUTION_ERROR, why);
    assert_eq!(read(&mut host, 0), 67, "a refused use does not count");
    host.data(COUNTER, 1, 0, &[]);
    assert_eq!(read(&mut host, 0), 68, "the counter itself goes on");
}

#[test]
fn count_match_may_stop_the_counter_too() {
    let mut host = limited(0xA1, 66, 67);
    host.bus.set_options(|options| options.policy.count_match_stops_counter = true);
    host.data(COUNTER, 1, 0, &[]);
    host.refuses((COUNTER, 1, 0, &[]), EXECUTION_ERROR, "Counter0 has reached 67");
    host.data(COUNTER, 1, 1, &[]);
}

#[test]
fn without_count_match_a_limited_key_lasts_as_long_as_the_counter() {
    // Nor does a CountMatch behind its end give it more.
    for mut host in [limited(0xA0, MAX - 1, 67), limited(0xA1, MAX - 1, MAX + 1)] {
        assert_eq!(host.data(MAC, 0, 4, &CHALLENGE).len(), 32);
        let why = "LimitedUse of slot 4: Counter0=2097151 has reached 2097151";
        host.refuses((MAC, 0, 4, &CHALLENGE), EXECUTION_ERROR, why);
    }
}

#[test]
fn who_digests_a_limited_key_pays_and_who_reads_with_it_does_not_pay_again() {
    let mut host = limited(0xA1, 0, 32);
    host.session_key(4, &KEY);
    assert_eq!(read(&mut host, 0), 1);
    host.random_nonce();
    assert_eq!(host.status(GEN_DIG, 5, 4, &[]), SUCCESS);
    assert_eq!(read(&mut host, 0), 1, "its configuration is no key");
}
