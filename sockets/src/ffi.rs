//! The table and everything that crosses it: the only unsafe code of this crate.

mod call;
mod code;
pub mod installed;
#[cfg(feature = "external-tcp-stack")]
pub(crate) mod lwip;
mod raw;
mod table;
mod thunk;

pub use raw::{FD_SETSIZE, RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr, RawTime};
pub use table::{ABI_VERSION, SocketApi};
