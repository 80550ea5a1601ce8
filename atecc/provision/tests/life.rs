//! Provisioning on the simulated chip: from blank, from any interruption, and what is left alone.

use atecc::blocking::Atecc;
use atecc::command::LockTarget;
use atecc::config::{KeyConfig, Phase, PrivateKeyUse, SlotConfig, WriteConfig, offset};
use atecc::{Config, ConfigZone, Slot};
use atecc_provision::{
    AuthorityError, CertificateAuthority, Inspection, KeyPair, Plan, Profile, Provisioned, Refusal, Step,
    Template, Usage, apply, inspect, request,
};
use atecc_sim::fault::{Faulty, StuckBusy, When};
use atecc_sim::{Part, SimDelay, SimI2c};
use x509_cert::der::Encode;

type Chip = Atecc<SimI2c, SimDelay>;

fn blank() -> Chip {
    let bus = SimI2c::blank(Part::Atecc608B, Some(17)).unwrap();
    let delay = bus.delay();
    Atecc::new(bus, delay, Config::new())
}

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

fn look(chip: &mut Chip) -> Inspection {
    inspect(chip, slot(0)).unwrap()
}

fn plan(chip: &mut Chip) -> Result<Plan, Refusal> {
    Plan::new(Profile::tls_device(), &look(chip))
}

fn run(chip: &mut Chip) -> Provisioned {
    let plan = plan(chip).unwrap();
    apply(chip, &plan, &mut |_| ()).unwrap()
}

#[test]
fn a_blank_chip_becomes_what_the_profile_says() {
    let mut chip = blank();
    let done = run(&mut chip);
    assert!(done.new_key);
    let after = look(&mut chip);
    assert_eq!(after.zone.phase(), Phase::Operational);
    assert!(Profile::tls_device().matches(&after.zone));
    assert_eq!(after.key, Some(done.key));
    let mut eight = [0xFF; 416];
    chip.read_slot(slot(8), &mut eight).unwrap();
    assert_eq!(eight, [0; 416]);
    assert_eq!(chip.bus().reveal_eeprom().otp()[..10], *b"tls-device");
}

#[test]
fn a_second_run_changes_nothing_and_gives_the_same_key() {
    let mut chip = blank();
    let first = run(&mut chip);
    let before = chip.bus().reveal_eeprom();
    assert_eq!(plan(&mut chip).unwrap().steps(), []);
    assert_eq!(run(&mut chip), Provisioned { key: first.key, new_key: false });
    assert_eq!(chip.bus().reveal_eeprom(), before);
}

/// Whatever the step after which the power fails, running again ends in the same place.
#[test]
fn an_interruption_after_any_step_is_carried_on() {
    let steps = plan(&mut blank()).unwrap().steps().len();
    for survived in 0..=steps {
        let mut chip = blank();
        let full = plan(&mut chip).unwrap();
        let power = chip.bus().clone();
        let mut done = 0;
        // The supply fails, and a bus at 1 MHz cannot wake the chip again: the step has no effect.
        let outcome = apply(&mut chip, &full, &mut |_| {
            if done == survived {
                power.set_bus_hz(1_000_000);
                power.power_cycle().unwrap();
            }
            done += 1;
        });
        assert_eq!(outcome.is_ok(), survived == steps, "after {survived} steps");
        power.set_bus_hz(100_000);
        run(&mut chip);
        assert_eq!(look(&mut chip).zone.phase(), Phase::Operational);
        assert!(Profile::tls_device().matches(&look(&mut chip).zone));
    }
}

fn locked_otherwise(change: impl FnOnce(&mut ConfigZone)) -> Chip {
    let mut chip = blank();
    let mut zone = Profile::tls_device().configure(&look(&mut chip).zone);
    change(&mut zone);
    chip.write_config(&zone).unwrap();
    chip.lock(LockTarget::Config { crc: zone.crc() }).unwrap();
    chip
}

#[test]
fn a_foreign_locked_configuration_is_refused_without_a_write() {
    let mut chip = locked_otherwise(|zone| zone.as_bytes_mut()[offset::CHIP_OPTIONS] = 1);
    let before = chip.bus().reveal_eeprom();
    let serial = look(&mut chip).zone.serial_number();
    assert_eq!(plan(&mut chip).unwrap_err(), Refusal::Configuration(serial));
    assert_eq!(chip.bus().reveal_eeprom(), before);
}

fn lock_data(chip: &mut Chip) {
    let profile = Profile::tls_device();
    for slot in profile.written_slots() {
        chip.fill_slot(slot, &[]).unwrap();
    }
    chip.fill_otp(profile.otp()).unwrap();
    chip.lock(LockTarget::Data { crc: profile.data_crc() }).unwrap();
}

#[test]
fn a_foreign_chip_whose_key_may_sign_is_used_as_it_is() {
    let mut chip = locked_otherwise(|zone| zone.as_bytes_mut()[offset::CHIP_OPTIONS] = 2);
    let key = chip.gen_key(slot(0)).unwrap();
    lock_data(&mut chip);
    assert_eq!(run(&mut chip), Provisioned { key, new_key: false });
}

#[test]
fn a_locked_chip_whose_key_cannot_serve_is_refused() {
    let internal = SlotConfig::private_key(PrivateKeyUse::INTERNAL_SIGN, WriteConfig::GEN_KEY);
    let mut chip = locked_otherwise(|zone| zone.set_slot_config(slot(0), internal));
    chip.gen_key(slot(0)).unwrap();
    lock_data(&mut chip);
    assert!(matches!(plan(&mut chip).unwrap_err(), Refusal::Unusable { .. }));

    let secret_key = KeyConfig(KeyConfig::PRIVATE_KEY.0 & !2);
    let mut chip = locked_otherwise(|zone| zone.set_key_config(slot(0), secret_key));
    chip.gen_key(slot(0)).unwrap();
    lock_data(&mut chip);
    assert!(matches!(plan(&mut chip).unwrap_err(), Refusal::Unusable { .. }));

    let mut chip = locked_otherwise(|_| ());
    lock_data(&mut chip);
    assert_eq!(plan(&mut chip).unwrap_err(), Refusal::NoKey(slot(0)));
}

#[test]
fn what_was_written_must_read_back_before_it_is_locked() {
    let mut chip = blank();
    let full = plan(&mut chip).unwrap();
    let bus = chip.bus().clone();
    let outcome = apply(&mut chip, &full, &mut |step| {
        if step == Step::LockConfig {
            // Somebody else writes slot 5's rules in between.
            let mut other = Atecc::new(bus.clone(), bus.delay(), Config::new());
            let mut zone = other.read_config().unwrap();
            zone.set_slot_config(slot(5), SlotConfig::PUBLIC_DATA);
            other.write_config(&zone).unwrap();
        }
    });
    assert!(outcome.unwrap_err().to_string().contains("byte 31"), "SlotConfig[5] ends at byte 31");
    assert_eq!(look(&mut chip).zone.phase(), Phase::Blank);
}

#[test]
fn steps_say_what_is_irreversible() {
    let irreversible: Vec<_> =
        plan(&mut blank()).unwrap().steps().iter().copied().filter(|step| step.is_irreversible()).collect();
    assert_eq!(irreversible, [Step::LockConfig, Step::LockData]);
}

#[test]
fn an_authority_certifies_who_holds_the_key_and_nobody_else() {
    let mut chip = blank();
    let device = run(&mut chip);
    let mut csr = request(&mut chip, slot(0), &device.key, "CN=device").unwrap();
    let authority = CertificateAuthority::create("CN=Test", 1).unwrap();
    let template = Template::new(Usage::Device, &["localhost", "127.0.0.1"], 1);
    let certificate = authority.issue(&csr, &template).unwrap();
    let key = certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
    assert_eq!(key[1..], device.key.0);
    csr.info.subject = "CN=somebody else".parse().unwrap();
    assert_eq!(authority.issue(&csr, &template).unwrap_err(), AuthorityError::Request);
}

#[test]
fn an_authority_is_kept_and_found_again() {
    let authority = CertificateAuthority::create("CN=Kept", 1).unwrap();
    let certificate = CertificateAuthority::chain_pem(&[authority.certificate()]).unwrap();
    let key = authority.key().to_pem().unwrap();
    let again = CertificateAuthority::from_pem(&certificate, &key).unwrap();
    assert_eq!(again.certificate().to_der().unwrap(), authority.certificate().to_der().unwrap());
    let other = KeyPair::generate().to_pem().unwrap();
    assert_eq!(CertificateAuthority::from_pem(&certificate, &other).unwrap_err(), AuthorityError::Mismatch);
    assert_eq!(CertificateAuthority::from_pem("nonsense", &key).unwrap_err(), AuthorityError::Certificate);
    assert_eq!(CertificateAuthority::from_pem(&certificate, "").unwrap_err(), AuthorityError::Key);
}

/// The chip falls silent after any one command, for longer than the driver waits: whatever that does to the run, the next
/// one ends where the first should have, and a lock that has happened is not taken for a failure.
#[test]
fn a_silence_after_any_command_is_survived() {
    let commands = {
        let mut chip = blank();
        run(&mut chip);
        chip.bus().counts().total()
    };
    for silent in 1..=commands {
        let bus = SimI2c::blank(Part::Atecc608B, Some(17)).unwrap();
        let faulty = Faulty::new(bus.clone(), StuckBusy::new(When::nth(silent), 400));
        let mut chip = Atecc::new(faulty, bus.delay(), Config::new());
        let outcome = inspect(&mut chip, slot(0)).ok().and_then(|found| {
            let plan = Plan::new(Profile::tls_device(), &found).ok()?;
            apply(&mut chip, &plan, &mut |_| ()).ok()
        });
        let mut chip = Atecc::new(bus.clone(), bus.delay(), Config::new());
        let again = run(&mut chip);
        assert_eq!(look(&mut chip).zone.phase(), Phase::Operational, "after command {silent}");
        if let Some(first) = outcome {
            assert_eq!(again, Provisioned { key: first.key, new_key: false }, "after command {silent}");
        }
    }
}

#[test]
fn a_blank_chip_with_a_locked_slot_is_not_ruined() {
    let mut chip = blank();
    let mut zone = look(&mut chip).zone;
    zone.as_bytes_mut()[offset::SLOT_LOCKED] = 0xFE;
    chip.write_config(&zone).unwrap();
    assert_eq!(plan(&mut chip).unwrap_err(), Refusal::SlotLocked(slot(0)));
    assert_eq!(look(&mut chip).zone.phase(), Phase::Blank);
}
