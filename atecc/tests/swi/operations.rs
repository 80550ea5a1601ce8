//! Operations over a single wire, judged by RustCrypto; the same text blocking and async.

use atecc::command::LockTarget;
use atecc::config::Phase;
use atecc::{Error, Opcode, PublicKey, Signature};
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::elliptic_curve::sec1::ToSec1Point;

use crate::chip::{AsyncDevice, Device, Direction, async_device, blank, device, finished, locked};
use crate::life::{configured, data_crc, slot};

pub(crate) fn is_signature(key: &PublicKey, digest: &[u8; 32], signature: &Signature) -> bool {
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
    key.verify_prehash(digest, &signature).is_ok()
}

fn secret() -> (p256::SecretKey, PublicKey) {
    let secret = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let public = PublicKey(secret.public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap());
    (secret, public)
}

fn agreed(secret: &p256::SecretKey, key: &PublicKey) -> [u8; 32] {
    let key = p256::PublicKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), key.as_affine());
    (*shared.raw_secret_bytes()).into()
}

macro_rules! life {
    ($device:ident $(, $wait:tt)?) => {{
        let zone = $device.read_config()$(.$wait)?.unwrap();
        assert!(!zone.i2c_enable());
        assert!(matches!($device.random(&mut [0; 32])$(.$wait)?, Err(Error::NotConfigured)));
        let target = configured(&zone);
        $device.write_config(&target)$(.$wait)?.unwrap();
        $device.lock(LockTarget::Config { crc: target.crc() })$(.$wait)?.unwrap();
        let key = $device.gen_key(slot(0))$(.$wait)?.unwrap();
        for number in 2..16 {
            $device.fill_slot(slot(number), &[])$(.$wait)?.unwrap();
        }
        $device.fill_otp(&[1; 64])$(.$wait)?.unwrap();
        $device.lock(LockTarget::Data { crc: data_crc(9, &[], &[1; 64]) })$(.$wait)?.unwrap();
        assert_eq!($device.read_config()$(.$wait)?.unwrap().phase(), Phase::Operational);
        let mut session = $device.session();
        let signature = session.sign_digest(slot(0), &[5; 32])$(.$wait)?.unwrap();
        assert!(is_signature(&key, &[5; 32], &signature));
        assert!(session.verify_digest(&key, &[5; 32], &signature)$(.$wait)?.unwrap());
        session.end()$(.$wait)?;
        let (secret, public) = secret();
        let shared = $device.ecdh(slot(0), &public)$(.$wait)?.unwrap();
        assert_eq!(*shared.expose(), agreed(&secret, &key));
        let mut random = [0; 64];
        $device.random(&mut random)$(.$wait)?.unwrap();
        assert_ne!(random[..32], random[32..]);
        assert!($device.sign_digest(slot(5), &[5; 32])$(.$wait)?.is_err());
    }};
}

fn blocking_log() -> (Vec<(Direction, u8)>, u64) {
    let chip = blank();
    let mut device: Device = device(&chip, None);
    life!(device);
    (device.release().0.release().log, chip.now())
}

async fn async_log() -> (Vec<(Direction, u8)>, u64) {
    let chip = blank();
    let mut device: AsyncDevice = async_device(&chip);
    life!(device, await);
    (device.release().0.release().log, chip.now())
}

#[test]
fn a_chip_lives_over_one_wire_and_both_modes_send_the_same() {
    let (log, now) = blocking_log();
    let (other, then) = finished(async_log());
    assert!(log == other && now == then);
}

#[test]
fn one_wake_is_enough_for_an_operation() {
    let chip = locked();
    let mut device = device(&chip, None);
    let key = device.public_key(slot(0)).unwrap();
    device.sign_digest(slot(0), &[1; 32]).unwrap();
    let before = device.bus().uart().log.len();
    let signature = device.sign_digest(slot(0), &[2; 32]).unwrap();
    assert!(is_signature(&key, &[2; 32], &signature));
    let log = &device.bus().uart().log[before..];
    assert_eq!(log.iter().filter(|entry| **entry == (Direction::Sent, 0x00)).count(), 1);
    assert_eq!(chip.counts().of(Opcode::Random), 1);
}
