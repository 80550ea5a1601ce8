#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

mod around;
mod capability;
mod counting;
mod error;
#[expect(unsafe_code, reason = "function pointers and their context cross this boundary")]
mod ffi;
mod key;
mod operation;
mod removable;
mod restricted;
mod shared;
#[cfg(feature = "software")]
mod software;
mod tracing;

pub use capability::{
    Aes128, Ecdh, EphemeralKey, HmacSha256, Identity, MonotonicCounter, P256Sign, P256Verify, PublicKey,
    Random, SERIAL_NUMBER_MAX, Sha256, Sha256Clone, Sha256Stream, StreamId,
};
pub use counting::{Counting, Counts};
pub use error::Error;
pub use ffi::{ABI_VERSION, Builder, HwCrypto, abi, installed};
pub use key::KeyRef;
pub use operation::{Capability, Operation};
pub use restricted::{Permission, Restricted};
pub use shared::Shared;
#[cfg(feature = "software")]
pub use software::Software;
pub use tracing::{Event, Observer, Tracing};
