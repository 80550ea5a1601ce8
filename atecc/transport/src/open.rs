use core::fmt;
use core::time::Duration;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc_sim::{I2ctClient, SimI2c, StateError};

use crate::bus::AnyBus;
use crate::clock::{AnyDelay, Clock, RealDelay};
use crate::{DeviceUri, Meter, Traffic};

/// How long a TCP server may take to answer.
const TCP_TIMEOUT: Duration = Duration::from_secs(5);

/// What to do about a `sim:` file that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is an error: a mistyped path must not look like a new chip.
    Refuse,
    /// Make the part that the URI names, as the factory ships it.
    MakeBlank,
}

/// An opened chip.
#[derive(Debug)]
pub struct Device {
    /// The driver. Nothing was sent to the chip yet.
    pub atecc: Atecc<Meter<AnyBus>, AnyDelay>,
    /// What crosses the bus.
    pub traffic: Traffic,
}

/// Why a device cannot be opened.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The state file of a simulated chip.
    Sim(StateError),
    /// The I2C adapter.
    I2c(String),
    /// The TCP server.
    Tcp(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sim(error) => error.fmt(f),
            Self::I2c(text) | Self::Tcp(text) => f.write_str(text),
        }
    }
}

impl core::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Sim(error) => Some(error),
            Self::I2c(_) | Self::Tcp(_) => None,
        }
    }
}

/// Opens the chip that `uri` names.
///
/// A Linux adapter may be shared with other programs: each operation, or session, has its chip to itself. The other
/// kinds have one user at a time by themselves.
///
/// # Errors
/// [`OpenError`] if the file, the adapter or the server cannot be opened. Whether a chip is there shows with the
/// first operation.
pub fn open(uri: &DeviceUri, missing: Missing) -> Result<Device, OpenError> {
    let (bus, delay, clock, address) = match uri {
        DeviceUri::Sim { path, part, seed } => {
            let chip = match missing {
                Missing::MakeBlank if !path.exists() => SimI2c::create(path, *part, *seed),
                _ => SimI2c::open(path),
            };
            let chip = chip.map_err(OpenError::Sim)?;
            let (delay, address) = (AnyDelay::Virtual(chip.delay()), chip.address());
            (AnyBus::Sim(chip.clone()), delay, Clock::Virtual(chip), address)
        }
        DeviceUri::I2c { path, address, wait } => {
            let clock = Clock::real();
            (linux(path, *wait)?, AnyDelay::Real(RealDelay(clock.clone())), clock, *address)
        }
        DeviceUri::Tcp { endpoint, address } => {
            let client = I2ctClient::connect_timeout(endpoint, TCP_TIMEOUT)
                .map_err(|error| OpenError::Tcp(format!("cannot reach tcp:{endpoint}: {error}")))?;
            let clock = Clock::real();
            (AnyBus::Tcp(client), AnyDelay::Real(RealDelay(clock.clone())), clock, *address)
        }
    };
    let meter = Meter::new(bus, clock);
    let traffic = meter.traffic();
    let atecc = Atecc::new(meter, delay, Config::new().with_address(address));
    Ok(Device { atecc, traffic })
}

#[cfg(target_os = "linux")]
fn linux(path: &std::path::Path, wait: Duration) -> Result<AnyBus, OpenError> {
    let closed = |error: &dyn fmt::Display| {
        OpenError::I2c(format!("cannot open the I2C adapter {}: {error}", path.display()))
    };
    let adapter = linux_embedded_hal::I2cdev::new(path).map_err(|error| closed(&error))?;
    crate::Shared::new(adapter, path, wait).map(AnyBus::Linux).map_err(|error| closed(&error))
}

#[cfg(not(target_os = "linux"))]
fn linux(path: &std::path::Path, _: Duration) -> Result<AnyBus, OpenError> {
    Err(OpenError::I2c(format!("{}: I2C adapters can be opened on Linux only", path.display())))
}
