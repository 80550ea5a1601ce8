use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;

use super::{Domain, Fd, Protocol, Shutdown, SockType, SocketDriver};
use crate::Errno;

/// One socket of a driver, closed when dropped.
///
/// Whoever waits in a call on it keeps it open, so that its number never names somebody else's socket meanwhile;
/// [`shutdown`](Self::shutdown) wakes them.
pub struct Socket {
    driver: Arc<dyn SocketDriver>,
    fd: Fd,
}

impl Socket {
    /// Opens a socket of `driver`.
    ///
    /// # Errors
    /// As [`SocketDriver::socket`].
    pub fn open(
        driver: Arc<dyn SocketDriver>,
        domain: Domain,
        sock_type: SockType,
        protocol: Protocol,
    ) -> Result<Self, Errno> {
        let fd = driver.socket(domain, sock_type, protocol)?;
        Ok(Self { driver, fd })
    }

    /// Waits for a connection, as [`SocketDriver::accept`].
    ///
    /// # Errors
    /// As [`SocketDriver::accept`].
    pub fn accept(&self) -> Result<(Self, SocketAddr), Errno> {
        let (fd, peer) = self.driver.accept(self.fd)?;
        Ok((Self { driver: Arc::clone(&self.driver), fd }, peer))
    }

    /// Ends one or both directions and wakes who waits in them.
    ///
    /// # Errors
    /// As [`SocketDriver::shutdown`].
    pub fn shutdown(&self, how: Shutdown) -> Result<(), Errno> {
        self.driver.shutdown(self.fd, how)
    }

    /// The driver, for every other call.
    #[must_use]
    pub fn driver(&self) -> &dyn SocketDriver {
        &*self.driver
    }

    /// The number of the socket in its driver.
    #[must_use]
    pub const fn fd(&self) -> Fd {
        self.fd
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Nobody is left who could be told of an error.
        _ = self.driver.close(self.fd);
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Socket").field(&self.fd).finish()
    }
}
