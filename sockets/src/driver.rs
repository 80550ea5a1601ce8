//! The socket drivers that ship with this crate.

#[cfg(feature = "host")]
pub mod host;
#[cfg(feature = "smoltcp")]
pub mod smoltcp;
