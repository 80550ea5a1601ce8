//! A locked chip with secrets, and helpers.

use core::convert::Infallible;
use core::fmt::Debug;

use atecc::blocking::Atecc;
use atecc::command::{AesKey, LockTarget};
use atecc::config::{KeyConfig, SlotConfig, WriteConfig, offset};
use atecc::crc::Crc16;
use atecc::{Config, Error, Slot};
use atecc_sim::{Part, SimDelay, SimI2c};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;
use p256::elliptic_curve::sec1::ToSec1Point;

pub(crate) type Device = Atecc<SimI2c, SimDelay>;

pub(crate) const HMAC_KEY: u8 = 4;
pub(crate) const IO_KEY: u8 = 6;
pub(crate) const AES_KEY: u8 = 9;
/// Slots that KDF may write.
pub(crate) const TARGET: u8 = 5;
pub(crate) const LONG_TARGET: u8 = 10;
/// A key of limited use, which has few left.
pub(crate) const LIMITED_KEY: u8 = 11;

/// A slot with the public key whose private half is 9 in each byte.
pub(crate) const PUBLIC_KEY: u8 = 12;

/// ChipOptions: IO key enabled, in slot 6; KDF with AES enabled.
pub(crate) const OPTIONS: u16 = 0x6006;
/// The same, and KDF gives nothing out in clear.
pub(crate) const PROTECTED: u16 = 0x6406;

pub(crate) fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// The private half of the key in [`PUBLIC_KEY`].
pub(crate) fn private_key() -> p256::SecretKey {
    p256::SecretKey::from_slice(&[9; 32]).unwrap()
}

/// X‖Y.
pub(crate) fn public_key() -> [u8; 64] {
    private_key().public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap()
}

/// The bytes of a slot: none twice, none like another's; or those of the public key, as slots have them.
pub(crate) fn secret(number: u8) -> Vec<u8> {
    if number == PUBLIC_KEY {
        let key = public_key();
        let (x, y) = key.split_at(32);
        return [&[0; 4], x, &[0; 4], y].concat();
    }
    (0..slot(number).size()).map(|index| u8::try_from(index % 97).unwrap() ^ number << 4).collect()
}

/// Piece `piece` of the AES key slot, and its bytes.
pub(crate) fn aes_key(piece: u8) -> (AesKey, [u8; 16]) {
    let bytes = secret(AES_KEY)[usize::from(piece) * 16..][..16].try_into().unwrap();
    (AesKey::slot(slot(AES_KEY), piece).unwrap(), bytes)
}

pub(crate) fn locked(options: u16) -> SimI2c {
    let chip = SimI2c::blank(Part::Atecc608B, Some(51)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let mut zone = device.read_config().unwrap();
    let kdf_target = KeyConfig(KeyConfig::DATA.0 | 1 << 1);
    for number in 0..16 {
        let rules = SlotConfig::secret(slot(number), WriteConfig::NEVER);
        let (rules, key) = match number {
            AES_KEY => (rules, KeyConfig::AES_KEY),
            // Bit 5: limited use.
            LIMITED_KEY => (SlotConfig(rules.0 | 1 << 5), KeyConfig::AES_KEY),
            PUBLIC_KEY => (SlotConfig::PUBLIC_DATA, KeyConfig::PUBLIC_KEY),
            TARGET | LONG_TARGET => (rules, kdf_target),
            _ => (rules, KeyConfig::DATA),
        };
        zone.set_slot_config(slot(number), rules);
        zone.set_key_config(slot(number), key);
    }
    zone.as_bytes_mut()[offset::CHIP_OPTIONS..][..2].copy_from_slice(&options.to_le_bytes());
    zone.as_bytes_mut()[offset::KDF_IV_LOC..][..3].copy_from_slice(&[9, b'i', b'v']);
    device.write_config(&zone).unwrap();
    device.lock(LockTarget::Config { crc: zone.crc() }).unwrap();
    let mut crc = Crc16::new();
    for number in 0..16 {
        device.fill_slot(slot(number), &secret(number)).unwrap();
        crc.update(&secret(number));
    }
    device.fill_otp(&[0; 64]).unwrap();
    crc.update(&[0; 64]);
    device.lock(LockTarget::Data { crc: crc.finish() }).unwrap();
    chip
}

pub(crate) fn open(chip: &SimI2c) -> Device {
    Atecc::new(chip.clone(), chip.delay(), Config::new())
}

pub(crate) fn device() -> (SimI2c, Device) {
    let chip = locked(OPTIONS);
    let device = open(&chip);
    (chip, device)
}

/// An outcome that can be compared: the simulated bus does not fail.
pub(crate) trait Plain<T> {
    fn plain(self) -> Result<T, Error<Infallible>>;
}

impl<T, E: Debug> Plain<T> for Result<T, Error<E>> {
    fn plain(self) -> Result<T, Error<Infallible>> {
        self.map_err(|error| match error {
            Error::Status(status) => Error::Status(status),
            Error::Misuse(misuse) => Error::Misuse(misuse),
            Error::UnexpectedLength(len) => Error::UnexpectedLength(len),
            Error::StateLost => Error::StateLost,
            Error::Busy => Error::Busy,
            Error::NotAuthentic => Error::NotAuthentic,
            other => panic!("{other}"),
        })
    }
}

/// Puts a key of up to 64 bytes into TempKey, zeros behind it.
pub(crate) fn load<I2C: I2c, D: DelayNs>(device: &mut Atecc<I2C, D>, key: &[u8]) {
    let mut value = [0; 64];
    value[..key.len()].copy_from_slice(key);
    if key.len() > 32 {
        device.load_temp_key_64(&value).unwrap();
    } else {
        device.load_temp_key(value.first_chunk().unwrap()).unwrap();
    }
}

/// TempKey as an AES key.
pub(crate) fn temp_key() -> AesKey {
    AesKey::temp_key(0).unwrap()
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

pub(crate) fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}
