#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

#[cfg(test)]
extern crate alloc;

mod address;
pub mod config;
pub mod crc;
mod opcode;
pub mod packet;
pub mod policy;
mod status;
pub mod timing;

pub use address::{Address, BLOCK_SIZE, Slot, WORD_SIZE, Zone};
pub use config::ConfigZone;
pub use opcode::Opcode;
pub use status::Status;
