//! The host's BSD sockets.
//!
//! The numbers it hands out are its own and carry a generation: a stale or repeated close is `EBADF` and never
//! reaches a descriptor that the system has given to somebody else meanwhile. A descriptor is closed when the last call
//! that uses it has returned; closing a socket shuts it down first, which makes such calls return.

mod errno;
mod io;
mod options;
mod poll;

use alloc::{sync::Arc, vec::Vec};
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::net::ToSocketAddrs;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use socket2::SockAddr;

use self::errno::errno;
use crate::Errno;
use crate::handle::Handles;
use crate::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver,
    SocketOption,
};

/// The driver over the host's sockets.
#[derive(Debug)]
pub struct HostSockets {
    open: Mutex<Handles<Arc<socket2::Socket>>>,
    start: Instant,
}

impl Default for HostSockets {
    fn default() -> Self {
        Self::new()
    }
}

impl HostSockets {
    /// A driver with no socket open.
    #[must_use]
    pub fn new() -> Self {
        Self { open: Mutex::new(Handles::new()), start: Instant::now() }
    }

    fn with<R>(&self, operation: impl FnOnce(&mut Handles<Arc<socket2::Socket>>) -> R) -> R {
        // No operation on the table can panic half-way, so the poison mark says nothing.
        operation(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn find(&self, fd: Fd) -> Result<Arc<socket2::Socket>, Errno> {
        self.with(|open| open.find(fd).cloned())
    }

    fn keep(&self, socket: socket2::Socket) -> Result<Fd, Errno> {
        self.with(|open| open.insert(Arc::new(socket)))
    }
}

fn address(address: &SockAddr) -> Result<SocketAddr, Errno> {
    address.as_socket().ok_or(Errno::EAFNOSUPPORT)
}

impl SocketDriver for HostSockets {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        let domain = match domain {
            Domain::Inet => socket2::Domain::IPV4,
            Domain::Inet6 => socket2::Domain::IPV6,
        };
        let sock_type = match sock_type {
            SockType::Stream => socket2::Type::STREAM,
            SockType::Datagram => socket2::Type::DGRAM,
        };
        let protocol = match protocol {
            Protocol::Default => None,
            Protocol::Tcp => Some(socket2::Protocol::TCP),
            Protocol::Udp => Some(socket2::Protocol::UDP),
        };
        self.keep(socket2::Socket::new(domain, sock_type, protocol).map_err(errno)?)
    }

    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.find(fd)?.bind(&SockAddr::from(*address)).map_err(errno)
    }

    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        self.find(fd)?.listen(i32::try_from(backlog).unwrap_or(i32::MAX)).map_err(errno)
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        let (socket, peer) = io::accept(&*self.find(fd)?)?;
        Ok((self.keep(socket)?, address(&peer)?))
    }

    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        io::connect(&*self.find(fd)?, &SockAddr::from(*address))
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        io::send(&*self.find(fd)?, data, flags)
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        io::recv(&*self.find(fd)?, buffer, flags)
    }

    fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, to: &SocketAddr) -> Result<usize, Errno> {
        io::sendto(&*self.find(fd)?, data, flags, to)
    }

    fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        io::recvfrom(&*self.find(fd)?, buffer, flags)
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        let how = match how {
            Shutdown::Read => std::net::Shutdown::Read,
            Shutdown::Write => std::net::Shutdown::Write,
            Shutdown::Both => std::net::Shutdown::Both,
        };
        self.find(fd)?.shutdown(how).map_err(errno)
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        let socket = self.with(|open| open.remove(fd))?;
        // Others still use it: make their calls return. A lone owner closes without cutting off what is queued.
        if Arc::strong_count(&socket) > 1 {
            _ = socket.shutdown(std::net::Shutdown::Both);
        }
        Ok(())
    }

    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        address(&self.find(fd)?.peer_addr().map_err(errno)?)
    }

    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        address(&self.find(fd)?.local_addr().map_err(errno)?)
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        options::set(&*self.find(fd)?, option)
    }

    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        options::read(&*self.find(fd)?, name)
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        let sockets: Vec<_> = self.with(|open| fds.iter().map(|fd| open.find(fd.fd).ok().cloned()).collect());
        poll::poll(fds, &sockets, timeout)?;
        // Some may have been closed meanwhile, which woke us.
        self.with(|open| {
            let closed = fds.iter_mut().filter(|fd| open.find(fd.fd).is_err());
            closed.for_each(|fd| fd.revents = Events::NVAL);
        });
        Ok(fds.iter().filter(|fd| !fd.revents.is_empty()).count())
    }

    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        let addresses = (name, 0).to_socket_addrs().map_err(|_| Errno::ENOENT)?;
        addresses.for_each(|address| found(address.ip()));
        Ok(())
    }

    fn monotonic(&self) -> Option<Duration> {
        Some(self.start.elapsed())
    }

    fn relax(&self) {
        std::thread::yield_now();
    }
}
