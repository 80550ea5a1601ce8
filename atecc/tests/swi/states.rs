//! Busy, idle, asleep: a chip on a single wire is silent then, and nothing but silence tells.

use atecc::blocking::Atecc;
use atecc::command::{CounterId, DigestSource, LoadNonce, NonceTarget, Sign};
use atecc::swi::Swi;
use atecc::{Config, Error, Opcode, Rest};
use atecc_sim::{Part, SimI2c, Timing};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

use crate::chip::{blank, device, locked, locked_state, options};
use crate::life::slot;
use crate::operations::is_signature;

#[test]
fn a_chip_that_is_slow_is_waited_for() {
    let chip = locked();
    let mut device = device(&chip, None);
    let key = device.public_key(slot(0)).unwrap();
    for timing in [Timing::Max, Timing::Scaled { per_cent: 140 }, Timing::Instant] {
        chip.set_options(|options| options.timing = timing);
        let signature = device.sign_digest(slot(0), &[1; 32]).unwrap();
        assert!(is_signature(&key, &[1; 32], &signature), "{timing:?}");
    }
}

#[test]
fn idle_keeps_an_ephemeral_key_and_sleep_takes_it() {
    let chip = locked();
    let mut device = device(&chip, None);
    let public = device.public_key(slot(0)).unwrap();
    let (key, _) = device.ephemeral_key().unwrap();
    // Idle has no watchdog.
    chip.delay().delay_ms(5_000);
    device.ecdh_ephemeral(key, &public).unwrap();

    let (key, _) = device.ephemeral_key().unwrap();
    chip.power_cycle().unwrap();
    assert!(device.ecdh_ephemeral(key, &public).is_err());
}

#[test]
fn a_chip_that_rests_asleep_renews_its_seed_for_each_signature() {
    let chip = locked();
    let (swi, delay) = device(&chip, None).release();
    let mut device = Atecc::new(swi, delay, Config { rest: Rest::Sleep, ..Swi::CONFIG });
    for count in 1..4 {
        device.sign_digest(slot(0), &[1; 32]).unwrap();
        assert_eq!(chip.counts().of(Opcode::Random), count);
    }
}

#[test]
fn a_chip_that_slept_in_a_session_renews_its_seed_before_it_signs() {
    let chip = locked();
    let mut device = device(&chip, None);
    let mut session = device.session();
    session.sign_digest(slot(0), &[1; 32]).unwrap();
    let randoms = chip.counts().of(Opcode::Random);
    chip.delay().delay_ms(2_000);
    session.sign_digest(slot(0), &[2; 32]).unwrap();
    assert_eq!(chip.counts().of(Opcode::Random), randoms + 1);
}

#[test]
fn a_chip_that_slept_before_the_end_of_a_session_is_not_taken_for_idle() {
    let chip = locked();
    let mut device = device(&chip, None);
    let mut session = device.session();
    session.sign_digest(slot(0), &[1; 32]).unwrap();
    chip.delay().delay_ms(2_000);
    session.end();
    assert_eq!(device.volatile_state(), None);
}

#[test]
fn what_the_watchdog_took_is_missed_and_can_be_loaded_again() {
    let chip = locked();
    let load = LoadNonce { target: NonceTarget::MessageDigestBuffer, value: &[7; 32] };
    let sign = Sign { key: slot(0), source: DigestSource::MessageDigestBuffer };
    let mut device = device(&chip, None);
    let mut session = device.session();
    session.execute(&load).unwrap();
    session.execute(&sign).unwrap();
    session.execute(&load).unwrap();
    chip.delay().delay_ms(2_000);
    let outcome = session.execute(&sign);
    assert!(matches!(outcome, Err(Error::NoResponse)), "{outcome:?}");
    assert_eq!(session.volatile_state(), None);
    session.execute(&load).unwrap();
    session.execute(&sign).unwrap();
}

#[test]
fn a_step_of_a_counter_that_a_sleeping_chip_missed_is_not_repeated() {
    let chip = locked();
    let mut device = device(&chip, None);
    let mut session = device.session();
    let before = session.increment_counter(CounterId::One).unwrap();
    chip.delay().delay_ms(2_000);
    let outcome = session.increment_counter(CounterId::One);
    assert!(matches!(outcome, Err(Error::NoResponse)), "{outcome:?}");
    session.end();
    assert_eq!(device.counter(CounterId::One).unwrap(), before);
}

#[test]
fn nobody_answers_at_the_interface_that_a_part_does_not_have() {
    // A single-wire part on I2C, whatever wakes it.
    let mut chip = blank();
    let mut on_i2c = Atecc::new(chip.clone(), chip.delay(), Config::new());
    assert!(matches!(on_i2c.revision(), Err(Error::NoChip)));
    device(&chip, None).session().revision().unwrap();
    assert!(chip.read(0x60, &mut [0; 4]).is_err());
    // An I2C part on a single wire.
    let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
    assert!(matches!(device(&chip, None).revision(), Err(Error::NoChip)));
}

#[test]
fn the_interface_is_in_the_state_and_stays_with_the_part() {
    let state = locked_state();
    // Whatever the options say.
    let chip = SimI2c::from_state(state.as_bytes(), atecc_sim::Options::default()).unwrap();
    device(&chip, None).revision().unwrap();
    assert!(!chip.reveal_eeprom().config().i2c_enable());
    let chip = SimI2c::with_options(Part::TngTls, Some(1), options()).unwrap();
    chip.fresh_part().unwrap();
    device(&chip, None).revision().unwrap();
}
