#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

mod calls;
mod contexts;
mod elements;
mod failure;
#[expect(unsafe_code, reason = "what C calls, and what it hands over")]
pub mod ffi;
mod stack;
mod texts;
