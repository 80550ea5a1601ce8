#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod busy;
pub mod debug;
mod der;
mod error;
mod failure;
mod failures;
mod gate;
mod identity;
mod key_exchange;
pub mod knobs;
mod options;
mod provider;
mod resolver;
mod rng;
#[cfg(feature = "rustcrypto")]
pub mod rustcrypto;
mod sign;
mod verify;

pub use busy::Wait;
pub use der::DerSignature;
pub use error::Error;
pub use failure::{ElementFailure, Operation};
pub use failures::Mark;
pub use gate::{Gate, Occupied, Place};
pub use identity::{certified_key, check_chain};
pub use key_exchange::HwKeyExchange;
pub use options::{KeyExchange, Options, RandomSource};
pub use provider::{Provider, provider};
pub use resolver::ClientIdentity;
pub use sign::HwSigningKey;
