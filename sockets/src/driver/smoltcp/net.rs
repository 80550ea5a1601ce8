//! The stack without its device, and what is open in it.

use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use smoltcp::iface::{Interface, SocketHandle, SocketSet};
use smoltcp::wire::IpListenEndpoint;

use super::open::{Kind, Open, Options, Role, Stream};
use super::pool::Pool;
use super::ports::Ports;
use super::slot::Phase;
use super::udp::Datagrams;
use crate::Errno;
use crate::handle::Handles;
use crate::zsock::{Domain, Fd, Shutdown, SockType};

pub(super) struct Net {
    pub(super) iface: Interface,
    pub(super) set: SocketSet<'static>,
    pub(super) open: Handles<Open>,
    pub(super) pool: Pool,
    pub(super) datagrams: Datagrams,
    /// Where nobody can connect to for now, since as many wait to be accepted as the backlog says.
    pub(super) full: Vec<IpListenEndpoint>,
    pub(super) ports: Ports,
    pub(super) dns: SocketHandle,
    pub(super) dhcp: Option<SocketHandle>,
    /// The time of the last step.
    pub(super) now: Duration,
}

impl Net {
    pub(super) fn socket(&mut self, domain: Domain, sock_type: SockType) -> Result<Fd, Errno> {
        let kind = match sock_type {
            SockType::Stream => {
                let role = Role::Idle(self.pool.take(&mut self.set)?);
                Kind::Stream(Stream { bound: None, role })
            }
            SockType::Datagram => Kind::Datagram(self.datagrams.take()?),
        };
        self.open.insert(Open { domain, options: Options::default(), kind })
    }

    /// Sends some of a stream, or a datagram to `to` or to the peer.
    pub(super) fn send(
        &mut self,
        fd: Fd,
        data: &[u8],
        to: Option<&SocketAddr>,
    ) -> Result<Option<usize>, Errno> {
        match self.open.find(fd)?.sock_type() {
            SockType::Stream => self.send_stream(fd, data),
            SockType::Datagram => self.send_datagram(fd, data, to),
        }
    }

    /// Receives some of a stream or a datagram, and tells from whom.
    pub(super) fn recv(
        &mut self,
        fd: Fd,
        buffer: &mut [u8],
        peek: bool,
    ) -> Result<Option<(usize, SocketAddr)>, Errno> {
        match self.open.find(fd)?.sock_type() {
            SockType::Stream => self.recv_stream(fd, buffer, peek),
            SockType::Datagram => self.recv_datagram(fd, buffer, peek),
        }
    }

    /// After each step of the stack.
    pub(super) fn note(&mut self, phase: Phase) {
        self.pool.note(phase, self.now, &mut self.set);
        self.datagrams.note(self.now, &mut self.set);
        self.tend_listeners();
    }

    pub(super) fn close(&mut self, fd: Fd) -> Result<(), Errno> {
        match self.open.remove(fd)?.kind {
            Kind::Stream(Stream { role: Role::Idle(place) | Role::Connection(place), .. }) => {
                self.pool.release(place, self.now, &mut self.set);
            }
            Kind::Stream(Stream { role: Role::Listener(listener), .. }) => {
                self.release_all(listener);
            }
            Kind::Datagram(datagram) => self.datagrams.release(datagram.handle, self.now, &mut self.set),
        }
        Ok(())
    }

    pub(super) fn shutdown(&mut self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        let (read, write) = (how != Shutdown::Write, how != Shutdown::Read);
        match &mut self.open.find_mut(fd)?.kind {
            Kind::Stream(Stream { role: Role::Idle(_), .. }) => Err(Errno::ENOTCONN),
            Kind::Stream(Stream { role: Role::Listener(_), .. }) => {
                if read {
                    self.stop_listening(fd)?;
                }
                Ok(())
            }
            Kind::Stream(Stream { role: Role::Connection(place), .. }) => {
                let place = *place;
                self.shut_connection(place, read, write)
            }
            Kind::Datagram(datagram) => {
                datagram.read_shut |= read;
                datagram.write_shut |= write;
                datagram.peer.map(drop).ok_or(Errno::ENOTCONN)
            }
        }
    }

    pub(super) fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        let open = self.open.find(fd)?;
        let address = match &open.kind {
            Kind::Stream(Stream { role: Role::Connection(place), bound }) => {
                self.pool.slot(*place)?.local.or(*bound)
            }
            Kind::Stream(stream) => stream.bound,
            Kind::Datagram(datagram) => datagram.bound,
        };
        Ok(address.unwrap_or_else(|| unspecified(open.domain)))
    }

    pub(super) fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        let peer = match &self.open.find(fd)?.kind {
            Kind::Stream(stream) => {
                let slot = self.pool.slot(stream.connection()?)?;
                slot.remote.filter(|_| slot.established && slot.broken.is_none())
            }
            Kind::Datagram(datagram) => datagram.peer,
        };
        peer.ok_or(Errno::ENOTCONN)
    }

    pub(super) fn bind(&mut self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        let open = self.open.find(fd)?;
        let sock_type = match &open.kind {
            Kind::Stream(Stream { role: Role::Idle(_), bound: None }) => SockType::Stream,
            Kind::Datagram(datagram) if datagram.bound.is_none() => SockType::Datagram,
            Kind::Stream(_) | Kind::Datagram(_) => return Err(Errno::EINVAL),
        };
        if Domain::of(address) != open.domain {
            return Err(Errno::EAFNOSUPPORT);
        }
        if !address.ip().is_unspecified() && !self.iface.has_ip_addr(address.ip()) {
            return Err(Errno::EADDRNOTAVAIL);
        }
        let reuse = open.options.reuse_address;
        let bound = self.claim(sock_type, *address, reuse)?;
        match &mut self.open.find_mut(fd)?.kind {
            Kind::Stream(stream) => stream.bound = Some(bound),
            Kind::Datagram(datagram) => {
                datagram.bound = Some(bound);
                Datagrams::bind(datagram.handle, &bound, &mut self.set)?;
            }
        }
        Ok(())
    }

    /// The address with a port: the wanted one if nobody has it, or one that nobody has.
    pub(super) fn claim(
        &mut self,
        sock_type: SockType,
        wanted: SocketAddr,
        reuse: bool,
    ) -> Result<SocketAddr, Errno> {
        let mut claimed = wanted;
        if wanted.port() == 0 {
            let mut candidates = self.ports.candidates();
            let free = |port: &u16| !self.taken(sock_type, SocketAddr::new(wanted.ip(), *port), false);
            claimed.set_port(candidates.find(free).ok_or(Errno::EADDRINUSE)?);
        } else if self.taken(sock_type, wanted, reuse) {
            return Err(Errno::EADDRINUSE);
        }
        Ok(claimed)
    }

    /// Whether a socket has the address already. One that may reuse it gets it from connections, not from sockets that
    /// are bound or listen.
    fn taken(&self, sock_type: SockType, wanted: SocketAddr, reuse: bool) -> bool {
        if sock_type == SockType::Datagram {
            return self.datagrams.addresses(&self.set).any(|(ip, port)| overlap(ip, port, wanted));
        }
        let bound = self.open.values().filter_map(|open| match &open.kind {
            Kind::Stream(Stream { role: Role::Idle(_) | Role::Listener(_), bound }) => *bound,
            Kind::Stream(_) | Kind::Datagram(_) => None,
        });
        let connected = self.pool.used().filter(|_| !reuse).filter_map(|slot| slot.local);
        bound.chain(connected).any(|taken| overlap(Some(taken.ip()), taken.port(), wanted))
    }

    /// The address from which `to` is reached; `ENETUNREACH` if it is not.
    pub(super) fn source(&mut self, to: IpAddr) -> Result<IpAddr, Errno> {
        let target = to.into();
        let linked = self.iface.ip_addrs().iter().any(|network| network.contains_addr(&target));
        let mut routed = false;
        if !linked {
            self.iface.routes_mut().update(|routes| {
                routed = routes.iter().any(|route| route.cidr.contains_addr(&target));
            });
        }
        let source = self.iface.get_source_address(&target).filter(|_| linked || routed);
        source.map(IpAddr::from).ok_or(Errno::ENETUNREACH)
    }
}

/// An address of a family that says nothing.
pub(super) const fn unspecified(domain: Domain) -> SocketAddr {
    let ip = match domain {
        Domain::Inet => IpAddr::V4(core::net::Ipv4Addr::UNSPECIFIED),
        Domain::Inet6 => IpAddr::V6(core::net::Ipv6Addr::UNSPECIFIED),
    };
    SocketAddr::new(ip, 0)
}

/// Whether two sockets cannot have these addresses at once. The stack knows one kind of "any address", for both
/// families.
fn overlap(ip: Option<IpAddr>, port: u16, wanted: SocketAddr) -> bool {
    let any = |ip: IpAddr| ip.is_unspecified();
    port == wanted.port() && (any(wanted.ip()) || ip.is_none_or(|ip| any(ip) || ip == wanted.ip()))
}
