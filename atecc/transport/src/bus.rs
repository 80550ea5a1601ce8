use core::fmt;

use atecc::Meanwhile;
use atecc::blocking::Bus;
use atecc_sim::{I2ctClient, SimI2c};
use embedded_hal::i2c::{Error, ErrorKind};
#[cfg(target_os = "linux")]
use linux_embedded_hal::I2cdev;

#[cfg(target_os = "linux")]
use crate::Shared;

/// A bus of any kind that a device URI can name.
#[non_exhaustive]
pub enum AnyBus {
    /// With a simulated chip on it.
    Sim(SimI2c),
    /// Behind an I2CT server.
    Tcp(I2ctClient),
    /// Of a Linux adapter, which other programs may use too.
    #[cfg(target_os = "linux")]
    Linux(Shared<I2cdev>),
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

/// Does the same on a bus of any kind, and puts its error into words.
macro_rules! on_any {
    ($any:expr, $bus:ident => $work:expr) => {
        match $any {
            AnyBus::Sim($bus) => $work.map_err(|error| AnyBusError::new(&error)),
            AnyBus::Tcp($bus) => $work.map_err(|error| AnyBusError::new(&error)),
            #[cfg(target_os = "linux")]
            AnyBus::Linux($bus) => $work.map_err(|error| AnyBusError::new(&error)),
        }
    };
}

impl Bus for AnyBus {
    type Error = AnyBusError;

    fn send(&mut self, address: u8, bytes: &[u8]) -> Result<(), AnyBusError> {
        on_any!(self, bus => bus.send(address, bytes))
    }

    fn receive(&mut self, address: u8, room: &mut [u8]) -> Result<(), AnyBusError> {
        on_any!(self, bus => bus.receive(address, room))
    }

    fn acquire(&mut self, address: u8) -> Result<Meanwhile, AnyBusError> {
        on_any!(self, bus => bus.acquire(address))
    }

    fn release(&mut self, keep: bool) {
        match self {
            Self::Sim(bus) => bus.release(keep),
            Self::Tcp(bus) => bus.release(keep),
            #[cfg(target_os = "linux")]
            Self::Linux(bus) => bus.release(keep),
        }
    }

    fn sibling(&mut self, known: &[u8], index: usize) -> Option<u8> {
        match self {
            Self::Sim(bus) => bus.sibling(known, index),
            Self::Tcp(bus) => bus.sibling(known, index),
            #[cfg(target_os = "linux")]
            Self::Linux(bus) => bus.sibling(known, index),
        }
    }
}
