//! Sockets with the names and habits of `std::net`, over any network stack, plain or secure.
//!
//! They own their handle of a [`Gzsock`](crate::gzsock::Gzsock) and close it when dropped; a secure one tells its peer
//! (close_notify). What differs from the standard library: whoever opens a socket says over which stack, and methods
//! fail with [`Error`](crate::Error), which `?` turns into a [`std::io::Error`] where that is wanted (feature `std`).

#[cfg(feature = "embedded-io-async")]
mod async_stream;
#[cfg(any(feature = "embedded-io-async", feature = "embedded-nal"))]
mod connecting;
#[cfg(feature = "embedded-io")]
mod embedded_io;
mod handle;
mod incoming;
mod kind;
mod listener;
#[cfg(feature = "embedded-nal")]
mod nal;
mod secure_listener;
mod secure_stream;
#[cfg(feature = "std")]
mod std_io;
mod stream;
mod tcp_listener;
mod tcp_stream;
mod udp_socket;

#[cfg(feature = "embedded-io-async")]
pub use async_stream::AsyncStream;
pub use incoming::Incoming;
pub use kind::{Plain, Secure};
pub use listener::Listener;
#[cfg(feature = "embedded-nal")]
pub use nal::{NalError, NalStack, NalTcpSocket, NalUdpSocket};
pub use secure_listener::SecureListener;
pub use secure_stream::SecureStream;
pub use stream::Stream;
pub use tcp_listener::TcpListener;
pub use tcp_stream::TcpStream;
pub use udp_socket::UdpSocket;
