//! Blocking and async are one text; this proves that they make one traffic, byte for byte.

#[path = "common/life.rs"]
mod life;
#[path = "common/recorder.rs"]
mod recorder;

use atecc::Config;
use atecc::command::LockTarget;
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

fn recorder() -> (SimI2c, Recorder) {
    let chip = SimI2c::blank(Part::Atecc608A, Some(7)).unwrap();
    (chip.clone(), Recorder::new(chip))
}

fn blocking_log() -> (Vec<Record>, u64) {
    let (chip, bus) = recorder();
    let mut device = atecc::blocking::Atecc::new(bus, chip.delay(), Config::new());
    life!(device);
    (device.release().0.into_log(), chip.now())
}

async fn asynch_log() -> (Vec<Record>, u64) {
    let (chip, bus) = recorder();
    let mut device = atecc::asynch::Atecc::new(bus, chip.delay(), Config::new());
    life!(device, await);
    (device.release().0.into_log(), chip.now())
}

#[test]
fn both_modes_make_the_same_traffic_in_the_same_time() {
    assert_same(&blocking_log(), &block_on(asynch_log()));
}
