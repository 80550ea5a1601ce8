//! A locked chip that has a slot for every kind of operation.

use atecc::blocking::Atecc;
use atecc::config::{KeyConfig, PrivateKeyUse, SlotConfig, WriteConfig, offset};
use atecc::{Config, ConfigZone, Error, IoKey, PublicKey, Signature, Slot, Status};
use atecc_sim::{Part, SimDelay, SimI2c};
use embedded_hal::i2c::{Error as _, ErrorKind, ErrorType, I2c, Operation};
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point;

pub(crate) type Device = Atecc<Bus, SimDelay>;
pub(crate) type Outcome<T> = Result<T, Error<ErrorKind>>;

/// The simulated bus with errors that can be compared.
pub(crate) struct Bus(pub(crate) SimI2c);

impl ErrorType for Bus {
    type Error = ErrorKind;
}

impl I2c for Bus {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), ErrorKind> {
        self.0.transaction(address, operations).map_err(|error| error.kind())
    }
}

/// A driver that knows nothing of the chip.
pub(crate) fn driver(chip: &SimI2c) -> Device {
    Atecc::new(Bus(chip.clone()), chip.delay(), Config::new())
}

/// A chip as it is delivered.
pub(crate) fn blank() -> (SimI2c, Device) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(3)).unwrap();
    (chip.clone(), driver(&chip))
}

/// What is in slot 4, which authorises, reads and writes.
pub(crate) const SECRET: [u8; 32] = [0x44; 32];
pub(crate) const KEY: IoKey<'static> = IoKey { slot: Slot::from_nibble(4), value: &SECRET };
pub(crate) const WRONG_KEY: IoKey<'static> = IoKey { slot: Slot::from_nibble(4), value: &[0x45; 32] };
/// The IO protection key in slot 6.
pub(crate) const IO_KEY: [u8; 32] = [0x66; 32];
/// What is derived from in slot 12.
pub(crate) const ROLLED: [u8; 32] = [0x12; 32];
/// The secret of limited use in slot 15.
pub(crate) const LIMITED: IoKey<'static> = IoKey { slot: Slot::from_nibble(15), value: &[0x15; 32] };
pub(crate) const NUM_IN: [u8; 20] = [0x77; 20];
pub(crate) const OTP: [u8; 64] = [0x33; 64];

pub(crate) fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// The parent of the public key in slot 14, and the signer of boot images: slot 11 has its public half.
pub(crate) fn boot_key() -> p256::SecretKey {
    p256::SecretKey::from_slice(&[0x0B; 32]).unwrap()
}

/// Its public half is in slot 14.
pub(crate) fn validated_key() -> p256::SecretKey {
    p256::SecretKey::from_slice(&[0x0E; 32]).unwrap()
}

pub(crate) fn peer() -> p256::SecretKey {
    p256::SecretKey::from_slice(&[7; 32]).unwrap()
}

pub(crate) fn public(key: &p256::SecretKey) -> PublicKey {
    PublicKey(key.public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap())
}

pub(crate) fn sign(key: &p256::SecretKey, digest: &[u8; 32]) -> Signature {
    let signature: p256::ecdsa::Signature = SigningKey::from(key).sign_prehash(digest).unwrap();
    Signature(signature.to_bytes().into())
}

pub(crate) fn verifies(key: &PublicKey, digest: &[u8; 32], signature: &Signature) -> bool {
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    key.verify_prehash(digest, &p256::ecdsa::Signature::from_slice(&signature.0).unwrap()).is_ok()
}

/// The X coordinate that `ours` shares with [`peer`].
pub(crate) fn agreed(ours: &PublicKey) -> [u8; 32] {
    let ours = p256::PublicKey::from_sec1_bytes(&[&[4][..], &ours.0].concat()).unwrap();
    let secret = p256::ecdh::diffie_hellman(peer().to_nonzero_scalar(), ours.as_affine());
    *secret.raw_secret_bytes().first_chunk().unwrap()
}

pub(crate) fn refused<T>(outcome: Outcome<T>) -> bool {
    matches!(outcome, Err(Error::Status(Status::ExecutionError)))
}

/// A public key as a slot has it, with the mark `first` in its first byte.
fn stored(key: &PublicKey, first: u8) -> Vec<u8> {
    [&[first, 0, 0, 0], &key.0[..32], &[0; 4], &key.0[32..]].concat()
}

fn rules(zone: &mut ConfigZone) {
    let both = PrivateKeyUse::EXTERNAL_SIGN.and(PrivateKeyUse::INTERNAL_SIGN).and(PrivateKeyUse::ECDH);
    let into_next = PrivateKeyUse::ECDH.and(PrivateKeyUse::ECDH_INTO_NEXT_SLOT);
    let private = |allowed| SlotConfig::private_key(allowed, WriteConfig::GEN_KEY);
    for (number, slot_config, key_config) in [
        (0, private(both), KeyConfig::PRIVATE_KEY),
        // ReqAuth: key 4.
        (1, private(both), KeyConfig(0x0493)),
        (2, private(into_next), KeyConfig::PRIVATE_KEY),
        // Read encrypted under 4, never written.
        (3, SlotConfig(0x80C4), KeyConfig::DATA.lockable()),
        (4, SlotConfig::secret(slot(4), WriteConfig::NEVER), KeyConfig::DATA),
        // Read and written encrypted under 4.
        (5, SlotConfig(0x44C4), KeyConfig::DATA),
        (6, SlotConfig::secret(slot(6), WriteConfig::NEVER), KeyConfig::DATA),
        // PrivWrite under 4.
        (7, SlotConfig(0x4481), KeyConfig::PRIVATE_KEY),
        (8, SlotConfig(0x44C4), KeyConfig::DATA),
        (9, SlotConfig::PUBLIC_DATA, KeyConfig::DATA),
        (10, SlotConfig::PUBLIC_DATA, KeyConfig::DATA),
        (11, SlotConfig::PUBLIC_DATA, KeyConfig::PUBLIC_KEY),
        // DeriveKey: roll; create from 4 with a MAC.
        (12, SlotConfig(0x2480), KeyConfig::DATA),
        (13, SlotConfig(0xB480), KeyConfig::DATA),
        // PubInvalid, PubInfo: validated by 11.
        (14, SlotConfig(0x100B), KeyConfig(0x0012)),
        // LimitedUse.
        (15, SlotConfig(0x80A0), KeyConfig::DATA),
    ] {
        zone.set_slot_config(slot(number), slot_config);
        zone.set_key_config(slot(number), key_config);
    }
    let mut set = |at: usize, bytes: [u8; 2]| zone.as_bytes_mut()[at..at + 2].copy_from_slice(&bytes);
    // The IO protection key is in slot 6.
    set(offset::CHIP_OPTIONS, [0x02, 0x60]);
    // SecureBoot: FullDigest; the digest in slot 10, the public key in slot 11.
    set(offset::SECURE_BOOT, [0x03, 0xBA]);
    zone.as_bytes_mut()[offset::VOLATILE_KEY_PERMISSION] = 0x84;
}

fn contents(slot: Slot) -> Vec<u8> {
    match slot.number() {
        4 => SECRET.to_vec(),
        6 => IO_KEY.to_vec(),
        11 => stored(&public(&boot_key()), 0),
        // The chip marks what is written as not valid.
        14 => stored(&public(&validated_key()), 0xA0),
        12 => ROLLED.to_vec(),
        15 => LIMITED.value.to_vec(),
        _ => Vec::new(),
    }
}

/// A chip with the rules above, changed by `change`.
pub(crate) fn equipped_part(part: Part, change: impl FnOnce(&mut ConfigZone)) -> (SimI2c, Device) {
    let chip = SimI2c::blank(part, Some(608)).unwrap();
    let mut device = driver(&chip);
    let mut zone = device.read_config().unwrap();
    rules(&mut zone);
    change(&mut zone);
    device.write_config(&zone).unwrap();
    device.lock_config(&zone).unwrap();
    let contents: Vec<_> = Slot::all().map(contents).collect();
    for (slot, data) in Slot::all().zip(&contents) {
        if !zone.key_config(slot).is_private() {
            device.fill_slot(slot, data).unwrap();
        }
    }
    for number in [0, 2, 7] {
        device.gen_key(slot(number)).unwrap();
    }
    device.authorise(&KEY, &NUM_IN).unwrap();
    device.gen_key(slot(1)).unwrap();
    device.fill_otp(&OTP).unwrap();
    device.lock_data(&zone, |slot| &contents[usize::from(slot.number())], &OTP).unwrap();
    (chip, device)
}

pub(crate) fn equipped() -> (SimI2c, Device) {
    equipped_part(Part::Atecc608B, |_| {})
}

/// What is in a slot of the simulated chip.
pub(crate) fn inside(chip: &SimI2c, number: u8) -> Vec<u8> {
    chip.reveal_eeprom().slot(slot(number)).to_vec()
}
