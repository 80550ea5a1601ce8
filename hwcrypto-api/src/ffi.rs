//! The table and everything that crosses it: the only unsafe code of this crate.

mod builder;
mod call;
pub mod installed;
mod table;
mod thunk;

pub use builder::Builder;
pub use table::{ABI_VERSION, HwCrypto, ImportError};
