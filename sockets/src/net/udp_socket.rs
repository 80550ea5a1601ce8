use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;

use super::handle::Handle;
use crate::gzsock::Gzsock;
use crate::zsock::{Domain, Fd, MsgFlags, OptionName, SockType, SocketOption};
use crate::{Errno, Error};

/// A socket for single messages. It is closed when the last of its clones is dropped.
#[derive(Debug, Clone)]
pub struct UdpSocket {
    handle: Arc<Handle>,
}

impl UdpSocket {
    /// Opens a socket at `address`; port 0 lets the stack choose.
    ///
    /// # Errors
    /// As [`Gzsock::socket`] and [`Gzsock::bind`].
    pub fn bind(sockets: &Arc<Gzsock>, address: &SocketAddr) -> Result<Self, Error> {
        let handle = Handle::open(sockets, Domain::of(address), SockType::Datagram, None)?;
        handle.bind(address)?;
        Ok(Self { handle: Arc::new(handle) })
    }

    /// The same socket once more.
    ///
    /// # Errors
    /// None; the standard library's may fail.
    pub fn try_clone(&self) -> Result<Self, Error> {
        Ok(self.clone())
    }

    /// Chooses the peer of [`send`](Self::send) and [`recv`](Self::recv); messages of others are not received any more.
    ///
    /// # Errors
    /// As [`Gzsock::connect`].
    pub fn connect(&self, address: &SocketAddr) -> Result<(), Error> {
        self.handle.connect(address)
    }

    /// Sends one message to `address`.
    ///
    /// # Errors
    /// As [`Gzsock::sendto`].
    pub fn send_to(&self, data: &[u8], address: &SocketAddr) -> Result<usize, Error> {
        self.handle.sendto(data, address)
    }

    /// Receives one message and its sender's address; what does not fit into `buffer` is lost.
    ///
    /// # Errors
    /// As [`Gzsock::recvfrom`].
    pub fn recv_from(&self, buffer: &mut [u8]) -> Result<(usize, SocketAddr), Error> {
        self.handle.recvfrom(buffer, MsgFlags::NONE)
    }

    /// As [`recv_from`](Self::recv_from), but the next one gives the same message again.
    ///
    /// # Errors
    /// As [`recv_from`](Self::recv_from).
    pub fn peek_from(&self, buffer: &mut [u8]) -> Result<(usize, SocketAddr), Error> {
        self.handle.recvfrom(buffer, MsgFlags::PEEK)
    }

    /// Sends one message to the peer.
    ///
    /// # Errors
    /// `ENOTCONN` without [`connect`](Self::connect); as [`Gzsock::send`].
    pub fn send(&self, data: &[u8]) -> Result<usize, Error> {
        self.handle.sockets.send(self.handle.fd, data, MsgFlags::NONE)
    }

    /// Receives one message of the peer; what does not fit into `buffer` is lost.
    ///
    /// # Errors
    /// As [`Gzsock::recv`].
    pub fn recv(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        self.handle.recv(buffer, MsgFlags::NONE)
    }

    /// As [`recv`](Self::recv), but the next one gives the same message again.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn peek(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        self.handle.recv(buffer, MsgFlags::PEEK)
    }

    /// The handle in its [`Gzsock`]. The socket keeps it.
    #[must_use]
    pub fn fd(&self) -> Fd {
        self.handle.fd
    }

    /// The local address.
    ///
    /// # Errors
    /// As [`SocketDriver::getsockname`](crate::zsock::SocketDriver::getsockname).
    pub fn local_addr(&self) -> Result<SocketAddr, Error> {
        self.handle.local_addr()
    }

    /// The peer's address.
    ///
    /// # Errors
    /// `ENOTCONN` without [`connect`](Self::connect).
    pub fn peer_addr(&self) -> Result<SocketAddr, Error> {
        self.handle.peer_addr()
    }

    /// Whether calls answer `EAGAIN` instead of waiting.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack always waits.
    pub fn set_nonblocking(&self, nonblocking: bool) -> Result<(), Error> {
        self.handle.set(SocketOption::Nonblocking(nonblocking))
    }

    /// How long a receive waits before `EAGAIN`; `None` is for ever.
    ///
    /// # Errors
    /// `EINVAL` for zero; `ENOPROTOOPT` if the stack has no timeouts.
    pub fn set_read_timeout(&self, limit: Option<Duration>) -> Result<(), Error> {
        self.handle.set(SocketOption::ReceiveTimeout(limit))
    }

    /// How long a send waits before `EAGAIN`; `None` is for ever.
    ///
    /// # Errors
    /// `EINVAL` for zero; `ENOPROTOOPT` if the stack has no timeouts.
    pub fn set_write_timeout(&self, limit: Option<Duration>) -> Result<(), Error> {
        self.handle.set(SocketOption::SendTimeout(limit))
    }

    /// How long a receive waits.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack has no timeouts.
    pub fn read_timeout(&self) -> Result<Option<Duration>, Error> {
        self.handle.timeout(OptionName::ReceiveTimeout)
    }

    /// How long a send waits.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack has no timeouts.
    pub fn write_timeout(&self) -> Result<Option<Duration>, Error> {
        self.handle.timeout(OptionName::SendTimeout)
    }

    /// Why the socket failed behind the caller's back, if it did (`SO_ERROR`), as a message that nobody was there for.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack does not tell.
    pub fn take_error(&self) -> Result<Option<Errno>, Error> {
        self.handle.take_error()
    }
}
