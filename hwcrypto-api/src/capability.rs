//! What an element may be able to do: one trait per capability, so that a driver implements exactly
//! what its part has, and a table built from it says honestly what is missing.

mod aes128;
mod counter;
mod ecdh;
mod ephemeral;
mod hmac;
mod identity;
mod public_key;
mod random;
mod sha256;
mod sign;
mod verify;

pub use aes128::Aes128;
pub use counter::MonotonicCounter;
pub use ecdh::Ecdh;
pub use ephemeral::EphemeralKey;
pub use hmac::HmacSha256;
pub use identity::{Identity, SERIAL_NUMBER_MAX};
pub use public_key::PublicKey;
pub use random::Random;
pub use sha256::{Sha256, Sha256Clone, Sha256Stream, StreamId};
pub use sign::P256Sign;
pub use verify::P256Verify;
