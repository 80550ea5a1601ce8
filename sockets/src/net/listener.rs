use alloc::sync::Arc;
use core::fmt;
use core::marker::PhantomData;
use core::net::SocketAddr;
use core::time::Duration;

use super::handle::Handle;
use super::{Incoming, Stream};
use crate::Error;
use crate::gzsock::Gzsock;
use crate::zsock::{Domain, Fd, SockType, SocketOption};
use crate::zssl::TlsContext;

/// How many connections wait to be accepted: as many as with the standard library, few where each costs buffers.
const BACKLOG: u32 = if cfg!(feature = "std") { 128 } else { 4 };

/// A socket that accepts connections: [`TcpListener`](super::TcpListener) or [`SecureListener`](super::SecureListener).
///
/// It is closed when the last of its clones is dropped.
pub struct Listener<K> {
    handle: Arc<Handle>,
    kind: PhantomData<K>,
}

impl<K> Listener<K> {
    /// Binds `address` and listens there.
    pub(super) fn open(
        sockets: &Arc<Gzsock>,
        address: &SocketAddr,
        context: Option<&TlsContext>,
    ) -> Result<Self, Error> {
        let handle = Handle::open(sockets, Domain::of(address), SockType::Stream, context)?;
        handle.reuse_address()?;
        handle.bind(address)?;
        sockets.listen(handle.fd, BACKLOG)?;
        Ok(Self { handle: Arc::new(handle), kind: PhantomData })
    }

    /// Waits for a connection; gives it and the peer's address.
    ///
    /// A secure one shakes hands with its first receive or send, or its
    /// [`handshake`](super::SecureStream::handshake), so that a slow peer keeps nobody else waiting.
    ///
    /// # Errors
    /// `EAGAIN` instead of waiting, if non-blocking; as
    /// [`SocketDriver::accept`](crate::zsock::SocketDriver::accept).
    pub fn accept(&self) -> Result<(Stream<K>, SocketAddr), Error> {
        let (handle, peer) = self.handle.accept()?;
        Ok((Stream::over(handle), peer))
    }

    /// Accepts connections, one with each step, for ever.
    #[must_use]
    pub const fn incoming(&self) -> Incoming<'_, K> {
        Incoming::of(self)
    }

    /// The same socket once more.
    ///
    /// # Errors
    /// None; the standard library's may fail.
    pub fn try_clone(&self) -> Result<Self, Error> {
        Ok(self.clone())
    }

    /// The handle in its [`Gzsock`]. The listener keeps it.
    #[must_use]
    pub fn fd(&self) -> Fd {
        self.handle.fd
    }

    /// The local address: where it listens.
    ///
    /// # Errors
    /// As [`SocketDriver::getsockname`](crate::zsock::SocketDriver::getsockname).
    pub fn local_addr(&self) -> Result<SocketAddr, Error> {
        self.handle.local_addr()
    }

    /// Whether accepting answers `EAGAIN` instead of waiting. The accepted streams wait.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack always waits.
    pub fn set_nonblocking(&self, nonblocking: bool) -> Result<(), Error> {
        self.handle.set(SocketOption::Nonblocking(nonblocking))
    }

    /// How long accepting waits before `EAGAIN`; `None` is for ever.
    ///
    /// # Errors
    /// `EINVAL` for zero; `ENOPROTOOPT` if the stack has no timeouts.
    pub fn set_accept_timeout(&self, limit: Option<Duration>) -> Result<(), Error> {
        self.handle.set(SocketOption::ReceiveTimeout(limit))
    }
}

impl<K> Clone for Listener<K> {
    fn clone(&self) -> Self {
        Self { handle: Arc::clone(&self.handle), kind: PhantomData }
    }
}

impl<K> fmt::Debug for Listener<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listener").field(&self.handle).finish()
    }
}
