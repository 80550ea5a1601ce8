#![cfg_attr(all(feature = "host", feature = "tls"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "host", feature = "tls")),
    doc = "Plain and secure sockets; the README has an example for hosts."
)]
#![no_std]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::todo)
)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod driver;
mod errno;
mod error;
#[expect(unsafe_code, reason = "function pointers, their context and C data cross this boundary")]
mod ffi;
pub mod gzsock;
mod handle;
mod lock;
pub mod net;
pub mod zsock;
#[cfg(feature = "tls")]
pub mod zssl;
#[cfg(not(feature = "tls"))]
#[path = "without_tls.rs"]
pub mod zssl;

pub use errno::Errno;
pub use error::{ConfigError, Error};
// For the C interface over these calls, a crate of its own.
#[doc(hidden)]
pub use ffi::thunk;
pub use ffi::{
    ABI_VERSION, FD_SETSIZE, RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr, RawTime, SocketApi, installed,
};
