//! Each command and mode as the data sheet's command table has it: opcode, parameters, and how many bytes follow.

use atecc::command::*;
use atecc::crc::crc16;
use atecc::packet::CommandPacket;
use atecc::{Address, PublicKey, Signature, Slot};

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// Opcode, param1, param2 (low byte first), and the bytes of data; the frame round them is checked.
#[track_caller]
fn check<C: Command>(command: &C, head: [u8; 4], data: usize) {
    let packet = command.encode();
    let bytes = packet.as_bytes();
    assert_eq!(bytes[0], 0x03, "word address");
    assert_eq!(bytes[2..6], head, "opcode and parameters");
    assert_eq!(bytes.len(), 8 + data, "length");
    assert_eq!(usize::from(bytes[1]), 7 + data, "count");
    let (body, crc) = bytes[1..].split_at(bytes.len() - 3);
    assert_eq!(crc16(body).to_le_bytes(), crc, "CRC");
}

const DIGEST: [u8; 32] = [0x11; 32];
const SIGNATURE: Signature = Signature([0x22; 64]);
const POINT: PublicKey = PublicKey([0x33; 64]);

#[test]
fn aes() {
    check(&Aes::encrypt(AesKey::slot(slot(9), 0).unwrap(), &[0; 16]), [0x51, 0x00, 0x09, 0x00], 16);
    check(&Aes::decrypt(AesKey::slot(slot(8), 3).unwrap(), &[0; 16]), [0x51, 0xC1, 0x08, 0x00], 16);
    check(&Aes::encrypt(AesKey::temp_key(1).unwrap(), &[0; 16]), [0x51, 0x40, 0xFF, 0xFF], 16);
    check(&AesGfm { h: &[0; 16], data: &[0; 16] }, [0x51, 0x03, 0x00, 0x00], 32);
    // 36 bytes hold two keys, 72 hold four.
    assert!(AesKey::slot(slot(3), 1).is_some() && AesKey::slot(slot(3), 2).is_none());
    assert!(AesKey::slot(slot(9), 3).is_some() && AesKey::slot(slot(9), 4).is_none());
}

#[test]
fn check_mac_and_mac() {
    let (challenge, other) = ([1; 32], [2; 13]);
    check(&CheckMac::challenge(slot(4), &challenge, &DIGEST, &other), [0x28, 0x00, 0x04, 0x00], 77);
    let fixed = CheckMac::temp_key(slot(4), TempKeySource::Fixed, &DIGEST, &other);
    check(&fixed, [0x28, 0x05, 0x04, 0x00], 77);
    let random = CheckMac::key_in_temp_key(slot(4), TempKeySource::Random, &challenge, &DIGEST, &other);
    check(&random, [0x28, 0x02, 0x04, 0x00], 77);
    check(&Mac::challenge(slot(5), &challenge), [0x08, 0x00, 0x05, 0x00], 32);
    check(&Mac::temp_key(slot(5), TempKeySource::Random).with_serial_number(), [0x08, 0x41, 0x05, 0x00], 0);
    let key = Mac::key_in_temp_key(slot(5), TempKeySource::Fixed, &challenge);
    check(&key, [0x08, 0x06, 0x05, 0x00], 32);
}

#[test]
fn counter_and_derive_key() {
    check(&Counter::read(CounterId::One), [0x24, 0x00, 0x01, 0x00], 0);
    check(&Counter::increment(CounterId::Zero), [0x24, 0x01, 0x00, 0x00], 0);
    check(&DeriveKey::new(slot(9), TempKeySource::Random), [0x1C, 0x00, 0x09, 0x00], 0);
    check(&DeriveKey::new(slot(3), TempKeySource::Fixed).with_mac(&DIGEST), [0x1C, 0x04, 0x03, 0x00], 32);
}

#[test]
fn ecdh() {
    check(&Ecdh { key: EcdhKey::Slot(slot(2)), peer: &POINT }, [0x43, 0x0C, 0x02, 0x00], 64);
    check(&Ecdh { key: EcdhKey::TempKey, peer: &POINT }, [0x43, 0x0D, 0x00, 0x00], 64);
    check(&EcdhEncrypted { key: EcdhKey::Slot(slot(2)), peer: &POINT }, [0x43, 0x0E, 0x02, 0x00], 64);
    check(&EcdhIntoSlot { target: slot(9), peer: &POINT }, [0x43, 0x05, 0x09, 0x00], 64);
    check(&EcdhAsConfigured { key: slot(2), peer: &POINT }, [0x43, 0x00, 0x02, 0x00], 64);
    check(&EcdhIntoTempKey { key: EcdhKey::TempKey, peer: &POINT }, [0x43, 0x09, 0x00, 0x00], 64);
    check(&EcdhIntoNextSlot { key: slot(0), peer: &POINT }, [0x43, 0x00, 0x00, 0x00], 64);
}

#[test]
fn gen_dig_and_gen_key() {
    check(&GenDig::config_block(2).unwrap(), [0x15, 0x00, 0x02, 0x00], 0);
    check(&GenDig::otp_block(1).unwrap(), [0x15, 0x01, 0x01, 0x00], 0);
    check(&GenDig::slot(slot(6)), [0x15, 0x02, 0x06, 0x00], 4);
    check(&GenDig::shared_nonce(&DIGEST, true), [0x15, 0x03, 0x00, 0x80], 32);
    check(&GenDig::counter(CounterId::One), [0x15, 0x04, 0x01, 0x00], 0);
    check(&GenDig::key_config(slot(7)), [0x15, 0x05, 0x07, 0x00], 0);
    assert!(GenDig::config_block(4).is_none() && GenDig::otp_block(2).is_none());
    check(&GenKey::create(slot(1)), [0x40, 0x04, 0x01, 0x00], 0);
    check(&GenKey::public(slot(1)).with_digest(), [0x40, 0x08, 0x01, 0x00], 0);
    check(&GenKey::ephemeral(), [0x40, 0x04, 0xFF, 0xFF], 0);
    check(&DigestPublicKey { slot: slot(14), other_data: [0; 3] }, [0x40, 0x10, 0x0E, 0x00], 3);
}

#[test]
fn info() {
    check(&Info, [0x30, 0x00, 0x00, 0x00], 0);
    check(&KeyValid(slot(3)), [0x30, 0x01, 0x03, 0x00], 0);
    check(&State, [0x30, 0x02, 0x00, 0x00], 0);
    check(&Latch, [0x30, 0x04, 0x00, 0x00], 0);
    check(&SetLatch(true), [0x30, 0x04, 0x03, 0x00], 0);
    check(&SetLatch(false), [0x30, 0x04, 0x02, 0x00], 0);
}

#[test]
fn kdf() {
    let message = [0; 128];
    let details = |packet: CommandPacket| packet.as_bytes()[6..10].to_vec();
    let prf = Derivation::prf_64(KdfKey::Slot(slot(8)), PrfKeyLength::L48, &message).unwrap();
    check(&Kdf(prf), [0x56, 0x12, 0x08, 0x00], 132);
    // A key of 48 bytes, 64 bytes out, a message of 128.
    assert_eq!(details(Kdf(prf).encode()), [0x02, 0x01, 0x00, 0x80]);
    check(&KdfEncrypted(prf), [0x56, 0x16, 0x08, 0x00], 132);
    let split = KdfSplit { derivation: prf, target: KdfTarget::Slot(slot(5)) };
    check(&split, [0x56, 0x0A, 0x08, 0x05], 132);
    assert_eq!(details(split.encode()), [0x02, 0x03, 0x00, 0x80]);
    let aes = Derivation::aes(KdfKey::AltKeyBuf, 1, &[0; 16]).unwrap();
    check(&KdfInto::new(aes, KdfTarget::Slot(slot(9))).unwrap(), [0x56, 0x2B, 0x00, 0x09], 20);
    assert_eq!(details(Kdf(aes).encode()), [0x01, 0x00, 0x00, 0x00]);
    let stored = HkdfMessage::Slot { slot: slot(5), len: 36 };
    let hkdf = Derivation::hkdf(KdfKey::TempKeyUpper, stored).unwrap();
    check(&KdfInto::new(hkdf, KdfTarget::TempKeyUpper).unwrap(), [0x56, 0x45, 0x00, 0x00], 4);
    assert_eq!(details(Kdf(hkdf).encode()), [0x00, 0x05, 0x00, 0x24]);
    let zero = Derivation::hkdf_zero_key(HkdfMessage::TempKey { len: 32 }).unwrap();
    assert_eq!(details(Kdf(zero).encode()), [0x05, 0x00, 0x00, 0x20]);
    let special = Derivation::hkdf(KdfKey::AltKeyBuf, HkdfMessage::SpecialIv(b"abc")).unwrap();
    check(&Kdf(special), [0x56, 0x53, 0x00, 0x00], 7);
    assert_eq!(details(Kdf(special).encode()), [0x03, 0x00, 0x00, 0x03]);
}

#[test]
fn derivations_that_fit_nowhere_cannot_be_asked_for() {
    let (message, block) = ([0; 129], [0; 16]);
    let prf = |key, length| Derivation::prf(key, length, b"").is_some();
    assert!(Derivation::prf(KdfKey::TempKey, PrfKeyLength::L16, &message).is_none());
    assert!(prf(KdfKey::TempKey, PrfKeyLength::L64) && prf(KdfKey::Slot(slot(9)), PrfKeyLength::L64));
    for half in [KdfKey::TempKeyUpper, KdfKey::AltKeyBuf, KdfKey::Slot(slot(4))] {
        assert!(prf(half, PrfKeyLength::L32) && !prf(half, PrfKeyLength::L48), "{half:?}");
        assert!(Derivation::aes(half, 1, &block).is_some() && Derivation::aes(half, 2, &block).is_none());
    }
    assert!(Derivation::aes(KdfKey::TempKey, 3, &block).is_some());
    assert!(Derivation::aes(KdfKey::TempKey, 4, &block).is_none());
    let hkdf = |message| Derivation::hkdf(KdfKey::TempKey, message).is_some();
    assert!(!hkdf(HkdfMessage::Input(&message)) && hkdf(HkdfMessage::Input(&message[1..])));
    assert!(!hkdf(HkdfMessage::Slot { slot: slot(3), len: 37 }));
    assert!(!hkdf(HkdfMessage::Slot { slot: slot(8), len: 129 }));
    assert!(!hkdf(HkdfMessage::TempKey { len: 65 }) && hkdf(HkdfMessage::TempKey { len: 64 }));
    let long = Derivation::prf_64(KdfKey::TempKey, PrfKeyLength::L16, b"").unwrap();
    let fits = |target| KdfInto::new(long, target).is_some();
    assert!(fits(KdfTarget::TempKey) && fits(KdfTarget::Slot(slot(9))));
    assert!(!fits(KdfTarget::TempKeyUpper) && !fits(KdfTarget::AltKeyBuf) && !fits(KdfTarget::Slot(slot(4))));
}

#[test]
fn lock_and_nonce() {
    check(&Lock(LockTarget::Config { crc: 0x1234 }), [0x17, 0x00, 0x34, 0x12], 0);
    check(&Lock(LockTarget::Data { crc: 0x1234 }), [0x17, 0x01, 0x34, 0x12], 0);
    check(&Lock(LockTarget::Slot(slot(10))), [0x17, 0x2A, 0x00, 0x00], 0);
    let load = |target| LoadNonce { value: &DIGEST, target };
    check(&load(NonceTarget::TempKey), [0x16, 0x03, 0x00, 0x00], 32);
    check(&load(NonceTarget::MessageDigestBuffer), [0x16, 0x43, 0x00, 0x00], 32);
    check(&load(NonceTarget::AltKeyBuf), [0x16, 0x83, 0x00, 0x00], 32);
    check(&LoadNonce64::new(&[0; 64], NonceTarget::MessageDigestBuffer).unwrap(), [0x16, 0x63, 0, 0], 64);
    assert!(LoadNonce64::new(&[0; 64], NonceTarget::AltKeyBuf).is_none());
    check(&RandomNonce::update_seed(&[0; 20]), [0x16, 0x00, 0x00, 0x00], 20);
    check(&RandomNonce::keep_seed(&[0; 20]), [0x16, 0x01, 0x00, 0x00], 20);
}

#[test]
fn priv_write_and_random() {
    check(&PrivWrite::clear(slot(1), &[0; 36]), [0x46, 0x00, 0x01, 0x00], 68);
    check(&PrivWrite::encrypted(slot(1), &[0; 36], &DIGEST), [0x46, 0x40, 0x01, 0x00], 68);
    check(&Random::update_seed(), [0x1B, 0x00, 0x00, 0x00], 0);
    check(&Random::keep_seed(), [0x1B, 0x01, 0x00, 0x00], 0);
}

#[test]
fn read_and_write() {
    let block = Address::data_block(slot(8), 12).unwrap();
    let word = Address::config_word(20).unwrap();
    check(&ReadBlock(block), [0x02, 0x82, 0x40, 0x0C], 0);
    check(&ReadWord(word), [0x02, 0x00, 0x05, 0x00], 0);
    check(&WriteBlock { address: block, data: &DIGEST }, [0x12, 0x82, 0x40, 0x0C], 32);
    check(&WriteWord { address: word, data: [0; 4] }, [0x12, 0x00, 0x05, 0x00], 4);
    check(&WriteEncrypted { address: block, data: &DIGEST, mac: &DIGEST }, [0x12, 0xC2, 0x40, 0x0C], 64);
}

#[test]
fn secure_boot_and_self_test() {
    check(&SecureBoot::full(&DIGEST, &SIGNATURE), [0x80, 0x05, 0x00, 0x00], 96);
    check(&SecureBoot::full_store(&DIGEST).protected(), [0x80, 0x86, 0x00, 0x00], 32);
    check(&SecureBoot::full_copy(&DIGEST, &SIGNATURE).prohibiting_more(), [0x80, 0x47, 0x00, 0x00], 96);
    check(&SelfTest(Tests::ALL), [0x77, 0x3D, 0x00, 0x00], 0);
    check(&SelfTest(Tests::NONE), [0x77, 0x00, 0x00, 0x00], 0);
}

#[test]
fn sha() {
    check(&ShaStart, [0x47, 0x00, 0x00, 0x00], 0);
    check(&ShaUpdate(&[0; 64]), [0x47, 0x01, 0x40, 0x00], 64);
    check(&ShaEnd::new(&[0; 63]).unwrap(), [0x47, 0xC2, 0x3F, 0x00], 63);
    assert!(ShaEnd::new(&[0; 64]).is_none());
    let end = ShaEnd::new(b"rest").unwrap();
    check(&end.into(DigestSource::TempKey), [0x47, 0x02, 0x04, 0x00], 4);
    check(&end.into(DigestSource::MessageDigestBuffer), [0x47, 0x42, 0x04, 0x00], 4);
    check(&ShaPublicKey(slot(11)), [0x47, 0x03, 0x0B, 0x00], 0);
    check(&HmacStart(HmacKey::Slot(slot(4))), [0x47, 0x04, 0x04, 0x00], 0);
    check(&HmacStart(HmacKey::TempKey), [0x47, 0x04, 0xFF, 0xFF], 0);
    check(&ReadShaContext, [0x47, 0x06, 0x00, 0x00], 0);
}

#[test]
fn sign_and_verify() {
    let source = DigestSource::MessageDigestBuffer;
    check(&Sign { key: slot(2), source }, [0x41, 0xA0, 0x02, 0x00], 0);
    check(&Sign { key: slot(2), source: DigestSource::TempKey }, [0x41, 0x80, 0x02, 0x00], 0);
    let internal = SignInternal { key: slot(1), with_serial_number: true, for_invalidate: true };
    check(&internal, [0x41, 0x41, 0x01, 0x00], 0);
    check(&Verify::external(&POINT, source, &SIGNATURE), [0x45, 0x22, 0x04, 0x00], 128);
    check(&Verify::stored(slot(11), DigestSource::TempKey, &SIGNATURE), [0x45, 0x00, 0x0B, 0x00], 64);
    check(&VerifyMac(Verify::external(&POINT, source, &SIGNATURE)), [0x45, 0xA2, 0x04, 0x00], 128);
    let validate =
        |invalidate| Validate { slot: slot(14), signature: &SIGNATURE, other_data: &[0; 19], invalidate };
    check(&validate(false), [0x45, 0x03, 0x0E, 0x00], 83);
    check(&validate(true), [0x45, 0x07, 0x0E, 0x00], 83);
}

#[test]
fn update_extra() {
    check(&UpdateExtra::user_extra(0x42), [0x20, 0x00, 0x42, 0x00], 0);
    check(&UpdateExtra::user_extra_add(0x6C), [0x20, 0x01, 0x6C, 0x00], 0);
    check(&UpdateExtra::use_up(slot(3)), [0x20, 0x02, 0x03, 0x00], 0);
}
