//! A wake pulse that the bus cannot give by itself.

#[cfg(feature = "blocking")]
use embedded_hal::i2c::{ErrorType, Operation};
#[cfg(not(feature = "blocking"))]
use embedded_hal_async::i2c::{ErrorType, Operation};

/// Where a wake pulse is written to.
const GENERAL_CALL: u8 = 0x00;

/// A bus whose wake pulse is given by a closure.
///
/// The pulse of [`Wake::GeneralCall`](crate::Wake::GeneralCall) is a write to address 0, which holds SDA low long enough
/// (tWLO, 60 µs) up to a bus clock of 133 kHz. On a faster bus the closure lowers the clock for this one write, or it
/// pulls SDA low as a GPIO. All other traffic passes as it is. An async bus takes an async closure.
///
/// ```
/// use atecc::blocking::Atecc;
/// use atecc::{Config, WakeWith};
/// use atecc_sim::{Part, SimI2c};
/// use embedded_hal::i2c::I2c;
///
/// let bus = SimI2c::blank(Part::Atecc608B, Some(1))?;
/// let delay = bus.delay();
/// bus.set_bus_hz(400_000);
/// let bus = WakeWith::new(bus, |bus: &mut SimI2c| {
///     bus.set_bus_hz(100_000);
///     let pulse = bus.write(0x00, &[0x00]);
///     bus.set_bus_hz(400_000);
///     pulse
/// });
/// let mut atecc = Atecc::new(bus, delay, Config { bus_hz: 400_000, ..Config::new() });
/// atecc.revision()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct WakeWith<I2C, F> {
    i2c: I2C,
    pulse: F,
}

impl<I2C, F> WakeWith<I2C, F> {
    /// `i2c`, with `pulse` in place of writes to address 0.
    pub const fn new(i2c: I2C, pulse: F) -> Self {
        Self { i2c, pulse }
    }

    /// Gives the bus back.
    pub fn release(self) -> I2C {
        self.i2c
    }
}

impl<I2C: ErrorType, F> ErrorType for WakeWith<I2C, F> {
    type Error = I2C::Error;
}

#[cfg(feature = "blocking")]
impl<I2C, F> embedded_hal::i2c::I2c for WakeWith<I2C, F>
where
    I2C: embedded_hal::i2c::I2c,
    F: FnMut(&mut I2C) -> Result<(), I2C::Error>,
{
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2C::Error> {
        match address {
            GENERAL_CALL => (self.pulse)(&mut self.i2c),
            _ => self.i2c.transaction(address, operations),
        }
    }
}

#[cfg(feature = "async")]
impl<I2C, F> embedded_hal_async::i2c::I2c for WakeWith<I2C, F>
where
    I2C: embedded_hal_async::i2c::I2c,
    F: AsyncFnMut(&mut I2C) -> Result<(), I2C::Error>,
{
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2C::Error> {
        match address {
            GENERAL_CALL => (self.pulse)(&mut self.i2c).await,
            _ => self.i2c.transaction(address, operations).await,
        }
    }
}
