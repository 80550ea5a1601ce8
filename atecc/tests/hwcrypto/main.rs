//! The driver behind the crypto table, on a simulated TNGTLS part: locked, with keys of its own.

mod hash;
mod key;
mod symmetric;

use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc::{Config, Slot};
use atecc_sim::{Part, SimDelay, SimI2c};
use hwcrypto_api::{
    Ecdh, Error, HwCrypto, Identity, KeyRef, MonotonicCounter, P256Sign, PublicKey, Random, Shared,
};

type Chip = Shared<parking_lot::RawMutex, Element<SimI2c, SimDelay>>;

/// What is written into slot 9: keys for AES, and for HMAC.
const SECRET: [u8; 32] = [
    0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F, 0x3C, //
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
];

/// The chip, with a driver that treats it as `config` says.
fn chip(config: Config) -> (SimI2c, &'static Chip) {
    chip_with(config, |element| element)
}

/// The same, with an element that is set up further.
fn chip_with(
    config: Config,
    set_up: impl FnOnce(Element<SimI2c, SimDelay>) -> Element<SimI2c, SimDelay>,
) -> (SimI2c, &'static Chip) {
    let chip = SimI2c::blank(Part::TngTls, Some(11)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), config.with_address(chip.address()));
    device.write_slot(Slot::from_nibble(9), 0, &SECRET).unwrap();
    (chip, Box::leak(Box::new(Shared::new(set_up(Element::new(device))))))
}

/// With all that the driver offers.
fn table(chip: &'static Chip) -> HwCrypto {
    HwCrypto::builder(chip)
        .public_key()
        .p256_sign()
        .p256_verify()
        .ecdh()
        .ephemeral_key()
        .random()
        .sha256()
        .sha256_stream()
        .sha256_clone()
        .hmac_sha256()
        .aes128()
        .counter()
        .serial_number()
        .build()
}

const KEY: KeyRef = KeyRef::slot(0);

#[test]
fn what_the_chip_says_becomes_what_a_caller_can_act_on() {
    let (bus, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    assert_eq!(element.p256_sign(KeyRef::slot(16), &[0; 32]), Err(Error::InvalidKey));
    assert_eq!(element.p256_sign(KeyRef::slot(8), &[0; 32]), Err(Error::Refused));
    assert_eq!(element.public_key(KeyRef::slot(8)), Err(Error::Refused));
    assert!(element.ecdh(KEY, &[1; 64]).is_err());
    element.random(&mut [0; 40]).unwrap();
    // At 1 MHz the wake pulse is too short: the chip is not there.
    bus.set_bus_hz(1_000_000);
    bus.power_cycle().unwrap();
    assert_eq!(element.p256_sign(KEY, &[0; 32]), Err(Error::NoResponse));
    bus.set_bus_hz(100_000);
    assert!(element.p256_sign(KEY, &[0; 32]).is_ok());
}

#[test]
fn counters_and_serial_number_are_the_chips() {
    let (bus, chip) = chip(Config::new());
    let table = table(chip);
    let mut element = &table;
    assert_eq!((element.counter(0), element.counter(1)), (Ok(0), Ok(0)));
    assert_eq!((element.increment_counter(1), element.counter(1)), (Ok(1), Ok(1)));
    assert_eq!(element.counter(2), Err(Error::InvalidInput));
    let mut serial = [0; 32];
    assert_eq!(element.serial_number(&mut serial), Ok(9));
    assert_eq!(serial[..9], bus.reveal_eeprom().config().serial_number().0);
    assert_eq!(element.serial_number(&mut [0; 8]), Err(Error::InvalidInput));
}
