#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

mod capability;
mod counting;
mod error;
#[expect(unsafe_code, reason = "function pointers and their context cross this boundary")]
mod ffi;
mod key;
mod shared;

pub use capability::{Ecdh, P256Sign, PublicKey, Random, Sha256, Sha256Stream, StreamId};
pub use counting::{Counting, Counts};
pub use error::Error;
pub use ffi::{ABI_VERSION, Builder, HwCrypto, abi, installed};
pub use key::KeyRef;
pub use shared::Shared;
