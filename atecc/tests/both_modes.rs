//! Blocking and async are one text; this proves that they make one traffic, byte for byte.

#[path = "common/life.rs"]
mod life;

use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::Config;
use atecc::command::LockTarget;
use atecc_sim::{Part, SimI2c};
use embedded_hal::i2c::{ErrorType, I2c, Operation};
use life::{configured, data_crc, slot};

/// One transaction: address, what was written or read, and whether it was acknowledged.
type Record = (u8, Vec<(bool, Vec<u8>)>, bool);

/// Records what crosses the bus.
struct Recorder {
    chip: SimI2c,
    log: Vec<Record>,
}

impl Recorder {
    fn record(&mut self, address: u8, operations: &[Operation<'_>], acknowledged: bool) {
        let operations = operations.iter().map(|operation| match operation {
            Operation::Read(bytes) => (true, bytes.to_vec()),
            Operation::Write(bytes) => (false, bytes.to_vec()),
        });
        self.log.push((address, operations.collect(), acknowledged));
    }
}

impl ErrorType for Recorder {
    type Error = <SimI2c as ErrorType>::Error;
}

impl I2c for Recorder {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Self::Error> {
        let outcome = I2c::transaction(&mut self.chip, address, operations);
        self.record(address, operations, outcome.is_ok());
        outcome
    }
}

impl embedded_hal_async::i2c::I2c for Recorder {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Self::Error> {
        let outcome = embedded_hal_async::i2c::I2c::transaction(&mut self.chip, address, operations).await;
        self.record(address, operations, outcome.is_ok());
        outcome
    }
}

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
    (chip.clone(), Recorder { chip, log: Vec::new() })
}

fn blocking_log() -> (Vec<Record>, u64) {
    let (chip, bus) = recorder();
    let mut device = atecc::blocking::Atecc::new(bus, chip.delay(), Config::new());
    life!(device);
    (device.release().0.log, chip.now())
}

async fn asynch_log() -> (Vec<Record>, u64) {
    let (chip, bus) = recorder();
    let mut device = atecc::asynch::Atecc::new(bus, chip.delay(), Config::new());
    life!(device, await);
    (device.release().0.log, chip.now())
}

/// The simulated bus is always ready, so one poll after another makes progress.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

#[test]
fn both_modes_make_the_same_traffic_in_the_same_time() {
    let (blocking, asynch) = (blocking_log(), block_on(asynch_log()));
    assert!(blocking.0.len() > 100);
    for (index, pair) in blocking.0.iter().zip(&asynch.0).enumerate() {
        assert_eq!(pair.0, pair.1, "transaction {index}");
    }
    assert_eq!(blocking.0.len(), asynch.0.len());
    assert_eq!(blocking.1, asynch.1, "virtual time");
}
