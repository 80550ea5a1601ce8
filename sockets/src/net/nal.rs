//! The traits of embedded-nal.

mod dns;
mod error;
mod tcp;
mod udp;

use alloc::sync::Arc;
use core::net::{IpAddr, Ipv4Addr};

pub use self::error::NalError;
pub use self::tcp::NalTcpSocket;
pub use self::udp::NalUdpSocket;
use crate::gzsock::Gzsock;
use crate::zssl::TlsContext;

/// The traits of embedded-nal, for programs that are written for them: TCP and UDP, clients and servers, and name
/// lookup. Nothing waits, except the lookup.
///
/// These traits do not know whether connections are secure; here a program sees it by [`is_secure`](Self::is_secure),
/// and by [`NalTcpSocket::info`] what the handshake agreed on. A secure connection is made when its handshake is done;
/// an accepted one shakes hands while it is sent to or received from.
#[derive(Debug, Clone)]
pub struct NalStack {
    sockets: Arc<Gzsock>,
    context: Option<TlsContext>,
    local: IpAddr,
}

impl NalStack {
    /// A stack whose TCP connections are plain.
    #[must_use]
    pub const fn plain(sockets: Arc<Gzsock>) -> Self {
        Self::new(sockets, None)
    }

    /// A stack whose TCP connections are all under TLS. It connects with a client's context and listens with a server's;
    /// the name that a server must prove is the context's. Datagrams are plain.
    #[must_use]
    pub const fn secure(sockets: Arc<Gzsock>, context: TlsContext) -> Self {
        Self::new(sockets, Some(context))
    }

    const fn new(sockets: Arc<Gzsock>, context: Option<TlsContext>) -> Self {
        Self { sockets, context, local: IpAddr::V4(Ipv4Addr::UNSPECIFIED) }
    }

    /// The local address at which `bind` takes its port: all of IPv4 unless set.
    #[must_use]
    pub const fn at(mut self, local: IpAddr) -> Self {
        self.local = local;
        self
    }

    /// Whether the TCP connections of this stack are under TLS.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.context.is_some()
    }
}
