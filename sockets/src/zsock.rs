//! Plain sockets: what a network stack must offer, in Rust's types.
//!
//! [`SocketDriver`] is the trait that a stack implements; [`Socket`] is one of its sockets, closed when dropped.
//! The same calls as a C table are [`SocketApi`](crate::SocketApi).

mod driver;
mod option;
mod poll;
mod socket;
mod types;

pub use driver::SocketDriver;
pub use option::{OptionName, SocketOption};
pub use poll::{Events, PollFd};
pub use socket::Socket;
pub use types::{Domain, Fd, MsgFlags, Protocol, Shutdown, SockType};
