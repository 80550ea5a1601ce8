//! The seed of the random numbers: a page of the EEPROM that Random and Nonce renew after a sleep.

use atecc_sim::fault::PageContent;
use atecc_sim::{Options, Part, SimI2c};
use embedded_hal::i2c::I2c;

use crate::host::*;

const UPDATE: u8 = 0x00;
const NO_UPDATE: u8 = 0x01;

fn locked() -> Host {
    Host::configured(&[])
}

fn updates(host: &Host) -> u64 {
    host.bus.reveal_eeprom().seed_updates()
}

fn sleep(host: &mut Host) {
    host.sleep();
    host.wake();
}

fn random(host: &mut Host, mode: u8) -> Vec<u8> {
    host.data(RANDOM, mode, 0, &[])
}

#[test]
fn the_seed_is_renewed_once_after_each_sleep_by_whoever_asks_for_it() {
    let mut host = locked();
    for expected in 1..4 {
        random(&mut host, NO_UPDATE);
        host.data(NONCE, NO_UPDATE, 0, &[0; 20]);
        assert_eq!(updates(&host), expected - 1);
        if expected == 2 {
            host.data(NONCE, UPDATE, 0, &[0; 20]);
        } else {
            random(&mut host, UPDATE);
        }
        host.idle();
        host.wake();
        random(&mut host, UPDATE);
        host.data(NONCE, UPDATE, 0, &[0; 20]);
        assert_eq!(updates(&host), expected);
        sleep(&mut host);
    }
}

#[test]
fn a_part_without_random_numbers_renews_nothing() {
    let mut host = Host::blank();
    random(&mut host, UPDATE);
    assert_eq!(updates(&host), 0);
    let mut host = locked();
    host.bus.set_options(|options| options.rng_fails = true);
    assert_eq!(host.status(RANDOM, UPDATE, 0, &[]), HEALTH_TEST_ERROR);
    assert_eq!(updates(&host), 0);
    // Nor does a nonce that is made without the generator.
    host.load_temp_key(&[1; 32]);
    host.data(NONCE, UPDATE, 0x8000, &[0; 20]);
    assert_eq!(updates(&host), 0);
}

#[test]
fn its_page_can_be_cut_like_any_other() {
    for (content, expected) in
        [(PageContent::Old, 0), (PageContent::New, 1), (PageContent::Torn { seed: 1 }, 1)]
    {
        let mut host = locked();
        host.bus.cut_power_at_page(1, content);
        host.bus.write(ADDRESS, &packet(RANDOM, UPDATE, 0, &[])).unwrap();
        assert!(!host.acknowledges() && !host.bus.fault_is_pending());
        assert_eq!(updates(&host), expected);
        host.wake();
        assert_eq!(random(&mut host, UPDATE).len(), 32, "the part lives on");
        assert_eq!(updates(&host), expected + 1);
    }
    let mut host = locked();
    host.bus.cut_power_at_page(1, PageContent::Old);
    random(&mut host, NO_UPDATE);
    assert!(host.bus.fault_is_pending(), "no update, no page");
}

/// Numbers before and after a sleep, each without an update, then one with an update.
fn numbers(options: Options) -> [Vec<u8>; 3] {
    let mut host = Host::on(SimI2c::with_options(Part::Atecc608B, Some(SEED), options).unwrap());
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    random(&mut host, UPDATE);
    sleep(&mut host);
    let first = random(&mut host, NO_UPDATE);
    sleep(&mut host);
    let second = random(&mut host, NO_UPDATE);
    sleep(&mut host);
    [first, second, random(&mut host, UPDATE)]
}

#[test]
fn without_an_update_numbers_come_back_only_as_an_option() {
    let [first, second, third] = numbers(Options::default());
    assert!(first != second && second != third && first != third);
    let mut options = Options::default();
    options.stale_seed_repeats = true;
    let [first, second, third] = numbers(options);
    assert_eq!(first, second);
    assert_ne!(second, third);
}

#[test]
fn a_stale_seed_outlasts_a_power_cycle_and_idle_is_no_sleep() {
    let mut host = locked();
    host.bus.set_options(|options| options.stale_seed_repeats = true);
    random(&mut host, UPDATE);
    sleep(&mut host);
    let first = random(&mut host, NO_UPDATE);
    host.idle();
    host.wake();
    assert_ne!(random(&mut host, NO_UPDATE), first);
    host.bus.power_cycle().unwrap();
    host.wake();
    assert_eq!(random(&mut host, NO_UPDATE), first);
}
