use embedded_hal::i2c::{Error, ErrorType, I2c, Operation};

use super::{Event, Happening, Sink, Transaction};

/// Round any `I2c`, blocking or async: tells a sink what goes over it.
///
/// ```
/// use atecc_sim::trace::{Lines, Tracer};
/// use atecc_sim::{Part, SimI2c};
/// use embedded_hal::i2c::I2c;
///
/// let bus = SimI2c::blank(Part::Atecc608B, Some(1))?;
/// let mut traced = Tracer::new(bus, Lines::new(Vec::new()));
/// assert!(traced.write(0x60, &[0x01]).is_err());
/// let (_, lines) = traced.release();
/// assert_eq!(lines.finish()?, b"0x60 write: sleep, not acknowledged\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Tracer<I2C, S> {
    i2c: I2C,
    sink: S,
}

impl<I2C, S: Sink> Tracer<I2C, S> {
    /// Traces `i2c` into `sink`.
    pub const fn new(i2c: I2C, sink: S) -> Self {
        Self { i2c, sink }
    }

    /// The sink.
    pub const fn sink(&self) -> &S {
        &self.sink
    }

    /// Gives both back.
    pub fn release(self) -> (I2C, S) {
        (self.i2c, self.sink)
    }

    fn tell<E: Error>(&mut self, address: u8, operations: &[Operation<'_>], result: &Result<(), E>) {
        let outcome = result.as_ref().map_err(Error::kind).copied();
        let happening = Happening::Transaction(Transaction::of(address, operations, outcome));
        self.sink.event(&Event { at: None, happening });
    }
}

impl<I2C: ErrorType, S> ErrorType for Tracer<I2C, S> {
    type Error = I2C::Error;
}

impl<I2C: I2c, S: Sink> I2c for Tracer<I2C, S> {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2C::Error> {
        let result = self.i2c.transaction(address, operations);
        self.tell(address, operations, &result);
        result
    }
}

impl<I2C: embedded_hal_async::i2c::I2c, S: Sink> embedded_hal_async::i2c::I2c for Tracer<I2C, S> {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2C::Error> {
        let result = self.i2c.transaction(address, operations).await;
        self.tell(address, operations, &result);
        result
    }
}
