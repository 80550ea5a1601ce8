#![doc = include_str!("../README.md")]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)]

mod chip;
#[expect(unsafe_code, reason = "what C calls, and what it hands over")]
pub mod ffi;
