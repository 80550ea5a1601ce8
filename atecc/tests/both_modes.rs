//! Blocking and async are one text; this proves that they make one traffic, byte for byte.

#[path = "common/life.rs"]
mod life;
#[path = "common/recorder.rs"]
mod recorder;

use atecc::aes::{CmacStream, CtrStream};
use atecc::command::{AesKey, Derivation, HkdfMessage, HmacKey, KdfKey, KdfTarget, LockTarget, PrfKeyLength};
use atecc::{Config, Sha256Stream};
use atecc_sim::{Part, SimI2c};
use life::{configured, data_crc, slot};
use recorder::{Record, Recorder, assert_same, block_on};

/// The life of a chip, its refusals included.
macro_rules! life {
    ($device:ident $(, $wait:tt)?) => {{
        let target = configured(&$device.read_config()$(.$wait)?.unwrap());
        $device.write_config(&target)$(.$wait)?.unwrap();
        $device.lock(LockTarget::Config { crc: target.crc() })$(.$wait)?.unwrap();
        $device.gen_key(slot(0))$(.$wait)?.unwrap();
        $device.gen_key(slot(1))$(.$wait)?.unwrap();
        for number in 2..16 {
            $device.fill_slot(slot(number), &[])$(.$wait)?.unwrap();
        }
        $device.fill_otp(&[1; 64])$(.$wait)?.unwrap();
        $device.lock(LockTarget::Data { crc: data_crc(9, &[], &[1; 64]) })$(.$wait)?.unwrap();
        let peer = $device.public_key(slot(1))$(.$wait)?.unwrap();
        let mut session = $device.session();
        let key = session.public_key(slot(0))$(.$wait)?.unwrap();
        let signature = session.sign_digest(slot(0), &[5; 32])$(.$wait)?.unwrap();
        assert!(session.verify_digest(&key, &[5; 32], &signature)$(.$wait)?.unwrap());
        session.ecdh(slot(0), &peer)$(.$wait)?.unwrap();
        session.end()$(.$wait)?;
        $device.random(&mut [0; 50])$(.$wait)?.unwrap();
        $device.sha256(&[3; 200])$(.$wait)?.unwrap();
        $device.read_slot(slot(9), &mut [0; 72])$(.$wait)?.unwrap();
        assert!($device.sign_digest(slot(1), &[5; 32])$(.$wait)?.is_err());
        assert!($device.gen_key(slot(7))$(.$wait)?.is_err());
        $device.recover()$(.$wait)?.unwrap();
    }};
}

/// Hashes, AES and derived keys, with what the host loads into the chip.
macro_rules! symmetric {
    ($device:ident $(, $wait:tt)?) => {{
        let mut hash = Sha256Stream::new();
        for _ in 0..3 {
            $device.sha256_update(&mut hash, &[3; 50])$(.$wait)?.unwrap();
        }
        $device.sha256_save(&mut hash)$(.$wait)?.unwrap();
        $device.sha256_finish(hash)$(.$wait)?.unwrap();
        $device.load_alt_key_buf(&[1; 32])$(.$wait)?.unwrap();
        $device.load_temp_key_64(&[1; 64])$(.$wait)?.unwrap();
        $device.load_temp_key(&[1; 32])$(.$wait)?.unwrap();
        $device.hmac_sha256(HmacKey::TempKey, &[2; 70])$(.$wait)?.unwrap();
        let mut hmac = $device.hmac_sha256_start(HmacKey::TempKey)$(.$wait)?.unwrap();
        $device.hmac_sha256_update(&mut hmac, &[2; 70])$(.$wait)?.unwrap();
        $device.hmac_sha256_finish(hmac)$(.$wait)?.unwrap();
        let key = AesKey::temp_key(0).unwrap();
        let block = $device.aes_encrypt(key, &[1; 16])$(.$wait)?.unwrap();
        $device.aes_decrypt(key, &block)$(.$wait)?.unwrap();
        let (mut data, mut tag) = ([5; 48], [0; 8]);
        $device.aes_cbc_encrypt(key, &block, &mut data)$(.$wait)?.unwrap();
        $device.aes_cbc_decrypt(key, &block, &mut data)$(.$wait)?.unwrap();
        $device.aes_ctr(&mut CtrStream::new(key, &block), &mut data)$(.$wait)?.unwrap();
        let mut cmac = CmacStream::new(key);
        $device.aes_cmac_update(&mut cmac, &data)$(.$wait)?.unwrap();
        let whole = $device.aes_cmac_finish(cmac)$(.$wait)?.unwrap();
        assert!($device.aes_cmac_verify(key, &data, &whole)$(.$wait)?.unwrap());
        $device.aes_ccm_encrypt(key, &[7; 7], &[8; 3], &mut data, &mut tag)$(.$wait)?.unwrap();
        $device.aes_ccm_decrypt(key, &[7; 7], &[8; 3], &mut data, &tag)$(.$wait)?.unwrap();
        let tag = $device.aes_gcm_encrypt(key, &[7; 9], &[8; 3], &mut data)$(.$wait)?.unwrap();
        $device.aes_gcm_decrypt(key, &[7; 9], &[8; 3], &mut data, &tag)$(.$wait)?.unwrap();
        let mut gcm = $device.aes_gcm_encryption(key, &[7; 12], &[8; 3])$(.$wait)?.unwrap();
        $device.aes_gcm_encrypt_next(&mut gcm, &mut data)$(.$wait)?.unwrap();
        let tag = $device.aes_gcm_finish(gcm)$(.$wait)?.unwrap();
        let mut gcm = $device.aes_gcm_decryption(key, &[7; 12], &[8; 3])$(.$wait)?.unwrap();
        $device.aes_gcm_decrypt_next(&mut gcm, &mut data)$(.$wait)?.unwrap();
        $device.aes_gcm_verify(gcm, &tag)$(.$wait)?.unwrap();
        let hkdf = Derivation::hkdf(KdfKey::TempKey, HkdfMessage::Input(b"message")).unwrap();
        $device.kdf_into(&hkdf, KdfTarget::TempKey)$(.$wait)?.unwrap();
        $device.kdf(&hkdf)$(.$wait)?.unwrap();
        // No key is left, and there is no IO protection key.
        assert!($device.kdf_protected(&hkdf, &[0; 32])$(.$wait)?.is_err());
        assert!($device.aes_encrypt(key, &block)$(.$wait)?.is_err());
        let prf = Derivation::prf_64(KdfKey::Slot(slot(9)), PrfKeyLength::L32, b"label").unwrap();
        $device.kdf_split(&prf, KdfTarget::TempKey)$(.$wait)?.unwrap();
    }};
}

fn recorder() -> (SimI2c, Recorder) {
    let chip = SimI2c::blank(Part::Atecc608A, Some(7)).unwrap();
    (chip.clone(), Recorder::new(chip))
}

fn blocking_log() -> (Vec<Record>, u64) {
    let (chip, bus) = recorder();
    let mut device = atecc::blocking::Atecc::new(bus, chip.delay(), Config::new());
    life!(device);
    symmetric!(device);
    (device.release().0.into_log(), chip.now())
}

async fn asynch_log() -> (Vec<Record>, u64) {
    let (chip, bus) = recorder();
    let mut device = atecc::asynch::Atecc::new(bus, chip.delay(), Config::new());
    life!(device, await);
    symmetric!(device, await);
    (device.release().0.into_log(), chip.now())
}

#[test]
fn both_modes_make_the_same_traffic_in_the_same_time() {
    assert_same(&blocking_log(), &block_on(asynch_log()));
}
