use core::net::SocketAddr;

use embedded_nal::{UdpClientStack, UdpFullStack, nb};

use super::{NalError, NalStack};
use crate::net::handle::{Handle, unspecified};
use crate::zsock::{Domain, MsgFlags, SockType, SocketOption};
use crate::{Errno, Error};

/// A UDP socket of a [`NalStack`]. Closed when dropped.
#[derive(Debug)]
pub struct NalUdpSocket {
    /// Its address family shows only when it is bound or connected.
    handle: Option<Handle>,
    remote: Option<Remote>,
}

/// Whom a message goes to.
#[derive(Debug)]
enum Remote {
    Connected,
    /// The last one that something was sent to.
    Last(SocketAddr),
}

impl NalUdpSocket {
    fn open(&self) -> Result<&Handle, NalError> {
        self.handle.as_ref().ok_or(NalError::NotOpen)
    }
}

impl NalStack {
    fn open_udp(&self, local: &SocketAddr) -> Result<Handle, Error> {
        let handle = Handle::open(&self.sockets, Domain::of(local), SockType::Datagram, None)?;
        handle.set(SocketOption::Nonblocking(true))?;
        handle.bind(local)?;
        Ok(handle)
    }
}

impl UdpClientStack for NalStack {
    type UdpSocket = NalUdpSocket;
    type Error = NalError;

    fn socket(&mut self) -> Result<NalUdpSocket, NalError> {
        Ok(NalUdpSocket { handle: None, remote: None })
    }

    fn connect(&mut self, socket: &mut NalUdpSocket, remote: SocketAddr) -> Result<(), NalError> {
        let handle = match socket.handle.take() {
            Some(handle) => handle,
            None => self.open_udp(&unspecified(Domain::of(&remote)))?,
        };
        socket.handle.insert(handle).connect(&remote)?;
        socket.remote = Some(Remote::Connected);
        Ok(())
    }

    fn send(&mut self, socket: &mut NalUdpSocket, buffer: &[u8]) -> nb::Result<(), NalError> {
        let handle = socket.open()?;
        match &socket.remote {
            Some(Remote::Connected) => handle.sockets.send(handle.fd, buffer, MsgFlags::NONE),
            Some(Remote::Last(remote)) => handle.sendto(buffer, remote),
            None => return Err(nb::Error::Other(NalError::NotOpen)),
        }
        .map(drop)
        .map_err(NalError::of)
    }

    fn receive(
        &mut self,
        socket: &mut NalUdpSocket,
        buffer: &mut [u8],
    ) -> nb::Result<(usize, SocketAddr), NalError> {
        socket.open()?.recvfrom(buffer, MsgFlags::NONE).map_err(NalError::of)
    }

    fn close(&mut self, socket: NalUdpSocket) -> Result<(), NalError> {
        drop(socket);
        Ok(())
    }
}

impl UdpFullStack for NalStack {
    fn bind(&mut self, socket: &mut NalUdpSocket, local_port: u16) -> Result<(), NalError> {
        if socket.handle.is_some() {
            return Err(NalError::Failed(Errno::EINVAL.into()));
        }
        socket.handle = Some(self.open_udp(&SocketAddr::new(self.local, local_port))?);
        Ok(())
    }

    fn send_to(
        &mut self,
        socket: &mut NalUdpSocket,
        remote: SocketAddr,
        buffer: &[u8],
    ) -> nb::Result<(), NalError> {
        socket.open()?.sendto(buffer, &remote).map_err(NalError::of)?;
        socket.remote = Some(Remote::Last(remote));
        Ok(())
    }
}
