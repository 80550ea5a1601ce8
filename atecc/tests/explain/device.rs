//! The driver tells why an operation of its was refused.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::blocking::Atecc;
use atecc::command::{
    DigestSource, LoadNonce, LockTarget, NonceTarget, PRIVATE_KEY_LEN, PrivWrite, Sign, SignInternal,
};
use atecc::config::{KeyConfig, PrivateKeyUse, SlotConfig, WriteConfig};
use atecc::crc::Crc16;
use atecc::{Config, ConfigZone, Error, Slot, Status};
use atecc_sim::{Part, SimDelay, SimI2c};

type Device = Atecc<SimI2c, SimDelay>;

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// Slot 0 agrees but does not sign, slot 1 signs what the chip made, slot 2 is a private key that nobody has made yet,
/// slot 5 a secret, the others are data.
fn configured(zone: &ConfigZone) -> ConfigZone {
    let mut zone = zone.clone();
    let uses = [PrivateKeyUse::ECDH, PrivateKeyUse::INTERNAL_SIGN, PrivateKeyUse::EXTERNAL_SIGN];
    for (number, allowed) in (0..).zip(uses) {
        zone.set_slot_config(slot(number), SlotConfig::private_key(allowed, WriteConfig::GEN_KEY));
        zone.set_key_config(slot(number), KeyConfig::PRIVATE_KEY);
    }
    for number in 3..16 {
        zone.set_slot_config(slot(number), SlotConfig::PUBLIC_DATA);
        zone.set_key_config(slot(number), KeyConfig::DATA);
    }
    zone.set_slot_config(slot(5), SlotConfig::secret(slot(5), WriteConfig::NEVER));
    zone
}

fn data_crc(chip: &SimI2c) -> u16 {
    let eeprom = chip.reveal_eeprom();
    let mut crc = Crc16::new();
    let data = Slot::all().filter(|slot| !eeprom.config().key_config(*slot).is_private());
    data.for_each(|slot| crc.update(eeprom.slot(slot)));
    crc.update(eeprom.otp());
    crc.finish()
}

/// A chip with these rules, its data locked or not.
fn device(data_locked: bool) -> (SimI2c, Device) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let zone = configured(&device.read_config().unwrap());
    device.write_config(&zone).unwrap();
    device.lock(LockTarget::Config { crc: zone.crc() }).unwrap();
    device.gen_key(slot(0)).unwrap();
    device.gen_key(slot(1)).unwrap();
    if data_locked {
        device.lock(LockTarget::Data { crc: data_crc(&chip) }).unwrap();
    }
    (chip, device)
}

fn why(device: &mut Device) -> String {
    device.explain().unwrap().unwrap().to_string()
}

#[test]
fn a_person_is_told_the_bits_that_refused() {
    let (_, mut device) = device(true);
    let failed = device.sign_digest(slot(0), &[1; 32]).unwrap_err();
    assert!(matches!(failed, Error::Status(Status::ExecutionError)), "{failed}");
    assert_eq!(
        why(&mut device),
        "Sign slot 0: refused 0x0F: SlotConfig[0]=0x2084 ReadKey=0100 bit 0=0: no signatures of external messages"
    );
    // It is not forgotten, and asking again gives the same.
    assert!(why(&mut device).starts_with("Sign slot 0"));
    let mut out = [0; 32];
    device.read_slot(slot(5), &mut out).unwrap_err();
    assert_eq!(
        why(&mut device),
        "Read slot 5: refused 0x0F: SlotConfig[5]=0x8580 IsSecret=1 EncryptRead=0: never readable"
    );
}

#[test]
fn the_lock_phase_is_named() {
    let (_, mut device) = device(false);
    device.read_slot(slot(8), &mut [0; 32]).unwrap_err();
    assert_eq!(
        why(&mut device),
        "Read slot 8: refused 0x0F: LockConfig=0x00 LockValue=0x55: data and OTP cannot be read until they are locked"
    );
}

#[test]
fn what_was_in_temp_key_is_remembered() {
    let (_, mut device) = device(true);
    let sign = SignInternal { key: slot(1), with_serial_number: false, for_invalidate: false };
    let mut session = device.session();
    session.execute(&LoadNonce { target: NonceTarget::TempKey, value: &[7; 32] }).unwrap();
    session.execute(&sign).unwrap_err();
    session.end();
    let no_digest = "Sign slot 1: refused 0x0F: TempKey.GenDigData=0 GenKeyData=0: GenDig or GenKey must have made the value";
    assert_eq!(why(&mut device), no_digest);
}

#[test]
fn what_nobody_can_know_is_given_as_a_choice() {
    let (chip, mut device) = device(true);
    device.sign_digest(slot(2), &[1; 32]).unwrap_err();
    assert_eq!(why(&mut device), "Sign slot 2: refused 0x0F: there is no valid key in slot 2");
    // A driver that has just met the chip does not know what the Message Digest Buffer holds.
    let mut other: Device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let sign = Sign { key: slot(2), source: DigestSource::default() };
    other.revision().unwrap();
    other.execute(&sign).unwrap_err();
    assert_eq!(
        why(&mut other),
        "Sign slot 2: refused 0x0F: the Message Digest Buffer is empty; or: there is no valid key in slot 2"
    );
}

#[test]
fn a_refusal_is_that_of_the_last_operation() {
    let (_, mut device) = device(true);
    assert!(device.explain().unwrap().is_none(), "nothing was refused");
    device.sign_digest(slot(0), &[1; 32]).unwrap_err();
    device.random(&mut [0; 32]).unwrap();
    assert!(device.last_refusal().is_none());
    assert!(device.explain().unwrap().is_none(), "the last operation succeeded");
}

#[test]
fn the_async_driver_tells_the_same() {
    let (chip, mut device) = device(true);
    device.sign_digest(slot(0), &[1; 32]).unwrap_err();
    let mut other = atecc::asynch::Atecc::new(chip.clone(), chip.delay(), Config::new());
    let explained = async {
        other.sign_digest(slot(0), &[1; 32]).await.unwrap_err();
        other.explain().await.unwrap().unwrap().to_string()
    };
    // The simulated chip is always ready.
    let Poll::Ready(text) = pin!(explained).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("waits")
    };
    assert_eq!(text, why(&mut device));
}

#[test]
fn secrets_are_not_kept() {
    let (_, mut device) = device(false);
    let key = PrivWrite::clear(slot(3), &[0x5A; PRIVATE_KEY_LEN]);
    device.execute(&key).unwrap_err();
    let refused = device.last_refusal().unwrap();
    assert!(refused.packet().data.iter().all(|byte| *byte == 0));
    assert_eq!(refused.packet().data.len(), 68);
    assert!(why(&mut device).contains("KeyConfig[3]=0x001C Private=0"));
}
