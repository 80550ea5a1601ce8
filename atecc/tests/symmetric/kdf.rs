//! Key derivation: the vectors of the standards, each source and target, and what leaves the chip how.

use aes::cipher::{BlockCipherEncrypt, KeyInit as _};
use atecc::blocking::Atecc;
use atecc::command::{AesKey, Derivation, HkdfMessage, HmacKey, KdfKey, KdfTarget, PrfKeyLength};
use atecc::{Config, Error, Misuse, Rest, Status};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::chip::*;

const MESSAGE: &[u8] = b"key expansion and seed";

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// 64 bytes of P_SHA256 (RFC 5246, section 5).
fn prf(key: &[u8]) -> Vec<u8> {
    let first = hmac(key, &[MESSAGE]);
    let second = hmac(key, &[&first]);
    [hmac(key, &[&first, MESSAGE]), hmac(key, &[&second, MESSAGE])].concat()
}

fn aes_128(key: &[u8], block: [u8; 16]) -> [u8; 16] {
    let mut block = block.into();
    aes::Aes128::new_from_slice(key).unwrap().encrypt_block(&mut block);
    block.into()
}

/// The vector that the IETF's TLS list agreed on for P_SHA256.
#[test]
fn the_published_vector_of_the_tls_1_2_prf() {
    let (_, mut device) = device();
    let message = [b"test label".as_slice(), &hex("a0ba9f936cda311827a6f796ffd5198c")].concat();
    load(&mut device, &hex("9bbe436ba940f017b17652849a71db35"));
    let derivation = Derivation::prf_64(KdfKey::TempKey, PrfKeyLength::L16, &message).unwrap();
    let output = device.kdf(&derivation).unwrap();
    let expected = "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a\
                    6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab";
    assert_eq!(*output.expose(), array(expected));
    assert_eq!(format!("{output:?}"), "Secret(..)");
}

/// Extraction into TempKey, expansion out of it: the first 32 bytes of RFC 5869's output.
#[test]
fn the_vectors_of_rfc_5869() {
    let (_, mut device) = device();
    // Test case 1. HMAC fills a short key up with zeros.
    load(&mut device, &hex("000102030405060708090a0b0c"));
    let extract = Derivation::hkdf(KdfKey::TempKey, HkdfMessage::Input(&[0x0B; 22])).unwrap();
    device.kdf_into(&extract, KdfTarget::TempKey).unwrap();
    let info = [&hex("f0f1f2f3f4f5f6f7f8f9")[..], &[1]].concat();
    let expand = Derivation::hkdf(KdfKey::TempKey, HkdfMessage::Input(&info)).unwrap();
    let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
    assert_eq!(*device.kdf(&expand).unwrap().expose(), array(expected));
    // Test case 3: no salt, no information.
    let extract = Derivation::hkdf_zero_key(HkdfMessage::Input(&[0x0B; 22])).unwrap();
    let expected = "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04";
    assert_eq!(*device.kdf(&extract).unwrap().expose(), array(expected));
    device.kdf_into(&extract, KdfTarget::AltKeyBuf).unwrap();
    let expand = Derivation::hkdf(KdfKey::AltKeyBuf, HkdfMessage::Input(&[1])).unwrap();
    let expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d";
    assert_eq!(*device.kdf(&expand).unwrap().expose(), array(expected));
}

#[test]
fn each_source_gives_its_own_key() {
    let (_, mut device) = device();
    let loaded: [u8; 64] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    let aes_slot = secret(AES_KEY);
    let sources = [
        (KdfKey::TempKey, &loaded[..32]),
        (KdfKey::TempKeyUpper, &loaded[32..]),
        (KdfKey::AltKeyBuf, &[0x77; 32]),
        (KdfKey::Slot(slot(AES_KEY)), &aes_slot[..32]),
    ];
    for (source, key) in sources {
        // PRF and HKDF use TempKey up.
        let mut ready = || {
            load(&mut device, &loaded);
            device.load_alt_key_buf(&[0x77; 32]).unwrap();
        };
        ready();
        let derivation = Derivation::prf(source, PrfKeyLength::L32, MESSAGE).unwrap();
        assert_eq!(device.kdf(&derivation).unwrap().expose()[..], prf(key)[..32], "{source:?}");
        load(&mut device, &loaded);
        let derivation = Derivation::hkdf(source, HkdfMessage::Input(MESSAGE)).unwrap();
        assert_eq!(device.kdf(&derivation).unwrap().expose()[..], hmac(key, &[MESSAGE]), "{source:?}");
        load(&mut device, &loaded);
        let derivation = Derivation::aes(source, 1, &[5; 16]).unwrap();
        let output = device.kdf(&derivation).unwrap();
        let (block, zeros) = output.expose().split_at(16);
        assert_eq!((block, zeros), (&aes_128(&key[16..], [5; 16])[..], &[0; 16][..]), "{source:?}");
    }
}

#[test]
fn keys_of_48_and_64_bytes_are_taken_whole() {
    let (_, mut device) = device();
    let loaded: [u8; 64] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    for (length, bytes) in [(PrfKeyLength::L48, 48), (PrfKeyLength::L64, 64)] {
        load(&mut device, &loaded);
        let derivation = Derivation::prf_64(KdfKey::TempKey, length, MESSAGE).unwrap();
        assert_eq!(device.kdf(&derivation).unwrap().expose()[..], prf(&loaded[..bytes])[..]);
    }
}

#[test]
fn each_target_holds_what_was_derived() {
    let (chip, mut device) = device();
    let source = KdfKey::Slot(slot(AES_KEY));
    let key = &secret(AES_KEY)[..32];
    let short = Derivation::prf(source, PrfKeyLength::L32, MESSAGE).unwrap();
    let long = Derivation::prf_64(source, PrfKeyLength::L32, MESSAGE).unwrap();

    device.kdf_into(&short, KdfTarget::Slot(slot(TARGET))).unwrap();
    assert_eq!(chip.reveal_eeprom().slot(slot(TARGET))[..32], prf(key)[..32]);
    device.kdf_into(&long, KdfTarget::Slot(slot(LONG_TARGET))).unwrap();
    assert_eq!(chip.reveal_eeprom().slot(slot(LONG_TARGET))[..64], prf(key)[..]);

    device.kdf_into(&long, KdfTarget::TempKey).unwrap();
    assert_eq!(device.hmac_sha256(HmacKey::TempKey, b"x").unwrap()[..], hmac(&prf(key), &[b"x"]));
    load(&mut device, &[3; 32]);
    let aes = Derivation::aes(source, 0, &[5; 16]).unwrap();
    device.kdf_into(&aes, KdfTarget::TempKeyUpper).unwrap();
    let upper = AesKey::temp_key(2).unwrap();
    let derived = aes_128(&key[..16], [5; 16]);
    assert_eq!(device.aes_encrypt(upper, &[6; 16]).unwrap(), aes_128(&derived, [6; 16]));
    assert_eq!(device.aes_encrypt(temp_key(), &[6; 16]).unwrap(), aes_128(&[3; 16], [6; 16]));
}

#[test]
fn messages_that_are_in_the_chip() {
    let (_, mut device) = device();
    let source = KdfKey::Slot(slot(AES_KEY));
    let key = &secret(AES_KEY)[..32];
    let stored = HkdfMessage::Slot { slot: slot(HMAC_KEY), len: 20 };
    let output = device.kdf(&Derivation::hkdf(source, stored).unwrap()).unwrap();
    assert_eq!(output.expose()[..], hmac(key, &[&secret(HMAC_KEY)[..20]]));
    load(&mut device, &[8; 48]);
    let loaded = HkdfMessage::TempKey { len: 48 };
    let output = device.kdf(&Derivation::hkdf(source, loaded).unwrap()).unwrap();
    assert_eq!(output.expose()[..], hmac(key, &[&[8; 48]]));
    let special = device.kdf(&Derivation::hkdf(source, HkdfMessage::SpecialIv(b"123456789iv...")).unwrap());
    assert_eq!(special.unwrap().expose()[..], hmac(key, &[b"123456789iv..."]));
    let wrong = device.kdf(&Derivation::hkdf(source, HkdfMessage::SpecialIv(b"123456789vi...")).unwrap());
    assert_eq!(wrong.plain().map(|_| ()), Err(Error::Status(Status::ExecutionError)));
}

#[test]
fn protected_output_is_decrypted_and_crosses_the_bus_encrypted() {
    let io_key: [u8; 32] = secret(IO_KEY)[..32].try_into().unwrap();
    let source = KdfKey::Slot(slot(AES_KEY));
    let key = &secret(AES_KEY)[..32];
    for options in [OPTIONS, PROTECTED] {
        let chip = locked(options);
        let mut device = open(&chip);
        let short = Derivation::prf(source, PrfKeyLength::L32, MESSAGE).unwrap();
        let long = Derivation::prf_64(source, PrfKeyLength::L32, MESSAGE).unwrap();
        assert_eq!(device.kdf_protected(&short, &io_key).unwrap().expose()[..], prf(key)[..32]);
        assert_eq!(device.kdf_protected(&long, &io_key).unwrap().expose()[..], prf(key)[..]);
        assert_ne!(device.kdf_protected(&short, &[0; 32]).unwrap().expose()[..], prf(key)[..32]);
        // A chip that gives nothing out in clear must not have its encrypted answer taken for a clear one: 32 bytes and their
        // nonce look like 64 bytes.
        if options == PROTECTED {
            assert_eq!(device.kdf(&short).plain().map(|_| ()), Err(Error::UnexpectedLength(64)));
            assert_eq!(device.kdf(&long).plain().map(|_| ()), Err(Error::UnexpectedLength(96)));
        }
    }
}

#[test]
fn a_split_result_goes_half_in_and_half_out() {
    let (chip, mut device) = device();
    let derivation = Derivation::prf_64(KdfKey::Slot(slot(AES_KEY)), PrfKeyLength::L32, MESSAGE).unwrap();
    let expected = prf(&secret(AES_KEY)[..32]);
    let out = device.kdf_split(&derivation, KdfTarget::Slot(slot(TARGET))).unwrap();
    assert_eq!(out.expose()[..], expected[32..]);
    assert_eq!(chip.reveal_eeprom().slot(slot(TARGET))[..32], expected[..32]);
}

#[test]
fn what_does_not_fit_or_is_not_allowed_is_an_error() {
    let (chip, mut device) = device();
    let source = KdfKey::Slot(slot(AES_KEY));
    let long = Derivation::prf_64(source, PrfKeyLength::L32, MESSAGE).unwrap();
    let before = chip.bus_bytes();
    for target in [KdfTarget::AltKeyBuf, KdfTarget::TempKeyUpper, KdfTarget::Slot(slot(TARGET))] {
        assert_eq!(device.kdf_into(&long, target).plain(), Err(Error::Misuse(Misuse::Range)), "{target:?}");
    }
    assert_eq!(chip.bus_bytes(), before);
    let refused = Err(Error::Status(Status::ExecutionError));
    assert_eq!(device.kdf_into(&long, KdfTarget::Slot(slot(13))).plain(), refused, "no PubInfo");
}

/// Whatever would use TempKey up, or put something into it.
#[test]
fn an_ephemeral_key_is_not_overwritten() {
    let (_, mut device) = device();
    let (_token, _) = device.ephemeral_key().unwrap();
    let source = KdfKey::Slot(slot(AES_KEY));
    let aes = Derivation::aes(source, 0, &[5; 16]).unwrap();
    let prf = Derivation::prf(source, PrfKeyLength::L32, MESSAGE).unwrap();
    let from_temp_key = Derivation::aes(KdfKey::TempKey, 0, &[5; 16]).unwrap();
    assert_eq!(device.kdf_into(&aes, KdfTarget::TempKey).plain(), Err(Error::Busy));
    assert_eq!(device.kdf_into(&aes, KdfTarget::TempKeyUpper).plain(), Err(Error::Busy));
    assert_eq!(device.kdf(&prf).plain().map(|_| ()), Err(Error::Busy));
    assert_eq!(device.kdf(&from_temp_key).plain().map(|_| ()), Err(Error::Busy));
    assert_eq!(device.load_temp_key(&[1; 32]).plain(), Err(Error::Busy));
    assert_eq!(device.load_temp_key_64(&[1; 64]).plain(), Err(Error::Busy));
    device.kdf(&aes).unwrap();
    device.kdf_into(&aes, KdfTarget::AltKeyBuf).unwrap();
    device.load_alt_key_buf(&[1; 32]).unwrap();
}

#[test]
fn a_chip_that_rests_asleep_keeps_no_key_outside_a_session() {
    let chip = locked(OPTIONS);
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config { rest: Rest::Sleep, ..Config::new() });
    let aes = Derivation::aes(KdfKey::Slot(slot(AES_KEY)), 0, &[5; 16]).unwrap();
    let forgotten = Err(Error::Misuse(Misuse::Rest));
    assert_eq!(device.load_temp_key(&[1; 32]).plain(), forgotten);
    assert_eq!(device.load_temp_key_64(&[1; 64]).plain(), forgotten);
    assert_eq!(device.load_alt_key_buf(&[1; 32]).plain(), forgotten);
    assert_eq!(device.kdf_into(&aes, KdfTarget::TempKey).plain(), forgotten);
    assert_eq!(device.kdf_into(&aes, KdfTarget::AltKeyBuf).plain(), forgotten);
    device.kdf_into(&aes, KdfTarget::Slot(slot(TARGET))).unwrap();
    let mut session = device.session();
    session.kdf_into(&aes, KdfTarget::TempKey).unwrap();
    session.aes_encrypt(temp_key(), &[0; 16]).unwrap();
    session.end();
    device.aes_encrypt(temp_key(), &[0; 16]).unwrap_err();
}
