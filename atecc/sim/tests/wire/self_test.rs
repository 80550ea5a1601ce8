//! SelfTest, the failure state, the test at wake, and the health test of the random numbers.

use atecc_sim::SelfTests;
use embedded_hal::i2c::I2c;

use crate::ecc::point;
use crate::host::*;

const ALL: u8 = 0x3D;
const RULES: &[(u8, u16, u16)] = &[(2, 0x2085, 0x0013), (10, 0x0080, 0x001C)];

fn fail(host: &Host, tests: SelfTests) {
    host.bus.set_options(|options| options.failing_self_tests = tests);
}

fn self_test(host: &mut Host, mode: u8) -> u8 {
    let reply = host.send(SELF_TEST, mode, 0, &[]);
    assert_eq!(reply.len(), 1);
    reply[0]
}

#[test]
fn a_healthy_part_passes_each_test_alone_and_together() {
    for mut host in [Host::blank(), Host::operational(RULES)] {
        for mode in [0x01, 0x04, 0x08, 0x10, 0x20, ALL, 0x3B, 0x00] {
            assert_eq!(self_test(&mut host, mode), 0x00);
        }
        for (mode, param2, length) in [(0x40, 0, 0), (0x80, 0, 0), (ALL, 1, 0), (ALL, 0, 1)] {
            assert_eq!(host.status(SELF_TEST, mode, param2, &vec![0; length]), PARSE_ERROR);
        }
    }
}

#[test]
fn a_failed_test_leaves_only_configuration_reads_and_self_test() {
    let mut host = Host::operational(RULES);
    fail(&host, SelfTests::AES.and(SelfTests::SHA));
    assert_eq!(self_test(&mut host, 0x0D), 0x00, "those were not asked for");
    host.load_temp_key(&[1; 32]);
    assert_eq!(self_test(&mut host, ALL), 0x30);
    for (opcode, param1) in [(INFO, 0), (RANDOM, 0), (READ, 0x01), (READ, 0x02), (NONCE, 0x03), (LOCK, 0x82)]
    {
        assert_eq!(host.status(opcode, param1, 0, &[]), SELF_TEST_ERROR, "{opcode:#04x}");
        assert_eq!(host.why(), "the self test of AES, SHA failed");
    }
    assert_eq!(host.data(READ, 0x80, 0, &[]).len(), 32);
    assert_eq!(self_test(&mut host, 0x00), 0x30, "the failure register");
    // A test that passes now is forgotten.
    fail(&host, SelfTests::AES);
    assert_eq!(self_test(&mut host, 0x20), 0x00);
    assert_eq!(self_test(&mut host, 0x00), 0x10);
    assert_eq!(host.status(INFO, 0, 0, &[]), SELF_TEST_ERROR);
    fail(&host, SelfTests::NONE);
    assert_eq!(self_test(&mut host, 0x10), 0x00);
    assert_eq!(host.data(INFO, 0, 0, &[]).len(), 4);
}

#[test]
fn a_sleep_or_a_power_cycle_ends_the_failure_state_and_idle_does_not() {
    for power_cycle in [false, true] {
        let mut host = Host::blank();
        fail(&host, SelfTests::ECDSA);
        assert_eq!(self_test(&mut host, 0x04), 0x04);
        host.idle();
        host.wake();
        assert_eq!(self_test(&mut host, 0x00), 0x04);
        if power_cycle {
            host.bus.power_cycle().unwrap();
        } else {
            host.sleep();
        }
        host.wake();
        assert_eq!(self_test(&mut host, 0x00), 0x00);
        assert_eq!(host.data(INFO, 0, 0, &[]).len(), 4);
    }
}

fn token(host: &mut Host) -> [u8; 4] {
    host.sleep();
    host.bus.wake_pulse();
    host.wait_us(20_000);
    let mut token = [0; 4];
    host.bus.read(ADDRESS, &mut token).unwrap();
    token
}

#[test]
fn a_self_test_that_fails_at_wake_answers_0x07_instead_of_0x11() {
    let mut host = Host::blank();
    fail(&host, SelfTests::RNG);
    assert_eq!(token(&mut host), [0x04, 0x11, 0x33, 0x43], "no test at wake");
    host.set_config(90, &[0x01]);
    assert_eq!(token(&mut host), [0x04, 0x07, 0x40, 0xC2]);
    assert_eq!(host.status(INFO, 0, 0, &[]), SELF_TEST_ERROR);
    assert_eq!(self_test(&mut host, 0x00), 0x01);
    host.bus.set_options(|options| options.wake_failure_as_library = true);
    assert_eq!(token(&mut host), [0x04, 0x07, 0xC4, 0x40]);
    fail(&host, SelfTests::NONE);
    assert_eq!(token(&mut host), [0x04, 0x11, 0x33, 0x43]);
    assert_eq!(host.data(INFO, 0, 0, &[]).len(), 4);
}

/// Each command that needs a random number, with its first parameters and data.
fn draws(host: &mut Host) -> Vec<Vec<u8>> {
    host.load_message_digest(&[1; 32]);
    vec![
        host.send(RANDOM, 0, 0, &[]),
        host.send(NONCE, 0x00, 0, &[0; 20]),
        host.send(GEN_KEY, 0x04, 2, &[]),
        host.send(GEN_KEY, 0x04, 0xFFFF, &[]),
        host.send(SIGN, 0xA0, 2, &[]),
        // Encrypted: it takes a nonce.
        host.send(ECDH, 0x0E, 2, &point(7)),
    ]
}

#[test]
fn after_a_failed_health_test_there_are_no_random_numbers() {
    let mut host = Host::blank();
    host.configure(RULES);
    // The IO protection key is in slot 10.
    host.set_config(90, &[0x02, 0xA0]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    host.lock_data();
    let key = host.data(GEN_KEY, 0x00, 2, &[]);
    host.bus.set_options(|options| options.rng_fails = true);
    assert!(draws(&mut host).iter().all(|reply| *reply == [HEALTH_TEST_ERROR]));
    assert_eq!(host.why(), "the random number generator failed its health test");
    assert_eq!(host.data(GEN_KEY, 0x00, 2, &[]), key, "what needs none goes on");
    assert_eq!(host.data(ECDH, 0x0C, 2, &point(7)).len(), 32);
    host.bus.set_options(|options| options.rng_fails = false);
    assert!(draws(&mut host).iter().all(|reply| *reply == [HEALTH_TEST_ERROR]), "it remembers");
    assert_eq!(self_test(&mut host, 0x01), 0x00);
    assert!(draws(&mut host).iter().all(|reply| reply.len() >= 32));
}

#[test]
fn a_sleep_or_auto_clear_first_fail_forget_a_failed_health_test() {
    let mut host = Host::operational(RULES);
    host.bus.set_options(|options| options.rng_fails = true);
    assert_eq!(host.status(RANDOM, 0, 0, &[]), HEALTH_TEST_ERROR);
    host.bus.set_options(|options| options.rng_fails = false);
    host.sleep();
    host.wake();
    assert_eq!(host.data(RANDOM, 0, 0, &[]).len(), 32);
    let mut host = Host::blank();
    host.bus.set_options(|options| options.rng_fails = true);
    assert_eq!(host.data(RANDOM, 0, 0, &[]).len(), 32, "the pattern of a blank part is no random number");
    host.set_config(90, &[0x08]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    assert_eq!(host.status(RANDOM, 0, 0, &[]), HEALTH_TEST_ERROR);
    host.bus.set_options(|options| options.rng_fails = false);
    assert_eq!(host.data(RANDOM, 0, 0, &[]).len(), 32);
}

#[test]
fn auto_clear_first_fail_means_something_or_nothing() {
    for (option, second) in [(true, 32), (false, 1)] {
        let mut host = Host::with_options(|options| options.auto_clear_first_fail = option);
        host.set_config(90, &[0x08]);
        assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
        host.bus.set_options(|options| options.rng_fails = true);
        assert_eq!(host.status(RANDOM, 0, 0, &[]), HEALTH_TEST_ERROR);
        host.bus.set_options(|options| options.rng_fails = false);
        assert_eq!(host.send(RANDOM, 0, 0, &[]).len(), second);
    }
}
