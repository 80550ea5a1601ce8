//! Connections that nobody waits for.

use alloc::sync::Arc;
use core::net::SocketAddr;

use super::handle::Handle;
use crate::gzsock::Gzsock;
use crate::zsock::{Domain, Events, SockType, SocketOption};
use crate::zssl::TlsContext;
use crate::{Errno, Error};

impl Handle {
    /// A stream socket for `address` that does not wait.
    pub(super) fn nonblocking(
        sockets: &Arc<Gzsock>,
        context: Option<&TlsContext>,
        address: &SocketAddr,
    ) -> Result<Self, Error> {
        let handle = Self::open(sockets, Domain::of(address), SockType::Stream, context)?;
        handle.set(SocketOption::Nonblocking(true))?;
        Ok(handle)
    }

    /// Begins to connect to `address`.
    pub(super) fn begin(
        sockets: &Arc<Gzsock>,
        context: Option<&TlsContext>,
        address: &SocketAddr,
    ) -> Result<Self, Error> {
        let handle = Self::nonblocking(sockets, context, address)?;
        match handle.connect(address) {
            Ok(()) | Err(Error::Io(Errno::EINPROGRESS)) => Ok(handle),
            Err(error) => Err(error),
        }
    }

    /// Whether the connection is made, and its handshake done; goes on with them.
    pub(super) fn is_connected(&self) -> Result<bool, Error> {
        if self.sockets.is_secure(self.fd)? {
            return match self.sockets.handshake(self.fd) {
                Err(Error::Io(Errno::EAGAIN)) => Ok(false),
                outcome => outcome.map(|()| true),
            };
        }
        if !self.is_ready(Events::OUT)? {
            return Ok(false);
        }
        self.take_error()?.map_or(Ok(true), |errno| Err(errno.into()))
    }
}
