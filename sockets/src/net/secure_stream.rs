use alloc::sync::Arc;
use core::net::SocketAddr;

use super::handle::Handle;
use super::{Secure, Stream};
use crate::gzsock::Gzsock;
use crate::zsock::{Domain, SockType};
use crate::zssl::{TlsContext, TlsInfo};
use crate::{Errno, Error};

/// A connection under TLS.
pub type SecureStream = Stream<Secure>;

impl SecureStream {
    /// Connects to `address` and shakes hands, within the deadline of `context`.
    ///
    /// # Errors
    /// As [`Gzsock::connect`].
    pub fn connect(sockets: &Arc<Gzsock>, context: &TlsContext, address: &SocketAddr) -> Result<Self, Error> {
        let handle = Handle::open(sockets, Domain::of(address), SockType::Stream, Some(context))?;
        handle.connect(address)?;
        Ok(Self::over(handle))
    }

    /// Looks `host` up (a name or a literal address), connects to the first address that answers and shakes hands, all
    /// of it within the deadline of `context`. The name that the server must prove is the context's.
    ///
    /// # Errors
    /// As [`Gzsock::connect_name`].
    pub fn connect_name(
        sockets: &Arc<Gzsock>,
        context: &TlsContext,
        host: &str,
        port: u16,
    ) -> Result<Self, Error> {
        let fd = sockets.connect_name(host, port, Some(context))?;
        Ok(Self::over(Handle::of(sockets, fd)))
    }

    /// Shakes hands unless that is done already; the first receive or send of an accepted stream does it too.
    ///
    /// # Errors
    /// As [`Gzsock::handshake`].
    pub fn handshake(&self) -> Result<(), Error> {
        self.handle.sockets.handshake(self.handle.fd)
    }

    /// What the handshake agreed on: version, cipher suite, the peer's certificates and more.
    ///
    /// # Errors
    /// `ENOTCONN` before the [`handshake`](Self::handshake).
    pub fn info(&self) -> Result<TlsInfo, Error> {
        Ok(self.handle.sockets.tls_info(self.handle.fd)?.ok_or(Errno::ENOTCONN)?)
    }
}
