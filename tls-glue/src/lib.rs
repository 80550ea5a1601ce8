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
mod client_identity;
pub mod debug;
mod der;
mod drbg;
mod error;
mod failure;
mod failures;
mod gate;
mod identity;
mod key_exchange;
pub mod knobs;
mod lock;
mod options;
mod peer;
mod point;
mod provider;
mod raw_key;
mod rng;
#[cfg(feature = "rustcrypto")]
pub mod rustcrypto;
mod seeded;
mod server_identity;
mod sign;
mod verify;

pub use busy::Wait;
pub use client_identity::ClientIdentity;
pub use der::DerSignature;
pub use error::Error;
pub use failure::{ElementFailure, Operation};
pub use failures::Mark;
pub use gate::{Gate, Occupied, Place};
pub use identity::{certified_key, check_chain};
pub use key_exchange::HwKeyExchange;
pub use options::{KeyExchange, Options, RandomSource};
pub use peer::{
    Clock, Diagnosis, PeerVerifier, Position, Purpose, Verification, VerificationRecord, VerifyMode,
    VerifyPolicy, printable,
};
pub use provider::{Provider, provider};
pub use raw_key::{PinnedKeys, raw_key, with_raw_key};
pub use rng::HwRandom;
pub use seeded::SeededRandom;
pub use server_identity::ServerIdentity;
pub use sign::HwSigningKey;
