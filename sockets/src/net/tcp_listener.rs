use alloc::sync::Arc;
use core::net::SocketAddr;

use super::{Listener, Plain};
use crate::Error;
use crate::gzsock::Gzsock;

/// Accepts plain TCP connections.
pub type TcpListener = Listener<Plain>;

impl TcpListener {
    /// Listens at `address`; port 0 lets the stack choose.
    ///
    /// # Errors
    /// As [`Gzsock::bind`] and [`Gzsock::listen`].
    pub fn bind(sockets: &Arc<Gzsock>, address: &SocketAddr) -> Result<Self, Error> {
        Self::open(sockets, address, None)
    }
}
