//! The host's side of every message layout of the data sheet against digests that Python's hashlib computed: the same
//! file that the simulated chip is held to.

use atecc::command::*;
use atecc::config::{KeyConfig, SerialNumber, SlotConfig};
use atecc::crc::crc16;
use atecc::host::{
    self, BootMac, CheckMacOther, EncryptedBlock, EncryptedPrivateKey, InternalMessage, SignedSlot, TempKey,
};
use atecc::policy::{Source, TempKeyFlags};
use atecc::{Address, PublicKey, Signature, Slot};

const FILE: &str = include_str!("../sim/tests/wire/vectors/layouts.txt");
const SERIAL: SerialNumber = SerialNumber([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xEE]);

/// Name, fields, value.
fn row(name: &str) -> [&'static str; 3] {
    let mut lines = FILE.lines().map(|line| line.split("; ").collect::<Vec<&str>>());
    lines.find(|row| row[0] == name).unwrap().try_into().unwrap()
}

fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

fn vector<const N: usize>(name: &str) -> [u8; N] {
    hex(row(name)[2]).try_into().unwrap()
}

fn pattern<const N: usize>(start: u8) -> [u8; N] {
    core::array::from_fn(|index| start.wrapping_add(u8::try_from(index).unwrap()))
}

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

fn key() -> [u8; 32] {
    pattern(0x40)
}

fn challenge() -> [u8; 32] {
    pattern(0xC0)
}

fn io_key() -> [u8; 32] {
    pattern(0x60)
}

fn clear() -> [u8; 32] {
    pattern(0x80)
}

fn message() -> [u8; 32] {
    pattern(0x30)
}

fn temp_key() -> TempKey {
    TempKey::loaded(pattern(0xA0))
}

/// The base point of P-256.
fn base_point() -> PublicKey {
    let digits = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                  4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
    PublicKey(hex(digits).try_into().unwrap())
}

fn signature() -> Signature {
    Signature(vector("signature"))
}

#[test]
fn nonce() {
    let numbers = pattern(0);
    let pattern: [u8; 32] = [0xFF, 0xFF, 0, 0].repeat(8).try_into().unwrap();
    let nonce = TempKey::random(&pattern, &numbers, &RandomNonce::update_seed(&numbers));
    assert_eq!(nonce.expose(), &vector("nonce_random"));
}

#[test]
fn mac_and_check_mac() {
    let (four, challenge) = (slot(4), challenge());
    let plain = Mac::challenge(four, &challenge);
    assert_eq!(host::mac(&plain, four, &key(), &challenge, &SERIAL), vector("mac_00"));
    let with_temp_key = Mac::temp_key(four, TempKeySource::Fixed).with_serial_number();
    assert_eq!(host::mac(&with_temp_key, four, &key(), temp_key().expose(), &SERIAL), vector("mac_45"));
    let temp_key_first = Mac::key_in_temp_key(four, TempKeySource::Fixed, &challenge);
    assert_eq!(host::mac(&temp_key_first, four, temp_key().expose(), &challenge, &SERIAL), vector("mac_06"));
    let other = CheckMacOther(pattern(0x11));
    assert_eq!(host::check_mac_response(&key(), &challenge, &other, &SERIAL), vector("check_mac"));
}

#[test]
fn gen_dig() {
    let mut block: [u8; 32] = pattern(0x20);
    block[28..].copy_from_slice(&[0x01, 0xFF, 0xFF, 0xFF]);
    let shared = pattern(0xE0);
    let (rules, about) = (SlotConfig(0x8080), KeyConfig(0x003C));
    let was = temp_key();
    for (now, name) in [
        (was.gen_dig_block(0, 1, &block, &SERIAL), "gen_dig_config"),
        (was.gen_dig_block(1, 0, &[0xFF; 32], &SERIAL), "gen_dig_otp"),
        (was.gen_dig_slot(slot(4), &key(), &SERIAL), "gen_dig_slot"),
        (was.gen_dig_shared_nonce(&shared, false, &SERIAL), "gen_dig_shared"),
        (was.gen_dig_shared_nonce(&shared, true, &SERIAL), "gen_dig_shared_first"),
        (was.gen_dig_counter(CounterId::One, 7, &SERIAL), "gen_dig_counter"),
        (was.gen_dig_key_config(slot(4), rules, about, false, &SERIAL), "gen_dig_key_config"),
    ] {
        assert_eq!(now.expose(), &vector(name), "{name}");
    }
}

#[test]
fn derive_key_and_its_mac() {
    let (five, request) = (slot(5), DeriveKey::new(slot(5), TempKeySource::Fixed));
    let temp_key = temp_key();
    let rolled = host::derive_key(&request, five, &clear(), temp_key.expose(), &SERIAL);
    assert_eq!(rolled, vector("derive_key"));
    let created = host::derive_key(&request, five, &key(), temp_key.expose(), &SERIAL);
    assert_eq!(created, vector("derive_key_create"));
    assert_eq!(host::derive_key_mac(&request, five, &key(), &SERIAL), vector("derive_key_mac"));
}

#[test]
fn digests_of_public_keys_and_internal_messages() {
    let request = GenKey::public(slot(0)).with_digest();
    let digest = temp_key().gen_key(&request, slot(0), &base_point(), &SERIAL);
    assert_eq!(digest.expose(), &vector("gen_key_public"));
    let flags = TempKeyFlags { valid: true, source: Source::Fixed, gen_key_data: true, ..Default::default() };
    let about = SignedSlot { rules: SlotConfig(0x2087), key: KeyConfig(0x0033), locked: false };
    for (whole, name) in [(false, "sign_internal_00"), (true, "sign_internal_41")] {
        let sign = SignInternal { key: slot(0), with_serial_number: whole, for_invalidate: whole };
        let message = InternalMessage::new(&sign, &digest, flags, about, &SERIAL);
        assert_eq!(message.digest(), vector(name), "{name}");
    }
    let stored = temp_key().public_key([0x10, 0x0C, 0x00], &base_point(), &SERIAL);
    assert_eq!(stored.expose(), &vector("gen_key_stored"));
}

#[test]
fn encrypted_writes_and_their_macs() {
    let address = Address::data_block(slot(5), 0).unwrap();
    let sealed = EncryptedBlock::new(&temp_key(), address, &clear(), &SERIAL);
    assert_eq!((sealed.data, sealed.mac), (vector("write_cipher"), vector("write_mac")));
    let mut one = [0; 32];
    one[31] = 1;
    let sealed = EncryptedPrivateKey::new(&temp_key(), slot(7), &one, &SERIAL);
    assert_eq!((sealed.key, sealed.mac), (vector("priv_write_cipher"), vector("priv_write_mac")));
}

#[test]
fn what_the_io_protection_key_protects() {
    let (signature, point) = (signature(), base_point());
    let request = VerifyMac(Verify::external(&point, DigestSource::MessageDigestBuffer, &signature));
    let mac = host::verify_mac(&request, &io_key(), &message(), &challenge(), &signature);
    assert_eq!(mac, vector("verify_mac"));
    // Zeros under a pad are the pad.
    let mut output = [0; 64];
    host::decrypt_output(&io_key(), &pattern(0xD0), &mut output);
    assert_eq!(output[..32], vector::<32>("io_pad_1"));
    assert_eq!(output[32..], vector::<32>("io_pad_2"));
    let boot = BootMac::new(&io_key(), &temp_key());
    let sealed = boot.encrypt(&message());
    assert_eq!(sealed, vector("boot_digest"));
    let store = SecureBoot::full_store(&sealed).protected();
    assert_eq!(boot.expected(&store, &message(), None), vector("boot_mac_86"));
    let full = SecureBoot::full(&sealed, &signature).protected();
    assert_eq!(boot.expected(&full, &message(), Some(&signature)), vector("boot_mac_85"));
}

#[test]
fn the_crcs_of_lock() {
    let [_, config, _] = row("config_crc");
    assert_eq!(crc16(&hex(config)).to_le_bytes(), vector("config_crc"));
}
