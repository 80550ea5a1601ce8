#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

extern crate alloc;

mod bus;
mod chip;
mod clock;
mod counts;
mod curve;
mod eeprom;
mod entropy;
pub mod factory;
pub mod fault;
mod handler;
mod hash;
mod i2c;
pub mod i2ct;
mod io_protection;
mod options;
mod packet;
mod part;
mod place;
mod refused;
mod self_test;
mod sram;
mod state;
mod swi;
mod symmetric;
pub mod trace;
mod transport_key;
mod wake;

pub use bus::{BusError, SimBus};
pub use clock::SimDelay;
pub use counts::Counts;
pub use eeprom::{Eeprom, OTP_SIZE};
pub use i2c::SimI2c;
pub use i2ct::{I2ctClient, I2ctError};
pub use options::{Hkdf, HkdfMessageSlot, Interface, Options, ResultFlags, Time, Timing};
pub use part::{Part, UnknownPart};
pub use refused::{Reason, Refused};
pub use self_test::SelfTests;
pub use state::{FormatError, StateError};
pub use swi::{SimUart, UartError};
pub use transport_key::transport_key;
