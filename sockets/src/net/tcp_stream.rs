use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;

use super::handle::Handle;
use super::{Plain, Stream};
use crate::Error;
use crate::gzsock::Gzsock;
use crate::zsock::{Domain, SockType, SocketOption};

/// A plain TCP connection.
pub type TcpStream = Stream<Plain>;

impl TcpStream {
    /// Connects to `address`; the stack decides how long it tries.
    ///
    /// # Errors
    /// As [`Gzsock::connect`].
    pub fn connect(sockets: &Arc<Gzsock>, address: &SocketAddr) -> Result<Self, Error> {
        let handle = Handle::open(sockets, Domain::of(address), SockType::Stream, None)?;
        handle.connect(address)?;
        Ok(Self::over(handle))
    }

    /// Connects to `address` within `limit`.
    ///
    /// # Errors
    /// `ETIMEDOUT`; `EINVAL` for zero; as [`Gzsock::connect`].
    pub fn connect_timeout(
        sockets: &Arc<Gzsock>,
        address: &SocketAddr,
        limit: Duration,
    ) -> Result<Self, Error> {
        let handle = Handle::open(sockets, Domain::of(address), SockType::Stream, None)?;
        handle.set(SocketOption::SendTimeout(Some(limit)))?;
        handle.connect(address)?;
        handle.set(SocketOption::SendTimeout(None))?;
        Ok(Self::over(handle))
    }

    /// Looks `host` up (a name or a literal address) and connects to the first address that answers, within 30 s.
    ///
    /// # Errors
    /// As [`Gzsock::connect_name`].
    pub fn connect_name(sockets: &Arc<Gzsock>, host: &str, port: u16) -> Result<Self, Error> {
        let fd = sockets.connect_name(host, port, None)?;
        Ok(Self::over(Handle::of(sockets, fd)))
    }
}
