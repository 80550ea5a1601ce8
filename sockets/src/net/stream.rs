use alloc::sync::Arc;
use core::fmt;
use core::marker::PhantomData;
use core::net::SocketAddr;
use core::time::Duration;

use super::handle::Handle;
use crate::zsock::{Fd, MsgFlags, OptionName, Shutdown, SocketOption};
use crate::{Errno, Error};

/// A connection: [`TcpStream`](super::TcpStream) or [`SecureStream`](super::SecureStream).
///
/// It is closed when the last of its clones is dropped; the peer of a secure one is told (close_notify). One thread may
/// receive while another sends, by references or by clones; [`shutdown`](Self::shutdown) wakes both.
pub struct Stream<K> {
    pub(super) handle: Arc<Handle>,
    kind: PhantomData<K>,
}

impl<K> Stream<K> {
    pub(super) fn over(handle: Handle) -> Self {
        Self { handle: Arc::new(handle), kind: PhantomData }
    }

    /// The same connection once more.
    ///
    /// # Errors
    /// None; the standard library's may fail.
    pub fn try_clone(&self) -> Result<Self, Error> {
        Ok(self.clone())
    }

    /// The handle in its [`Gzsock`](crate::gzsock::Gzsock), as for a [`poll`](crate::gzsock::Gzsock::poll) there. The
    /// stream keeps it.
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
    /// `ENOTCONN` if the peer is gone.
    pub fn peer_addr(&self) -> Result<SocketAddr, Error> {
        self.handle.peer_addr()
    }

    /// Receives into `buffer`; `Ok(0)` is the proper end of the stream and nothing else.
    ///
    /// # Errors
    /// As [`Gzsock::recv`](crate::gzsock::Gzsock::recv).
    pub fn recv(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        if buffer.is_empty() {
            return Ok(0);
        }
        self.handle.recv(buffer, MsgFlags::NONE)
    }

    /// As [`recv`](Self::recv), but the next one gives the same bytes again.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn peek(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        self.handle.recv(buffer, MsgFlags::PEEK)
    }

    /// Sends some of `data`; gives how many bytes were taken.
    ///
    /// # Errors
    /// As [`Gzsock::send`](crate::gzsock::Gzsock::send).
    pub fn send(&self, data: &[u8]) -> Result<usize, Error> {
        self.handle.send(data)
    }

    /// Sends all of `data`.
    ///
    /// # Errors
    /// As [`send`](Self::send); how much had gone out by then is not known.
    pub fn send_all(&self, data: &[u8]) -> Result<(), Error> {
        self.handle.sockets.send_all(self.handle.fd, data)
    }

    /// Sends what a [`send`](Self::send) whose time was over had taken and left; shakes hands if that is not done yet.
    #[cfg(any(feature = "std", feature = "embedded-io"))]
    pub(super) fn send_queued(&self) -> Result<(), Error> {
        // Only a secure stream keeps anything back.
        if self.handle.sockets.is_secure(self.handle.fd)? {
            self.handle.send(&[])?;
        }
        Ok(())
    }

    /// Ends one or both directions and wakes who waits in them. On a secure stream, ending the sending one tells the
    /// peer (close_notify), and receiving goes on until the peer closes too.
    ///
    /// # Errors
    /// `ENOTCONN` if there is no connection, or its handshake is not done.
    pub fn shutdown(&self, how: Shutdown) -> Result<(), Error> {
        self.handle.sockets.shutdown(self.handle.fd, how)
    }

    /// Whether calls answer `EAGAIN` instead of waiting; it goes for all clones.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack always waits.
    pub fn set_nonblocking(&self, nonblocking: bool) -> Result<(), Error> {
        self.handle.set(SocketOption::Nonblocking(nonblocking))
    }

    /// How long a receive waits before `EAGAIN`; `None` is for ever. A handshake has its context's deadline instead.
    ///
    /// # Errors
    /// `EINVAL` for zero; `ENOPROTOOPT` if the stack has no timeouts.
    pub fn set_read_timeout(&self, limit: Option<Duration>) -> Result<(), Error> {
        self.handle.set(SocketOption::ReceiveTimeout(limit))
    }

    /// How long a send waits before `EAGAIN`; `None` is for ever. A handshake has its context's deadline instead.
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

    /// Whether small pieces are sent at once (`TCP_NODELAY`).
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack leaves no choice.
    pub fn set_nodelay(&self, at_once: bool) -> Result<(), Error> {
        self.handle.set(SocketOption::NoDelay(at_once))
    }

    /// Whether small pieces are sent at once.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack leaves no choice.
    pub fn nodelay(&self) -> Result<bool, Error> {
        self.handle.nodelay()
    }

    /// Why the connection failed behind the caller's back, if it did (`SO_ERROR`).
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack does not tell.
    pub fn take_error(&self) -> Result<Option<Errno>, Error> {
        self.handle.take_error()
    }
}

impl<K> Clone for Stream<K> {
    fn clone(&self) -> Self {
        Self { handle: Arc::clone(&self.handle), kind: PhantomData }
    }
}

impl<K> fmt::Debug for Stream<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stream").field(&self.handle).finish()
    }
}
