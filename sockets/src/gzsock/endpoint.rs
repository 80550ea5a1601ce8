//! One socket and what it is.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::lock::Lock;
use crate::zsock::{Fd, MsgFlags, OptionName, Shutdown, Socket, SocketOption};
use crate::zssl::{Deadline, Session, TlsContext};
use crate::{Errno, Error};

#[derive(Debug)]
pub(super) struct Endpoint {
    socket: Arc<Socket>,
    kind: Kind,
    closed: AtomicBool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Plain,
    /// Has its session from the moment it is connected.
    Tls {
        context: TlsContext,
        session: Lock<Option<Arc<Session>>>,
    },
    TlsListener {
        context: TlsContext,
    },
}

impl Kind {
    pub(super) fn of(context: Option<&TlsContext>) -> Self {
        match context.cloned() {
            None => Self::Plain,
            Some(context) if context.is_server() => Self::TlsListener { context },
            Some(context) => Self::Tls { context, session: Lock::new(None) },
        }
    }

    /// Whether it has a session, or will.
    pub(super) const fn is_secure_stream(&self) -> bool {
        matches!(self, Self::Tls { .. })
    }
}

impl Endpoint {
    pub(super) fn new(socket: Socket, kind: Kind) -> Self {
        Self::over(Arc::new(socket), kind)
    }

    const fn over(socket: Arc<Socket>, kind: Kind) -> Self {
        Self { socket, kind, closed: AtomicBool::new(false) }
    }

    pub(super) fn fd(&self) -> Fd {
        self.socket.fd()
    }

    pub(super) const fn is_secure_stream(&self) -> bool {
        self.kind.is_secure_stream()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// The socket below, if there is no TLS between.
    pub(super) fn plain(&self) -> Result<Fd, Errno> {
        match self.kind {
            Kind::Plain => Ok(self.fd()),
            Kind::Tls { .. } | Kind::TlsListener { .. } => Err(Errno::EOPNOTSUPP),
        }
    }

    pub(super) fn session(&self) -> Option<Arc<Session>> {
        match &self.kind {
            Kind::Tls { session, .. } => session.with(self.socket.driver(), |session| session.clone()),
            Kind::Plain | Kind::TlsListener { .. } => None,
        }
    }

    /// The session of a secure socket; `ENOTCONN` before it is connected.
    fn connected(&self) -> Result<Arc<Session>, Errno> {
        self.session().ok_or(Errno::ENOTCONN)
    }

    pub(super) fn require_role(&self, server: bool) -> Result<(), Error> {
        match &self.kind {
            Kind::Plain => Ok(()),
            Kind::Tls { context, .. } | Kind::TlsListener { context } => context.require_server(server),
        }
    }

    pub(super) fn accept(&self) -> Result<(Self, SocketAddr), Error> {
        self.require_role(true)?;
        let (socket, peer) = self.socket.accept()?;
        let socket = Arc::new(socket);
        let kind = match &self.kind {
            Kind::TlsListener { context } => {
                let session = Arc::new(Session::new(Arc::clone(&socket), context));
                Kind::Tls { context: context.clone(), session: Lock::new(Some(session)) }
            }
            Kind::Plain | Kind::Tls { .. } => Kind::Plain,
        };
        Ok((Self::over(socket, kind), peer))
    }

    /// Connects, by `deadline` if there is one already.
    pub(super) fn connect(&self, address: &SocketAddr, deadline: Option<Deadline>) -> Result<(), Error> {
        self.require_role(false)?;
        let driver = self.socket.driver();
        match &self.kind {
            Kind::Tls { context, session: place } => {
                if let Some(session) = self.session() {
                    return Err(session.refuse_to_connect());
                }
                let session = Arc::new(Session::new(Arc::clone(&self.socket), context));
                let deadline =
                    deadline.unwrap_or_else(|| Deadline::after(driver, context.handshake_deadline()));
                session.connect_transport(address, &deadline)?;
                place.with(driver, |place| *place = Some(Arc::clone(&session)));
                session.handshake_after_connect(&deadline)
            }
            Kind::Plain | Kind::TlsListener { .. } => match deadline {
                Some(deadline) => self.connect_within(address, deadline),
                None => Ok(driver.connect(self.fd(), address)?),
            },
        }
    }

    fn connect_within(&self, address: &SocketAddr, deadline: Deadline) -> Result<(), Error> {
        let driver = self.socket.driver();
        let limit = Some(deadline.remaining(driver)?);
        driver.set_option(self.fd(), SocketOption::SendTimeout(limit))?;
        driver.connect(self.fd(), address)?;
        Ok(driver.set_option(self.fd(), SocketOption::SendTimeout(None))?)
    }

    pub(super) fn handshake(&self) -> Result<(), Error> {
        match self.kind {
            Kind::Plain => Ok(()),
            Kind::Tls { .. } | Kind::TlsListener { .. } => self.connected()?.handshake(),
        }
    }

    pub(super) fn send(&self, data: &[u8], flags: MsgFlags) -> Result<usize, Error> {
        match self.plain() {
            Ok(fd) => Ok(self.socket.driver().send(fd, data, flags)?),
            Err(_) => self.connected()?.send(data, flags),
        }
    }

    pub(super) fn recv(&self, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Error> {
        match self.plain() {
            Ok(fd) => Ok(self.socket.driver().recv(fd, buffer, flags)?),
            Err(_) => self.connected()?.recv(buffer, flags),
        }
    }

    pub(super) fn shutdown(&self, how: Shutdown) -> Result<(), Error> {
        match self.plain() {
            Ok(_) => Ok(self.socket.shutdown(how)?),
            Err(_) => self.connected()?.shutdown(how),
        }
    }

    pub(super) fn set_option(&self, option: SocketOption) -> Result<(), Error> {
        match self.session() {
            Some(session) => session.set_option(option),
            None => Ok(self.socket.driver().set_option(self.fd(), option)?),
        }
    }

    pub(super) fn option(&self, name: OptionName) -> Result<SocketOption, Error> {
        match self.session() {
            Some(session) => session.option(name),
            None => Ok(self.socket.driver().option(self.fd(), name)?),
        }
    }

    /// Makes every call on the socket return; the socket below goes when the last of them has.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        match self.session() {
            Some(session) => session.close(),
            None => _ = self.socket.shutdown(Shutdown::Both),
        }
    }
}
