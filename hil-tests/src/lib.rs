//! Tests that run on whatever chip `ATECC_DEVICE` names, by default a simulated one.
//!
//! ```sh
//! cargo test -p hil-tests                                         # a simulated chip, made for the test
//! ATECC_DEVICE=i2c:/dev/i2c-1 cargo test -p hil-tests             # a real one that is locked already
//! ATECC_DEVICE=i2c:/dev/i2c-1 ATECC_SERIAL=0123... \
//!     cargo test -p hil-tests --features irreversible             # a blank one, which this LOCKS FOR EVER
//! ```
//!
//! The library is what these tests and the benchmark share.

mod in_memory;
mod onboarded;

pub use in_memory::{Parties, Role, Shaken};
pub use onboarded::Onboarded;
