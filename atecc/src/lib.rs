#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

#[cfg(test)]
extern crate alloc;

mod address;
#[cfg(any(feature = "blocking", feature = "async"))]
pub mod aes;
pub mod cert;
pub mod command;
pub mod config;
pub mod crc;
mod device;
mod error;
#[cfg(feature = "explain")]
pub mod explain;
#[cfg(any(feature = "blocking", feature = "async"))]
mod hash;
pub mod host;
#[cfg(feature = "hwcrypto")]
pub mod hwcrypto;
#[cfg(any(feature = "blocking", feature = "async"))]
mod link;
mod opcode;
pub mod packet;
mod part;
pub mod policy;
#[cfg(feature = "rand_core")]
mod rng;
mod sharing;
#[cfg(feature = "signature")]
pub mod signer;
#[cfg(any(feature = "blocking", feature = "async"))]
mod span;
mod status;
#[cfg(all(feature = "swi", any(feature = "blocking", feature = "async")))]
pub mod swi;
pub mod timing;
mod value;
#[cfg(any(feature = "blocking", feature = "async"))]
mod wake_with;

pub use address::{Address, BLOCK_SIZE, Slot, WORD_SIZE, Zone};
pub use config::ConfigZone;
#[cfg(feature = "async")]
pub use device::asynch;
#[cfg(feature = "blocking")]
pub use device::blocking;
pub use error::{Error, Misuse};
#[cfg(any(feature = "blocking", feature = "async"))]
pub use hash::{HmacStream, Sha256Stream};
#[cfg(any(feature = "blocking", feature = "async"))]
pub use link::{Config, Rest, SeedUpdate, Wake};
pub use opcode::Opcode;
pub use part::Part;
#[cfg(feature = "rand_core")]
pub use rng::ChipRng;
pub use sharing::Meanwhile;
pub use status::Status;
pub use value::{EphemeralKey, IoKey, PublicKey, Secret, Signature};
#[cfg(any(feature = "blocking", feature = "async"))]
pub use wake_with::WakeWith;
