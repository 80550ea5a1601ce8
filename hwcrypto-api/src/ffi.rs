//! The table and everything that crosses it: the only unsafe code of this crate.

mod builder;
mod call;
pub(crate) mod code;
mod import;
pub mod installed;
mod table;
mod thunk;

pub use builder::Builder;
pub use table::{ABI_VERSION, HwCrypto};

/// What this table has in common with other tables of C functions.
pub mod abi {
    pub use super::import::{Header, ImportError, Table, borrow, import};
}
