//! Datagrams.

use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::socket::udp::{PacketBuffer, PacketMetadata, Socket};
use smoltcp::wire::{IpEndpoint, UDP_HEADER_LEN};

use super::config::Config;
use super::listener::endpoint;
use super::net::{Net, unspecified};
use super::open::{Datagram, Kind};
use super::slot::Owner;
use crate::Errno;
use crate::zsock::{Domain, Fd};

/// How long the last datagrams of a closed socket may wait for the hardware address of their receiver.
const LINGER: Duration = Duration::from_secs(5);

/// The UDP sockets of the stack: all of them are made at the start and used again and again.
#[derive(Debug)]
pub(super) struct Datagrams {
    slots: Vec<(SocketHandle, Owner)>,
    /// Bytes in an IP packet.
    mtu: usize,
}

impl Datagrams {
    pub(super) fn new(config: &Config, mtu: usize, set: &mut SocketSet<'static>) -> Self {
        let buffer = |len| {
            let headers = alloc::vec![PacketMetadata::EMPTY; config.udp_datagrams];
            PacketBuffer::new(headers, alloc::vec![0; len])
        };
        let sockets = (0..config.udp_sockets).map(|_| {
            let socket = Socket::new(buffer(config.udp_receive_buffer), buffer(config.udp_send_buffer));
            (set.add(socket), Owner::Nobody)
        });
        Self { slots: sockets.collect(), mtu }
    }

    pub(super) fn take(&mut self) -> Result<Datagram, Errno> {
        let slot = self.slots.iter_mut().find(|(_, owner)| *owner == Owner::Nobody).ok_or(Errno::EMFILE)?;
        slot.1 = Owner::Open;
        Ok(Datagram { handle: slot.0, bound: None, peer: None, read_shut: false, write_shut: false })
    }

    pub(super) fn bind(
        handle: SocketHandle,
        address: &SocketAddr,
        set: &mut SocketSet<'static>,
    ) -> Result<(), Errno> {
        set.get_mut::<Socket<'_>>(handle).bind(endpoint(address)).map_err(|_| Errno::EINVAL)
    }

    /// Gives the socket up; what it was to send still goes out.
    pub(super) fn release(&mut self, handle: SocketHandle, now: Duration, set: &mut SocketSet<'static>) {
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.0 == handle) {
            slot.1 = Owner::Closing { until: now.saturating_add(LINGER) };
        }
        self.note(now, set);
    }

    /// Frees sockets that have nothing left to do.
    pub(super) fn note(&mut self, now: Duration, set: &mut SocketSet<'static>) {
        for (handle, owner) in &mut self.slots {
            let Owner::Closing { until } = *owner else { continue };
            let socket = set.get_mut::<Socket<'_>>(*handle);
            if socket.send_queue() == 0 || now >= until {
                socket.close();
                *owner = Owner::Nobody;
            }
        }
    }

    /// When [`note`](Self::note) has something to do at the latest.
    pub(super) fn next(&self) -> Option<Duration> {
        let closing = self.slots.iter().filter_map(|(_, owner)| match owner {
            Owner::Closing { until } => Some(*until),
            Owner::Nobody | Owner::Open => None,
        });
        closing.min()
    }

    /// What is bound: `None` for any address.
    pub(super) fn addresses(&self, set: &SocketSet<'static>) -> impl Iterator<Item = (Option<IpAddr>, u16)> {
        let endpoints = self.slots.iter().map(|(handle, _)| set.get::<Socket<'_>>(*handle).endpoint());
        endpoints.map(|endpoint| (endpoint.addr.map(IpAddr::from), endpoint.port))
    }

    /// How many bytes the largest datagram to `to` has.
    fn largest(&self, to: &SocketAddr) -> usize {
        let header =
            if to.is_ipv4() { smoltcp::wire::IPV4_HEADER_LEN } else { smoltcp::wire::IPV6_HEADER_LEN };
        self.mtu.saturating_sub(header + UDP_HEADER_LEN)
    }
}

impl Net {
    fn datagram(&self, fd: Fd) -> Result<&Datagram, Errno> {
        match &self.open.find(fd)?.kind {
            Kind::Datagram(datagram) => Ok(datagram),
            Kind::Stream(_) => Err(Errno::EOPNOTSUPP),
        }
    }

    pub(super) fn connect_datagram(&mut self, fd: Fd, to: &SocketAddr) -> Result<(), Errno> {
        let domain = self.open.find(fd)?.domain;
        if Domain::of(to) != domain {
            return Err(Errno::EAFNOSUPPORT);
        }
        let source = self.source(to.ip())?;
        self.bind_if_needed(fd, domain)?;
        if let Kind::Datagram(datagram) = &mut self.open.find_mut(fd)?.kind {
            datagram.peer = Some(*to);
            if let Some(bound) = datagram.bound.as_mut().filter(|bound| bound.ip().is_unspecified()) {
                bound.set_ip(source);
            }
        }
        Ok(())
    }

    fn bind_if_needed(&mut self, fd: Fd, domain: Domain) -> Result<(), Errno> {
        match self.datagram(fd)?.bound {
            Some(_) => Ok(()),
            None => self.bind(fd, &unspecified(domain)),
        }
    }

    /// Sends `data` to `to`, or to the peer.
    pub(super) fn send_datagram(
        &mut self,
        fd: Fd,
        data: &[u8],
        to: Option<&SocketAddr>,
    ) -> Result<Option<usize>, Errno> {
        let domain = self.open.find(fd)?.domain;
        let datagram = self.datagram(fd)?;
        let (handle, shut) = (datagram.handle, datagram.write_shut);
        let to = to.copied().or(datagram.peer).ok_or(Errno::EDESTADDRREQ)?;
        if shut {
            return Err(Errno::EPIPE);
        }
        if Domain::of(&to) != domain {
            return Err(Errno::EAFNOSUPPORT);
        }
        self.source(to.ip())?;
        self.bind_if_needed(fd, domain)?;
        let largest = self.datagrams.largest(&to);
        let socket = self.set.get_mut::<Socket<'_>>(handle);
        if data.len() > largest.min(socket.payload_send_capacity()) {
            return Err(Errno::EMSGSIZE);
        }
        if !socket.can_send() {
            return Ok(None);
        }
        match socket.send_slice(data, IpEndpoint::from(to)) {
            Ok(()) => Ok(Some(data.len())),
            Err(smoltcp::socket::udp::SendError::BufferFull) => Ok(None),
            Err(smoltcp::socket::udp::SendError::Unaddressable) => Err(Errno::EINVAL),
        }
    }

    /// The next datagram: as much of it as `buffer` takes.
    pub(super) fn recv_datagram(
        &mut self,
        fd: Fd,
        buffer: &mut [u8],
        peek: bool,
    ) -> Result<Option<(usize, SocketAddr)>, Errno> {
        let datagram = self.datagram(fd)?;
        let (handle, shut) = (datagram.handle, datagram.read_shut);
        if self.next_datagram(fd)?.is_none() {
            return Ok(shut.then_some((0, unspecified(self.open.find(fd)?.domain))));
        }
        let socket = self.set.get_mut::<Socket<'_>>(handle);
        let next = if peek { socket.peek().map(|(data, meta)| (data, *meta)) } else { socket.recv() };
        let Ok((data, meta)) = next else { return Ok(None) };
        let len = buffer.iter_mut().zip(data).map(|(to, from)| *to = *from).count();
        Ok(Some((len, meta.endpoint.into())))
    }

    /// How long the next datagram is, after those that are not for this socket are dropped: the stack knows no peers,
    /// and one kind of "any address" for both families.
    pub(super) fn next_datagram(&mut self, fd: Fd) -> Result<Option<usize>, Errno> {
        let domain = self.open.find(fd)?.domain;
        let datagram = self.datagram(fd)?;
        let (handle, peer) = (datagram.handle, datagram.peer);
        let socket = self.set.get_mut::<Socket<'_>>(handle);
        loop {
            let Ok((data, meta)) = socket.peek() else { return Ok(None) };
            let from = SocketAddr::from(meta.endpoint);
            if Domain::of(&from) == domain && peer.is_none_or(|peer| peer == from) {
                return Ok(Some(data.len()));
            }
            // It is there: it was just looked at.
            _ = socket.recv();
        }
    }
}
