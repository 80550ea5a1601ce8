//! A handle that is closed when dropped, and what every socket of this module does with it.

use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;
#[cfg(feature = "embedded-nal")]
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;

use crate::gzsock::Gzsock;
use crate::zsock::{Domain, Fd, MsgFlags, OptionName, Protocol, SockType, SocketOption};
#[cfg(any(feature = "embedded-io", feature = "embedded-nal"))]
use crate::zsock::{Events, PollFd};
use crate::zssl::TlsContext;
use crate::{Errno, Error};

pub(super) struct Handle {
    pub(super) sockets: Arc<Gzsock>,
    pub(super) fd: Fd,
}

impl Handle {
    pub(super) fn open(
        sockets: &Arc<Gzsock>,
        domain: Domain,
        sock_type: SockType,
        context: Option<&TlsContext>,
    ) -> Result<Self, Error> {
        let fd = sockets.socket(domain, sock_type, Protocol::Default, context)?;
        Ok(Self::of(sockets, fd))
    }

    pub(super) fn of(sockets: &Arc<Gzsock>, fd: Fd) -> Self {
        Self { sockets: Arc::clone(sockets), fd }
    }

    pub(super) fn bind(&self, address: &SocketAddr) -> Result<(), Error> {
        self.sockets.bind(self.fd, address)
    }

    /// Lets a server that was restarted have its port again. A stack without the option keeps none occupied.
    pub(super) fn reuse_address(&self) -> Result<(), Error> {
        match self.set(SocketOption::ReuseAddress(true)) {
            Err(Error::Io(Errno::ENOSYS | Errno::ENOPROTOOPT)) => Ok(()),
            outcome => outcome,
        }
    }

    pub(super) fn connect(&self, address: &SocketAddr) -> Result<(), Error> {
        self.sockets.connect(self.fd, address)
    }

    pub(super) fn accept(&self) -> Result<(Self, SocketAddr), Error> {
        let (fd, peer) = self.sockets.accept(self.fd)?;
        Ok((Self::of(&self.sockets, fd), peer))
    }

    pub(super) fn recv(&self, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Error> {
        self.sockets.recv(self.fd, buffer, flags)
    }

    pub(super) fn send(&self, data: &[u8]) -> Result<usize, Error> {
        match self.sockets.send(self.fd, data, MsgFlags::NONE)? {
            // A driver that takes nothing and says nothing would be asked for ever.
            0 if !data.is_empty() => Err(Errno::EIO.into()),
            taken => Ok(taken),
        }
    }

    pub(super) fn recvfrom(&self, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Error> {
        self.sockets.recvfrom(self.fd, buffer, flags)
    }

    pub(super) fn sendto(&self, data: &[u8], address: &SocketAddr) -> Result<usize, Error> {
        self.sockets.sendto(self.fd, data, MsgFlags::NONE, address)
    }

    pub(super) fn local_addr(&self) -> Result<SocketAddr, Error> {
        self.sockets.getsockname(self.fd)
    }

    pub(super) fn peer_addr(&self) -> Result<SocketAddr, Error> {
        self.sockets.getpeername(self.fd)
    }

    pub(super) fn set(&self, option: SocketOption) -> Result<(), Error> {
        self.sockets.set_option(self.fd, option)
    }

    /// The timeout of this name.
    pub(super) fn timeout(&self, name: OptionName) -> Result<Option<Duration>, Error> {
        match self.sockets.option(self.fd, name)? {
            SocketOption::ReceiveTimeout(limit) | SocketOption::SendTimeout(limit) => Ok(limit),
            _ => Err(Errno::EIO.into()),
        }
    }

    pub(super) fn nodelay(&self) -> Result<bool, Error> {
        match self.sockets.option(self.fd, OptionName::NoDelay)? {
            SocketOption::NoDelay(at_once) => Ok(at_once),
            _ => Err(Errno::EIO.into()),
        }
    }

    pub(super) fn take_error(&self) -> Result<Option<Errno>, Error> {
        match self.sockets.option(self.fd, OptionName::Error)? {
            SocketOption::Error(error) => Ok(error),
            _ => Err(Errno::EIO.into()),
        }
    }

    /// Whether a call that needs `event` would not wait; a socket that failed answers at once.
    #[cfg(any(feature = "embedded-io", feature = "embedded-nal"))]
    pub(super) fn is_ready(&self, event: Events) -> Result<bool, Error> {
        let mut fds = [PollFd::new(self.fd, event)];
        Ok(self.sockets.poll(&mut fds, Some(Duration::ZERO))? > 0)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // Nobody is left who could be told of an error.
        _ = self.sockets.close(self.fd);
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Handle");
        shown.field("fd", &self.fd);
        if let Ok(local) = self.local_addr() {
            shown.field("local", &local);
        }
        if let Ok(peer) = self.peer_addr() {
            shown.field("peer", &peer);
        }
        shown.finish()
    }
}

/// Every local address of the family, port 0: the stack chooses.
#[cfg(feature = "embedded-nal")]
pub(super) const fn unspecified(domain: Domain) -> SocketAddr {
    let ip = match domain {
        Domain::Inet => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        Domain::Inet6 => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    SocketAddr::new(ip, 0)
}
