//! What an element may be able to do: one trait per capability, so that a driver implements exactly
//! what its part has, and a table built from it says honestly what is missing. `Option<D>` is a driver that can be taken
//! away.

mod ecdh;
mod public_key;
mod random;
mod removable;
mod sha256;
mod sign;

pub use ecdh::Ecdh;
pub use public_key::PublicKey;
pub use random::Random;
pub use sha256::{Sha256, Sha256Stream, StreamId};
pub use sign::P256Sign;
