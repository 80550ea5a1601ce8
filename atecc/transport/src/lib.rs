#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

mod bus;
mod clock;
mod meter;
mod open;
#[cfg(target_os = "linux")]
mod shared;
mod text;
mod uri;

pub use atecc_sim::Part;
pub use bus::{AnyBus, AnyBusError};
pub use clock::{AnyDelay, RealDelay};
pub use meter::{Meter, Snapshot, Traffic};
pub use open::{Device, Missing, OpenError, open};
#[cfg(target_os = "linux")]
pub use shared::{Shared, SharedError};
pub use text::{address, endpoint};
pub use uri::{DeviceUri, UriError};
