use core::fmt;

use atecc_sim::{I2ctClient, SimI2c};
use embedded_hal::i2c::{Error, ErrorKind, ErrorType, I2c, Operation};
#[cfg(target_os = "linux")]
use linux_embedded_hal::I2cdev;

/// A bus of any kind that a device URI can name.
#[non_exhaustive]
pub enum AnyBus {
    /// With a simulated chip on it.
    Sim(SimI2c),
    /// Behind an I2CT server.
    Tcp(I2ctClient),
    /// Of a Linux adapter.
    #[cfg(target_os = "linux")]
    Linux(I2cdev),
}

impl fmt::Debug for AnyBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sim(_) => "Sim",
            Self::Tcp(_) => "Tcp",
            #[cfg(target_os = "linux")]
            Self::Linux(_) => "Linux",
        })
    }
}

/// What went wrong on it, in words.
#[derive(Clone, PartialEq, Eq)]
pub struct AnyBusError {
    kind: ErrorKind,
    text: String,
}

impl AnyBusError {
    fn new(error: &(impl Error + fmt::Display)) -> Self {
        Self { kind: error.kind(), text: error.to_string() }
    }
}

impl fmt::Display for AnyBusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for AnyBusError {
    /// In the same words: bus errors are often shown by their `Debug` form, the only one that they must have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl core::error::Error for AnyBusError {}

impl Error for AnyBusError {
    fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl ErrorType for AnyBus {
    type Error = AnyBusError;
}

impl I2c for AnyBus {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), AnyBusError> {
        match self {
            Self::Sim(bus) => bus.transaction(address, operations).map_err(|error| AnyBusError::new(&error)),
            Self::Tcp(bus) => bus.transaction(address, operations).map_err(|error| AnyBusError::new(&error)),
            #[cfg(target_os = "linux")]
            Self::Linux(bus) => {
                bus.transaction(address, operations).map_err(|error| AnyBusError::new(&error))
            }
        }
    }
}
