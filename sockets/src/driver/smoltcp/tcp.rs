//! Connections.

use core::net::SocketAddr;

use smoltcp::socket::tcp::Socket;
use smoltcp::wire::{IpEndpoint, IpListenEndpoint};

use super::net::{Net, unspecified};
use super::open::Role;
use super::pool::Place;
use super::slot::Slot;
use crate::Errno;
use crate::zsock::{Domain, Fd, SockType};

/// How a connect stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connecting {
    UnderWay,
    Done,
}

impl Net {
    /// Begins to connect, or tells what came of the last time.
    pub(super) fn connect_stream(&mut self, fd: Fd, to: &SocketAddr) -> Result<Connecting, Errno> {
        let open = self.open.find(fd)?;
        let (domain, options) = (open.domain, open.options.clone());
        let stream = open.stream()?;
        let (place, bound) = match stream.role {
            Role::Idle(place) => (place, stream.bound),
            Role::Listener(_) => return Err(Errno::EISCONN),
            Role::Connection(place) => return self.connect_again(fd, place),
        };
        if Domain::of(to) != domain {
            return Err(Errno::EAFNOSUPPORT);
        }
        if to.port() == 0 {
            return Err(Errno::ECONNREFUSED);
        }
        let source = self.source(to.ip())?;
        let bound = match bound {
            Some(bound) => bound,
            None => self.claim(SockType::Stream, unspecified(domain), false)?,
        };
        let ip = if bound.ip().is_unspecified() { source } else { bound.ip() };
        let local = SocketAddr::new(ip, bound.port());
        self.apply(place, &options)?;
        let now = self.now;
        let slot = self.pool.slot_mut(place)?;
        let socket = self.set.get_mut::<Socket<'_>>(slot.handle);
        let from = IpListenEndpoint::from(local);
        socket
            .connect(self.iface.context(), IpEndpoint::from(*to), from)
            .map_err(|_| Errno::EADDRNOTAVAIL)?;
        (slot.local, slot.remote) = (Some(local), Some(*to));
        slot.untold = options.nonblocking;
        slot.started(now, socket);
        self.open.find_mut(fd)?.stream_mut()?.role = Role::Connection(place);
        Ok(Connecting::UnderWay)
    }

    /// A connect that does not wait is asked how it went by calling it again.
    fn connect_again(&mut self, fd: Fd, place: Place) -> Result<Connecting, Errno> {
        let slot = self.pool.slot_mut(place)?;
        if slot.established {
            let first = core::mem::take(&mut slot.untold);
            return if first { Ok(Connecting::Done) } else { Err(Errno::EISCONN) };
        }
        let Some(why) = slot.broken else { return Err(Errno::EALREADY) };
        let why = if slot.told { Errno::ECONNABORTED } else { why };
        self.disconnect(fd, place)?;
        Err(why)
    }

    /// How the connect went. One that failed leaves a socket that can connect again.
    pub(super) fn connecting(&mut self, fd: Fd) -> Result<Connecting, Errno> {
        let place = self.open.find(fd)?.stream()?.connection()?;
        let slot = self.pool.slot(place)?;
        match slot.broken {
            _ if slot.established => Ok(Connecting::Done),
            None => Ok(Connecting::UnderWay),
            Some(why) => {
                self.disconnect(fd, place)?;
                Err(why)
            }
        }
    }

    /// Forgets a connection that is not made yet.
    pub(super) fn give_up_connecting(&mut self, fd: Fd) -> Result<(), Errno> {
        let place = self.open.find(fd)?.stream()?.connection()?;
        if self.pool.slot(place)?.established { Ok(()) } else { self.disconnect(fd, place) }
    }

    fn disconnect(&mut self, fd: Fd, place: Place) -> Result<(), Errno> {
        self.pool.renew(place, &mut self.set)?;
        self.open.find_mut(fd)?.stream_mut()?.role = Role::Idle(place);
        Ok(())
    }

    fn connection(&mut self, fd: Fd) -> Result<(&mut Slot, &mut Socket<'static>), Errno> {
        let place = self.open.find(fd)?.stream()?.connection()?;
        let slot = self.pool.slot_mut(place)?;
        let socket = self.set.get_mut(slot.handle);
        Ok((slot, socket))
    }

    pub(super) fn send_stream(&mut self, fd: Fd, data: &[u8]) -> Result<Option<usize>, Errno> {
        let (slot, socket) = self.connection(fd)?;
        if slot.write_shut {
            return Err(Errno::EPIPE);
        }
        if let Some(why) = slot.broken {
            let first = !core::mem::replace(&mut slot.told, true);
            return Err(if first { why } else { Errno::EPIPE });
        }
        if !slot.established {
            return Ok(None);
        }
        match socket.send_slice(data).map_err(|_| Errno::EPIPE)? {
            0 if !data.is_empty() => Ok(None),
            taken => Ok(Some(taken)),
        }
    }

    /// Receives some, from the peer.
    pub(super) fn recv_stream(
        &mut self,
        fd: Fd,
        buffer: &mut [u8],
        peek: bool,
    ) -> Result<Option<(usize, SocketAddr)>, Errno> {
        let (slot, socket) = self.connection(fd)?;
        let peer = slot.remote.ok_or(Errno::ENOTCONN)?;
        Ok(slot.recv(socket, buffer, peek)?.map(|len| (len, peer)))
    }

    pub(super) fn shut_connection(&mut self, place: Place, read: bool, write: bool) -> Result<(), Errno> {
        let slot = self.pool.slot_mut(place)?;
        let socket = self.set.get_mut::<Socket<'_>>(slot.handle);
        if !slot.alive() {
            return Err(Errno::ENOTCONN);
        }
        if !slot.established {
            slot.abort(Errno::ECONNABORTED, socket);
            return Ok(());
        }
        slot.read_shut |= read;
        if write && !core::mem::replace(&mut slot.write_shut, true) {
            socket.close();
        }
        Ok(())
    }
}

impl Slot {
    fn recv(
        &mut self,
        socket: &mut Socket<'_>,
        buffer: &mut [u8],
        peek: bool,
    ) -> Result<Option<usize>, Errno> {
        if buffer.is_empty() && self.established {
            return Ok(Some(0));
        }
        if !self.rest.is_empty() {
            return Ok(Some(self.read_rest(buffer, peek)));
        }
        if self.established && socket.can_recv() {
            let received = if peek { socket.peek_slice(buffer) } else { socket.recv_slice(buffer) };
            return received.map(Some).map_err(|_| Errno::ECONNRESET);
        }
        if self.finished || self.read_shut {
            return Ok(Some(0));
        }
        if let Some(why) = self.broken {
            self.told = true;
            return Err(why);
        }
        Ok(None)
    }

    fn read_rest(&mut self, buffer: &mut [u8], peek: bool) -> usize {
        let len = self.rest.len().min(buffer.len());
        let read = buffer.iter_mut().zip(&self.rest).map(|(to, from)| *to = *from).count();
        if !peek {
            self.rest.drain(..len);
        }
        read
    }
}
