//! The socket drivers that ship with this crate.

#[cfg(feature = "host")]
pub mod host;
#[cfg(feature = "external-tcp-stack")]
pub mod lwip;
#[cfg(feature = "smoltcp")]
pub mod smoltcp;
