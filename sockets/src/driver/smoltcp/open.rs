use alloc::{collections::VecDeque, vec::Vec};
use core::net::SocketAddr;
use core::time::Duration;

use smoltcp::iface::SocketHandle;

use super::pool::Place;
use crate::Errno;
use crate::zsock::{Domain, MsgFlags, SockType};

/// An open socket.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) domain: Domain,
    pub(super) options: Options,
    pub(super) kind: Kind,
}

/// What was set on a socket and is not kept by the stack.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    pub(super) receive_timeout: Option<Duration>,
    pub(super) send_timeout: Option<Duration>,
    pub(super) reuse_address: bool,
    pub(super) no_delay: bool,
    pub(super) keep_alive: bool,
    pub(super) nonblocking: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Stream(Stream),
    Datagram(Datagram),
}

#[derive(Debug)]
pub(super) struct Stream {
    /// What it was bound to, if it was.
    pub(super) bound: Option<SocketAddr>,
    pub(super) role: Role,
}

#[derive(Debug)]
pub(super) enum Role {
    /// Neither connected nor listening; the socket of the stack is kept for that.
    Idle(Place),
    Listener(Listener),
    /// Connecting, connected, or no longer.
    Connection(Place),
}

/// A queue of connections to accept: for each, a socket of the stack listens beforehand.
#[derive(Debug)]
pub(super) struct Listener {
    /// Those that wait for a connection, or in the middle of a handshake.
    pub(super) waiting: Vec<Place>,
    /// Those that are connected, the oldest first.
    pub(super) ready: VecDeque<Place>,
    /// How many there should be of both.
    pub(super) backlog: usize,
}

#[derive(Debug)]
pub(super) struct Datagram {
    pub(super) handle: SocketHandle,
    /// What it was bound to, or what was chosen for it.
    pub(super) bound: Option<SocketAddr>,
    /// Whom it sends to and receives from alone.
    pub(super) peer: Option<SocketAddr>,
    pub(super) read_shut: bool,
    pub(super) write_shut: bool,
}

impl Open {
    pub(super) const fn sock_type(&self) -> SockType {
        match self.kind {
            Kind::Stream(_) => SockType::Stream,
            Kind::Datagram(_) => SockType::Datagram,
        }
    }

    pub(super) fn stream(&self) -> Result<&Stream, Errno> {
        match &self.kind {
            Kind::Stream(stream) => Ok(stream),
            Kind::Datagram(_) => Err(Errno::EOPNOTSUPP),
        }
    }

    pub(super) fn stream_mut(&mut self) -> Result<&mut Stream, Errno> {
        match &mut self.kind {
            Kind::Stream(stream) => Ok(stream),
            Kind::Datagram(_) => Err(Errno::EOPNOTSUPP),
        }
    }

    /// How long a receive or an accept waits.
    pub(super) fn receive_limit(&self, flags: MsgFlags) -> Option<Duration> {
        self.options.limit(flags, self.options.receive_timeout)
    }

    /// How long a send waits.
    pub(super) fn send_limit(&self, flags: MsgFlags) -> Option<Duration> {
        self.options.limit(flags, self.options.send_timeout)
    }
}

impl Options {
    fn limit(&self, flags: MsgFlags, timeout: Option<Duration>) -> Option<Duration> {
        if self.nonblocking || flags.contains(MsgFlags::DONTWAIT) { Some(Duration::ZERO) } else { timeout }
    }
}

impl Stream {
    /// The connection; `ENOTCONN` if there is none.
    pub(super) const fn connection(&self) -> Result<Place, Errno> {
        match self.role {
            Role::Connection(place) => Ok(place),
            Role::Idle(_) | Role::Listener(_) => Err(Errno::ENOTCONN),
        }
    }
}
