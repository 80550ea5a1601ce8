use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use super::{Domain, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketOption};
use crate::Errno;

/// A network stack with BSD sockets. Calls block, within the socket's timeouts, unless the socket is made
/// [non-blocking](SocketOption::Nonblocking).
///
/// Methods take `&self`, unlike those of other drivers: while one thread is blocked in [`recv`](Self::recv), another
/// must be able to [`send`](Self::send) on the same socket and a third to [`shutdown`](Self::shutdown) it. A driver
/// locks inside, for short moments only.
///
/// What a driver must keep to:
/// * `Ok(0)` from a receive on a stream means the end of the stream and nothing else.
/// * `shutdown` with [`Shutdown::Both`] makes blocked calls on the socket return, also on listening and datagram
///   sockets and in a [`poll`](Self::poll), whatever else it returns.
/// * a closed [`Fd`] is `EBADF`, also when it is closed again.
///
/// Every call has a default that answers `ENOSYS`, so that a driver implements what its stack has.
#[expect(unused_variables, reason = "the defaults use none of their arguments; the names are documentation")]
pub trait SocketDriver: Send + Sync {
    /// Opens a socket.
    ///
    /// # Errors
    /// `EAFNOSUPPORT`, `EPROTONOSUPPORT` or `EPROTOTYPE` if the stack has no such socket; `EMFILE` if too many are
    /// open.
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Gives the socket a local address; port 0 lets the stack choose.
    ///
    /// # Errors
    /// `EADDRINUSE`, `EADDRNOTAVAIL`, `EBADF`.
    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Makes the socket accept connections, of which up to `backlog` wait.
    ///
    /// # Errors
    /// `EADDRINUSE`, `EBADF`, `EOPNOTSUPP`.
    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Waits for a connection; gives its socket, which is a blocking one, and the peer's address.
    ///
    /// # Errors
    /// `EAGAIN` after the receive timeout or if the listener does not block, `EINVAL` if the socket does not listen,
    /// `EBADF`.
    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Connects to `address`, within the socket's send timeout. A non-blocking socket goes on by itself: a
    /// [`poll`](Self::poll) tells it ready for sending ([`Events::OUT`](super::Events::OUT)) once that is over, and
    /// [`OptionName::Error`] tells how it went.
    ///
    /// # Errors
    /// `ECONNREFUSED`, `ETIMEDOUT`, `EHOSTUNREACH`, `ENETUNREACH`, `EISCONN`, `EBADF`. Of a non-blocking socket also
    /// `EINPROGRESS`, and if it is asked again, `EALREADY` while that lasts, then what came of it.
    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Sends some of `data`; gives how many bytes. Never raises a signal.
    ///
    /// # Errors
    /// `EPIPE` or `ECONNRESET` if the connection is gone, `EAGAIN` after the send timeout or instead of waiting,
    /// `ENOTCONN`, `EBADF`.
    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Receives into `buffer`; gives how many bytes, 0 at the end of the stream.
    ///
    /// # Errors
    /// `ECONNRESET`, `EAGAIN` after the receive timeout or instead of waiting, `ENOTCONN`, `EBADF`.
    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Sends one message to `address`.
    ///
    /// # Errors
    /// As [`send`](Self::send), and `EMSGSIZE`.
    fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Receives one message and its sender's address.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Ends one or both directions of a connection and wakes who waits in them.
    ///
    /// # Errors
    /// `ENOTCONN`, `EBADF`.
    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Closes the socket and wakes who waits in it.
    ///
    /// # Errors
    /// `EBADF` if there is no such socket (any more).
    fn close(&self, fd: Fd) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// The peer's address.
    ///
    /// # Errors
    /// `ENOTCONN`, `EBADF`.
    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        Err(Errno::ENOSYS)
    }

    /// The local address.
    ///
    /// # Errors
    /// `EBADF`.
    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Sets an option (`setsockopt`). A timeout of zero is `EINVAL`: it could mean "never" as well as "at once".
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack lacks it or it can only be read, `EINVAL`, `EBADF`.
    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// Reads an option (`getsockopt`).
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack lacks it, `EBADF`.
    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Waits until a socket of `fds` is ready for what it is asked for, or `timeout` is over (`None` is for ever, zero only
    /// looks); sets each one's [`revents`](PollFd::revents) and gives how many have any. A socket that does not exist
    /// is told as such there ([`NVAL`](super::Events::NVAL)), and ends the wait.
    ///
    /// # Errors
    /// `EINVAL` for more sockets than the stack can wait for at once.
    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        Err(Errno::ENOSYS)
    }

    /// Looks `name` up and hands each address to `found`, best first (`getaddrinfo`).
    ///
    /// # Errors
    /// `ENOENT` if there is no such name.
    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        Err(Errno::ENOSYS)
    }

    /// A clock that never goes back; its zero is anywhere. `None` if there is no clock: a deadline then bounds each
    /// single wait, but not their sum.
    fn monotonic(&self) -> Option<Duration> {
        None
    }

    /// Lets other threads run for a moment. Only called where there is no standard library, by a thread that waits for
    /// another's turn to end; an RTOS yields here.
    fn relax(&self) {
        core::hint::spin_loop();
    }
}
