//! The host's side of the chip's digests, against a chip that computes them by itself.

use atecc::blocking::Atecc;
use atecc::command::*;
use atecc::config::{KeyConfig, PrivateKeyUse, SerialNumber, SlotConfig, WriteConfig, offset};
use atecc::crc::Crc16;
use atecc::host::{self, BootMac, EncryptedPrivateKey, InternalMessage, SignedSlot, TempKey};
use atecc::policy::TempKeyFlags;
use atecc::{Address, Config, Error, IoKey, PublicKey, Signature, Slot};
use atecc_sim::{Part, SimDelay, SimI2c};
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::elliptic_curve::sec1::ToSec1Point;

type Device = Atecc<SimI2c, SimDelay>;

const SECRET: [u8; 32] = [0x44; 32];
const IO_KEY: [u8; 32] = [0x66; 32];
const NUM_IN: [u8; 20] = [0x77; 20];

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// 0 signs and attests, 2 agrees, 3 is derived from 4, 4 is a secret, 5 is read and written under it, 6 is the IO protection
/// key, 7 takes private keys under 4, 9 holds a public key, 10 the secure boot digest, 11 its public key.
fn device() -> (SimI2c, Device, SerialNumber) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(4)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let mut zone = device.read_config().unwrap();
    let serial = zone.serial_number();
    let both = PrivateKeyUse::EXTERNAL_SIGN.and(PrivateKeyUse::INTERNAL_SIGN).and(PrivateKeyUse::ECDH);
    let rules = [
        (0, SlotConfig::private_key(both, WriteConfig::GEN_KEY), KeyConfig::PRIVATE_KEY),
        (2, SlotConfig::private_key(both, WriteConfig::GEN_KEY), KeyConfig::PRIVATE_KEY),
        // DeriveKey, create: the parent is WriteKey.
        (3, SlotConfig(0x3480), KeyConfig::DATA),
        (4, SlotConfig::secret(slot(4), WriteConfig::NEVER), KeyConfig::DATA),
        // Secret, encrypted reads under 4, encrypted writes under 4.
        (5, SlotConfig(0x44C4), KeyConfig::DATA),
        (6, SlotConfig::secret(slot(6), WriteConfig::NEVER), KeyConfig::DATA),
        // A private key, PrivWrite under 4.
        (7, SlotConfig(0x4481), KeyConfig::PRIVATE_KEY),
        (9, SlotConfig::PUBLIC_DATA, KeyConfig::PUBLIC_KEY),
        (10, SlotConfig::PUBLIC_DATA, KeyConfig::DATA),
        (11, SlotConfig::PUBLIC_DATA, KeyConfig::PUBLIC_KEY),
    ];
    for (number, slot_config, key_config) in rules {
        zone.set_slot_config(slot(number), slot_config);
        zone.set_key_config(slot(number), key_config);
    }
    // IO protection key in slot 6; SecureBoot FullDig, digest in 10, public key in 11.
    zone.as_bytes_mut()[offset::CHIP_OPTIONS..][..2].copy_from_slice(&[0x02, 0x60]);
    zone.as_bytes_mut()[offset::SECURE_BOOT..][..2].copy_from_slice(&[0x03, 0xBA]);
    device.write_config(&zone).unwrap();
    let crc = device.read_config().unwrap().crc();
    device.lock(LockTarget::Config { crc }).unwrap();
    let mut crc = Crc16::new();
    for number in 0..16 {
        if zone.key_config(slot(number)).is_private() {
            continue;
        }
        let mut data = vec![0; slot(number).size()];
        match number {
            4 => data[..32].copy_from_slice(&SECRET),
            6 => data[..32].copy_from_slice(&IO_KEY),
            11 => data.copy_from_slice(&stored(&public(&boot_key()))),
            _ => {}
        }
        device.fill_slot(slot(number), &data).unwrap();
        crc.update(&data);
    }
    for number in [0, 2] {
        device.gen_key(slot(number)).unwrap();
    }
    device.fill_otp(&[0; 64]).unwrap();
    crc.update(&[0; 64]);
    device.lock(LockTarget::Data { crc: crc.finish() }).unwrap();
    (chip, device, serial)
}

fn boot_key() -> p256::SecretKey {
    p256::SecretKey::from_slice(&[0x0B; 32]).unwrap()
}

fn public(key: &p256::SecretKey) -> PublicKey {
    PublicKey(key.public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap())
}

/// As a slot has it: four zero bytes before each coordinate.
fn stored(key: &PublicKey) -> Vec<u8> {
    [&[0; 4][..], &key.0[..32], &[0; 4], &key.0[32..]].concat()
}

fn verifies(key: &PublicKey, digest: &[u8; 32], signature: &Signature) -> bool {
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    key.verify_prehash(digest, &p256::ecdsa::Signature::from_slice(&signature.0).unwrap()).is_ok()
}

/// A random nonce in TempKey, on both sides.
fn nonce(device: &mut Device) -> TempKey {
    let request = RandomNonce::update_seed(&NUM_IN);
    let rand_out = device.execute(&request).unwrap();
    TempKey::random(&rand_out, &NUM_IN, &request)
}

const KEY: IoKey<'static> = IoKey { slot: Slot::from_nibble(4), value: &SECRET };

#[test]
fn what_is_written_encrypted_is_read_encrypted() {
    let (_, mut device, _) = device();
    let address = Address::data_block(slot(5), 0).unwrap();
    device.write_encrypted(address, &[0x5A; 32], &KEY, &NUM_IN).unwrap();
    assert_eq!(device.read_encrypted(address, &KEY, &NUM_IN).unwrap().expose(), &[0x5A; 32]);
    // In clear it is never read, and a wrong key is refused for writing.
    assert!(device.execute(&ReadBlock(address)).is_err());
    let wrong = IoKey { value: &[0x45; 32], ..KEY };
    assert!(device.write_encrypted(address, &[1; 32], &wrong, &NUM_IN).is_err());
    assert_eq!(device.read_encrypted(address, &KEY, &NUM_IN).unwrap().expose(), &[0x5A; 32]);
}

#[test]
fn a_slot_in_clear_is_not_taken_for_an_encrypted_one() {
    let (_, mut device, _) = device();
    let clear = Address::data_block(slot(9), 0).unwrap();
    assert!(matches!(device.read_encrypted(clear, &KEY, &NUM_IN), Err(Error::NotEncrypted)));
}

#[test]
fn macs_are_the_chips_and_checked_by_it() {
    let (_, mut device, serial) = device();
    let challenge = [0x99; 32];
    let request = Mac::challenge(slot(4), &challenge).with_serial_number();
    let expected = host::mac(&request, slot(4), &SECRET, &challenge, &serial);
    assert_eq!(device.execute(&request).unwrap(), expected);

    let temp_key = nonce(&mut device);
    let request = Mac::temp_key(slot(4), TempKeySource::Random);
    let expected = host::mac(&request, slot(4), &SECRET, temp_key.expose(), &serial);
    assert_eq!(device.execute(&request).unwrap(), expected);

    let other = host::CheckMacOther([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    let mut response = host::check_mac_response(&SECRET, &challenge, &other, &serial);
    let check = |device: &mut Device, response: &[u8; 32]| {
        device.execute(&CheckMac::challenge(slot(4), &challenge, response, &other.0)).unwrap()
    };
    assert!(check(&mut device, &response));
    response[31] ^= 1;
    assert!(!check(&mut device, &response));
}

#[test]
fn hmacs_are_the_chips() {
    use sha2::Digest;
    let (_, mut device, _) = device();
    // HMAC written out: there is one hash function in this file.
    let pad = |byte: u8| -> Vec<u8> { (0..64).map(|index| SECRET.get(index).unwrap_or(&0) ^ byte).collect() };
    for len in [0, 63, 64, 200] {
        let data = vec![0xC3; len];
        let inner = sha2::Sha256::digest([pad(0x36), data.clone()].concat());
        let outer = sha2::Sha256::digest([pad(0x5C), inner.to_vec()].concat());
        assert_eq!(device.hmac_sha256(slot(4), &data).unwrap()[..], outer[..], "{len} bytes");
    }
}

#[test]
fn a_derived_key_is_known_to_both_sides() {
    let (_, mut device, serial) = device();
    let temp_key = nonce(&mut device);
    let request = DeriveKey::new(slot(3), TempKeySource::Random);
    device.execute(&request).unwrap();
    let derived = host::derive_key(&request, slot(3), &SECRET, temp_key.expose(), &serial);
    let challenge = [0x21; 32];
    let mac = Mac::challenge(slot(3), &challenge);
    assert_eq!(device.execute(&mac).unwrap(), host::mac(&mac, slot(3), &derived, &challenge, &serial));
}

#[test]
fn counters_count_and_their_digest_attests_the_value() {
    let (_, mut device, serial) = device();
    assert_eq!(device.counter(CounterId::One).unwrap(), 0);
    assert_eq!(device.increment_counter(CounterId::One).unwrap(), 1);
    assert_eq!(device.increment_counter(CounterId::One).unwrap(), 2);
    let temp_key = nonce(&mut device);
    device.execute(&GenDig::counter(CounterId::One)).unwrap();
    let temp_key = temp_key.gen_dig_counter(CounterId::One, 2, &serial);
    let challenge = [3; 32];
    let request = Mac::key_in_temp_key(slot(4), TempKeySource::Random, &challenge);
    let expected = host::mac(&request, slot(4), temp_key.expose(), &challenge, &serial);
    assert_eq!(device.execute(&request).unwrap(), expected);
}

#[test]
fn every_gen_dig_is_followed() {
    let (_, mut device, serial) = device();
    let zone = device.read_config().unwrap();
    let block: [u8; 32] = zone.as_bytes()[32..64].try_into().unwrap();
    let shared = [0xD1; 32];
    let (five, about) = (slot(5), (zone.slot_config(slot(5)), zone.key_config(slot(5))));
    type Twin<'a> = Box<dyn Fn(&TempKey) -> TempKey + 'a>;
    let cases: [(GenDig<'_>, Twin<'_>); 5] = [
        (GenDig::config_block(1).unwrap(), Box::new(|key| key.gen_dig_block(0, 1, &block, &serial))),
        (GenDig::otp_block(1).unwrap(), Box::new(|key| key.gen_dig_block(1, 1, &[0; 32], &serial))),
        (
            GenDig::shared_nonce(&shared, false),
            Box::new(|key| key.gen_dig_shared_nonce(&shared, false, &serial)),
        ),
        (
            GenDig::shared_nonce(&shared, true),
            Box::new(|key| key.gen_dig_shared_nonce(&shared, true, &serial)),
        ),
        (
            GenDig::key_config(five),
            Box::new(|key| key.gen_dig_key_config(five, about.0, about.1, false, &serial)),
        ),
    ];
    for (request, twin) in cases {
        let temp_key = nonce(&mut device);
        device.execute(&request).unwrap();
        let mac = Mac::key_in_temp_key(slot(4), TempKeySource::Random, &shared);
        let expected = host::mac(&mac, slot(4), twin(&temp_key).expose(), &shared, &serial);
        assert_eq!(device.execute(&mac).unwrap(), expected, "{request:?}");
    }
}

#[test]
fn a_private_key_is_written_under_a_secret() {
    let (_, mut device, serial) = device();
    let key = p256::SecretKey::from_slice(&[0x1F; 32]).unwrap();
    let temp_key = nonce(&mut device);
    device.execute(&GenDig::slot(slot(4))).unwrap();
    let temp_key = temp_key.gen_dig_slot(slot(4), &SECRET, &serial);
    let sealed = EncryptedPrivateKey::new(&temp_key, slot(7), &[0x1F; 32], &serial);
    device.execute(&PrivWrite::encrypted(slot(7), &sealed.key, &sealed.mac)).unwrap();
    assert_eq!(device.public_key(slot(7)).unwrap(), public(&key));
    let signature = device.sign_digest(slot(7), &[8; 32]).unwrap();
    assert!(verifies(&public(&key), &[8; 32], &signature));
}

#[test]
fn an_internal_signature_attests_a_key() {
    let (_, mut device, serial) = device();
    let zone = device.read_config().unwrap();
    let temp_key = nonce(&mut device);
    let request = GenKey::public(slot(2)).with_digest();
    let attested = device.execute(&request).unwrap();
    let temp_key = temp_key.gen_key(&request, slot(2), &attested, &serial);
    let flags = TempKeyFlags::from_state(device.execute(&State).unwrap());
    let sign = SignInternal { key: slot(0), with_serial_number: true, for_invalidate: false };
    let signature = device.execute(&sign).unwrap();
    let about = SignedSlot { rules: zone.slot_config(slot(2)), key: zone.key_config(slot(2)), locked: false };
    let message = InternalMessage::new(&sign, &temp_key, flags, about, &serial);
    let key = device.public_key(slot(0)).unwrap();
    assert!(verifies(&key, &message.digest(), &signature));
}

#[test]
fn a_good_signature_is_answered_with_a_mac_under_the_io_key() {
    let (_, mut device, _) = device();
    let signer = p256::ecdsa::SigningKey::from(&boot_key());
    let (message, salt) = ([0x31; 32], [0x32; 32]);
    let signature: p256::ecdsa::Signature = signer.sign_prehash(&message).unwrap();
    let signature = Signature(signature.to_bytes().into());
    let key = public(&boot_key());
    let load: [u8; 64] = [message, salt].concat().try_into().unwrap();
    let request = VerifyMac(Verify::external(&key, DigestSource::MessageDigestBuffer, &signature));
    device.execute(&LoadNonce64::new(&load, NonceTarget::MessageDigestBuffer).unwrap()).unwrap();
    let mac = device.execute(&request).unwrap().unwrap();
    assert!(host::equal(&mac, &host::verify_mac(&request, &IO_KEY, &message, &salt, &signature)));

    let wrong: [u8; 64] = [[0; 32], salt].concat().try_into().unwrap();
    device.execute(&LoadNonce64::new(&wrong, NonceTarget::MessageDigestBuffer).unwrap()).unwrap();
    assert_eq!(device.execute(&request).unwrap(), None);
}

#[test]
fn an_encrypted_secret_is_the_clear_one() {
    let (_, mut device, _) = device();
    let peer = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let key = EcdhKey::Slot(slot(2));
    let sealed = device.execute(&EcdhEncrypted { key, peer: &public(&peer) }).unwrap();
    let (mut secret, nonce) = (sealed.data, sealed.nonce);
    host::decrypt_output(&IO_KEY, &nonce, &mut secret);
    assert_eq!(&secret, device.ecdh(slot(2), &public(&peer)).unwrap().expose());
}

#[test]
fn a_protected_boot_is_believed_by_its_mac() {
    let (_, mut device, _) = device();
    let digest = [0x61; 32];
    let signature: p256::ecdsa::Signature =
        p256::ecdsa::SigningKey::from(&boot_key()).sign_prehash(&digest).unwrap();
    let signature = Signature(signature.to_bytes().into());
    let boot = BootMac::new(&IO_KEY, &nonce(&mut device));
    let sealed = boot.encrypt(&digest);
    let request = SecureBoot::full_copy(&sealed, &signature).protected();
    let expected = boot.expected(&request, &digest, Some(&signature));
    assert_eq!(device.execute(&request).unwrap(), Verdict::Mac(expected));

    let boot = BootMac::new(&IO_KEY, &nonce(&mut device));
    let sealed = boot.encrypt(&digest);
    let request = SecureBoot::full_store(&sealed).protected();
    let expected = boot.expected(&request, &digest, None);
    assert_eq!(device.execute(&request).unwrap(), Verdict::Mac(expected));

    let boot = BootMac::new(&IO_KEY, &nonce(&mut device));
    let other = boot.encrypt(&[0x62; 32]);
    assert_eq!(device.execute(&SecureBoot::full_store(&other).protected()).unwrap(), Verdict::Plain(false));
}
