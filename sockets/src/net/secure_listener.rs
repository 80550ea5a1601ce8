use alloc::sync::Arc;
use core::net::SocketAddr;

use super::{Listener, Secure};
use crate::Error;
use crate::gzsock::Gzsock;
use crate::zssl::TlsContext;

/// Accepts connections under TLS.
pub type SecureListener = Listener<Secure>;

impl SecureListener {
    /// Listens at `address`, port 0 lets the stack choose, as the server of `context`.
    ///
    /// # Errors
    /// [`ConfigError::Role`](crate::ConfigError::Role) for a client's context; as [`Gzsock::bind`] and
    /// [`Gzsock::listen`].
    pub fn bind(sockets: &Arc<Gzsock>, context: &TlsContext, address: &SocketAddr) -> Result<Self, Error> {
        Self::open(sockets, address, Some(context))
    }
}
