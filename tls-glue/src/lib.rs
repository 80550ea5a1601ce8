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
mod der;
mod error;
mod identity;
mod options;
mod peer;
mod provider;
mod resolver;
mod rng;
mod sign;

pub use busy::Wait;
pub use der::DerSignature;
pub use error::{Error, element_failure};
pub use identity::{certified_key, check_chain};
pub use options::{Options, RandomSource};
pub use peer::{
    Clock, Diagnosis, PeerVerifier, Place, Purpose, Verification, VerificationRecord, VerifyMode,
    VerifyPolicy, printable,
};
pub use provider::{Provider, provider};
pub use resolver::ClientIdentity;
pub use rng::HwRandom;
pub use sign::HwSigningKey;
