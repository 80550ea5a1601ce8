use core::net::SocketAddr;

use embedded_nal::{TcpClientStack, TcpFullStack, nb};

use super::{NalError, NalStack};
use crate::Errno;
use crate::net::handle::Handle;
use crate::zsock::{MsgFlags, SocketOption};
use crate::zssl::TlsInfo;

/// How many connections wait to be accepted.
const BACKLOG: u32 = 4;

/// A TCP socket of a [`NalStack`]. Closed when dropped; the peer of a secure one is told.
#[derive(Debug)]
pub struct NalTcpSocket(State);

#[derive(Debug)]
enum State {
    /// Its address family shows only when it is bound or connected.
    New,
    /// Bound, listening or connected.
    Open(Handle),
    Connecting(Handle),
}

impl NalTcpSocket {
    /// What the handshake agreed on; `None` without TLS and before it is done.
    #[must_use]
    pub fn info(&self) -> Option<TlsInfo> {
        let handle = self.open().ok()?;
        handle.sockets.tls_info(handle.fd).ok()?
    }

    fn open(&self) -> Result<&Handle, NalError> {
        match &self.0 {
            State::Open(handle) => Ok(handle),
            State::New | State::Connecting(_) => Err(NalError::NotOpen),
        }
    }
}

impl TcpClientStack for NalStack {
    type TcpSocket = NalTcpSocket;
    type Error = NalError;

    fn socket(&mut self) -> Result<NalTcpSocket, NalError> {
        Ok(NalTcpSocket(State::New))
    }

    /// A connection that failed leaves the socket as new.
    fn connect(&mut self, socket: &mut NalTcpSocket, remote: SocketAddr) -> nb::Result<(), NalError> {
        let handle = match core::mem::replace(&mut socket.0, State::New) {
            State::Connecting(handle) => handle,
            State::Open(handle) => {
                socket.0 = State::Open(handle);
                return Err(NalError::of(Errno::EISCONN.into()));
            }
            State::New => {
                Handle::begin(&self.sockets, self.context.as_ref(), &remote).map_err(NalError::of)?
            }
        };
        if handle.is_connected().map_err(NalError::of)? {
            socket.0 = State::Open(handle);
            return Ok(());
        }
        socket.0 = State::Connecting(handle);
        Err(nb::Error::WouldBlock)
    }

    fn send(&mut self, socket: &mut NalTcpSocket, buffer: &[u8]) -> nb::Result<usize, NalError> {
        socket.open()?.send(buffer).map_err(NalError::of)
    }

    /// The end of the stream is [`NalError::Ended`], since zero bytes would look like nothing yet.
    fn receive(&mut self, socket: &mut NalTcpSocket, buffer: &mut [u8]) -> nb::Result<usize, NalError> {
        let handle = socket.open()?;
        if buffer.is_empty() {
            return Ok(0);
        }
        match handle.recv(buffer, MsgFlags::NONE).map_err(NalError::of)? {
            0 => Err(nb::Error::Other(NalError::Ended)),
            len => Ok(len),
        }
    }

    fn close(&mut self, socket: NalTcpSocket) -> Result<(), NalError> {
        drop(socket);
        Ok(())
    }
}

impl TcpFullStack for NalStack {
    fn bind(&mut self, socket: &mut NalTcpSocket, local_port: u16) -> Result<(), NalError> {
        if !matches!(socket.0, State::New) {
            return Err(NalError::Failed(Errno::EINVAL.into()));
        }
        let local = SocketAddr::new(self.local, local_port);
        let handle = Handle::nonblocking(&self.sockets, self.context.as_ref(), &local)?;
        handle.reuse_address()?;
        handle.bind(&local)?;
        socket.0 = State::Open(handle);
        Ok(())
    }

    fn listen(&mut self, socket: &mut NalTcpSocket) -> Result<(), NalError> {
        let handle = socket.open()?;
        Ok(handle.sockets.listen(handle.fd, BACKLOG)?)
    }

    fn accept(&mut self, socket: &mut NalTcpSocket) -> nb::Result<(NalTcpSocket, SocketAddr), NalError> {
        let (handle, peer) = socket.open()?.accept().map_err(NalError::of)?;
        handle.set(SocketOption::Nonblocking(true)).map_err(NalError::of)?;
        Ok((NalTcpSocket(State::Open(handle)), peer))
    }
}
