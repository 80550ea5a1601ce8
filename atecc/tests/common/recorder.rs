//! What crosses the bus, in either mode.

use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc_sim::SimI2c;
use embedded_hal::i2c::{ErrorType, I2c, Operation};

/// One transaction: address, what was written or read, and whether it was acknowledged.
pub(crate) type Record = (u8, Vec<(bool, Vec<u8>)>, bool);

/// Records what crosses the bus.
pub(crate) struct Recorder {
    chip: SimI2c,
    pub(crate) log: Vec<Record>,
}

impl Recorder {
    pub(crate) const fn new(chip: SimI2c) -> Self {
        Self { chip, log: Vec::new() }
    }

    pub(crate) fn into_log(self) -> Vec<Record> {
        self.log
    }

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

/// The simulated bus is always ready, so one poll after another makes progress.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Whether two modes made the same traffic, and ended at the same virtual time.
pub(crate) fn assert_same(blocking: &(Vec<Record>, u64), asynch: &(Vec<Record>, u64)) {
    assert!(blocking.0.len() > 100);
    for (index, pair) in blocking.0.iter().zip(&asynch.0).enumerate() {
        assert_eq!(pair.0, pair.1, "transaction {index}");
    }
    assert_eq!(blocking.0.len(), asynch.0.len());
    assert_eq!(blocking.1, asynch.1, "virtual time");
}
