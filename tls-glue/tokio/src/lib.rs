#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

mod admission;
mod error;
mod handshakes;
mod off_worker;

pub use error::{Refused, tls_error};
pub use handshakes::Handshakes;
pub use off_worker::off_worker;
