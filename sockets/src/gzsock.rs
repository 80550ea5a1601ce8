//! The layer that programs use: the same calls for plain and secure sockets.
//!
//! Each call goes where the socket belongs by what the socket *is*, never by what the caller remembers of it; nothing
//! reaches the network past TLS on a secure socket.

mod connect;
mod endpoint;
mod limits;
mod open;
mod poll;
mod resolve;

use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;

use self::endpoint::{Endpoint, Kind};
pub use self::limits::{LimitReached, Limits};
use self::open::Open;
use crate::lock::Lock;
use crate::zsock::{
    Domain, Fd, MsgFlags, OptionName, Protocol, Shutdown, SockType, Socket, SocketDriver, SocketOption,
};
use crate::zssl::{TlsContext, TlsInfo};
use crate::{ConfigError, Errno, Error, SocketApi, installed};

/// Plain and secure sockets over one network stack.
///
/// Handles are its own and carry a generation: a stale or repeated close is `EBADF`, whoever has got the place since.
/// All methods take `&self`; one thread may receive on a socket while another sends and a third closes it, which
/// makes the calls of the others return `EBADF`.
///
/// Dropping it closes the sockets that are still open, without telling the peers of secure ones.
pub struct Gzsock {
    driver: Arc<dyn SocketDriver>,
    open: Lock<Open>,
}

impl Gzsock {
    /// Sockets over `driver`. A table is a driver too: `Arc::new(table)` of a `&'static SocketApi`.
    #[must_use]
    pub fn new(driver: Arc<dyn SocketDriver>) -> Self {
        Self::with_limits(driver, Limits::new())
    }

    /// Sockets over `driver`, of which no more may be open at once than `limits` says, whatever the build says.
    #[must_use]
    pub fn with_limits(driver: Arc<dyn SocketDriver>, limits: Limits) -> Self {
        Self { driver, open: Lock::new(Open::new(limits)) }
    }

    /// Sockets over the host's own.
    #[cfg(feature = "host")]
    #[must_use]
    pub fn host() -> Self {
        Self::new(Arc::new(crate::driver::host::HostSockets::new()))
    }

    /// Sockets over the installed table ([`installed`]).
    ///
    /// # Errors
    /// [`ConfigError::NoStack`] if none is installed.
    pub fn installed() -> Result<Self, Error> {
        let table: &'static SocketApi = installed::current().ok_or(ConfigError::NoStack)?;
        Ok(Self::new(Arc::new(table)))
    }

    fn find(&self, fd: Fd) -> Result<Arc<Endpoint>, Errno> {
        self.open.with(&*self.driver, |open| open.find(fd))
    }

    fn keep(&self, endpoint: Endpoint) -> Result<Fd, Error> {
        self.open.with(&*self.driver, |open| open.insert(endpoint))
    }

    /// Asks before anything is done for a socket for which there is no room.
    fn room(&self, secure: bool) -> Result<(), Error> {
        Ok(self.open.with(&*self.driver, |open| open.room(secure))?)
    }

    /// Runs `call` on the socket; if it is closed meanwhile, that is the answer.
    fn on<T>(&self, fd: Fd, call: impl FnOnce(&Endpoint) -> Result<T, Error>) -> Result<T, Error> {
        let endpoint = self.find(fd)?;
        let outcome = call(&endpoint);
        if endpoint.is_closed() { Err(Errno::EBADF.into()) } else { outcome }
    }

    /// Opens a socket: a plain one without `context`, a secure one with it. A client's context connects, a server's
    /// listens.
    ///
    /// # Errors
    /// `EPROTOTYPE` for a secure socket that is not a TCP stream; [`Error::Limit`]; as [`SocketDriver::socket`].
    pub fn socket(
        &self,
        domain: Domain,
        sock_type: SockType,
        protocol: Protocol,
        context: Option<&TlsContext>,
    ) -> Result<Fd, Error> {
        if context.is_some() && (sock_type != SockType::Stream || protocol == Protocol::Udp) {
            return Err(Errno::EPROTOTYPE.into());
        }
        let kind = Kind::of(context);
        self.room(kind.is_secure_stream())?;
        self.keep(Endpoint::new(Socket::open(Arc::clone(&self.driver), domain, sock_type, protocol)?, kind))
    }

    /// Gives the socket a local address; port 0 lets the stack choose.
    ///
    /// # Errors
    /// As [`SocketDriver::bind`].
    pub fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Error> {
        self.on(fd, |endpoint| Ok(self.driver.bind(endpoint.fd(), address)?))
    }

    /// Makes the socket accept connections, of which up to `backlog` wait.
    ///
    /// # Errors
    /// [`ConfigError::Role`] for a client's context; as [`SocketDriver::listen`].
    pub fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Error> {
        self.on(fd, |endpoint| {
            endpoint.require_role(true)?;
            Ok(self.driver.listen(endpoint.fd(), backlog)?)
        })
    }

    /// Waits for a connection; gives its handle and the peer's address. A secure listener gives secure sockets, whose
    /// handshake happens with their first [`handshake`](Self::handshake), [`send`](Self::send), [`recv`](Self::recv) or
    /// [`poll`](Self::poll), so that a slow peer keeps nobody else waiting. They wait, whether or not the listener
    /// does.
    ///
    /// # Errors
    /// [`Error::Limit`], when the connection is left waiting; as [`SocketDriver::accept`].
    pub fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Error> {
        let (endpoint, peer) = self.on(fd, |listener| {
            self.room(listener.plain().is_err())?;
            listener.accept()
        })?;
        Ok((self.keep(endpoint)?, peer))
    }

    /// Connects to `address`; a secure socket is ready for use after that, its handshake done. Connection and
    /// handshake share the context's deadline; a plain socket has its send timeout.
    ///
    /// A [non-blocking](SocketOption::Nonblocking) socket goes on while it is [polled](Self::poll), and is ready for
    /// sending once connection and handshake are done, or have failed: [`OptionName::Error`] tells, of a secure one
    /// [`handshake`](Self::handshake) tells more.
    ///
    /// # Errors
    /// As [`SocketDriver::connect`] and [`handshake`](Self::handshake). The handle stays open until it is closed. Of a
    /// non-blocking socket `EINPROGRESS`; asked again, `EALREADY`, `EISCONN` or what went wrong.
    pub fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Error> {
        self.on(fd, |endpoint| endpoint.connect(address, None))
    }

    /// Shakes hands unless that is done already. Plain sockets have nothing to do.
    ///
    /// # Errors
    /// [`Error::Tls`]; `ENOTCONN` before the connection.
    pub fn handshake(&self, fd: Fd) -> Result<(), Error> {
        self.on(fd, |endpoint| endpoint.handshake())
    }

    /// Sends `data`; gives how many bytes were taken.
    ///
    /// # Errors
    /// As [`SocketDriver::send`] and [`Session::send`](crate::zssl::Session::send).
    pub fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Error> {
        self.on(fd, |endpoint| endpoint.send(data, flags))
    }

    /// Sends all of `data`.
    ///
    /// # Errors
    /// As [`send`](Self::send); how much had gone out by then is not known.
    pub fn send_all(&self, fd: Fd, data: &[u8]) -> Result<(), Error> {
        let mut rest = data;
        while !rest.is_empty() {
            match self.send(fd, rest, MsgFlags::NONE)? {
                // A driver that takes nothing and says nothing would be asked for ever.
                0 => return Err(Errno::EIO.into()),
                taken => rest = rest.get(taken..).unwrap_or_default(),
            }
        }
        Ok(())
    }

    /// Receives into `buffer`; `Ok(0)` is the proper end of the stream and nothing else.
    ///
    /// # Errors
    /// As [`SocketDriver::recv`] and [`Session::recv`](crate::zssl::Session::recv).
    pub fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Error> {
        self.on(fd, |endpoint| endpoint.recv(buffer, flags))
    }

    /// Sends one message to `address`.
    ///
    /// # Errors
    /// `EOPNOTSUPP` for a secure socket, whose data never goes past TLS; as [`SocketDriver::sendto`].
    pub fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> Result<usize, Error> {
        self.on(fd, |endpoint| Ok(self.driver.sendto(endpoint.plain()?, data, flags, address)?))
    }

    /// Receives one message and its sender's address.
    ///
    /// # Errors
    /// `EOPNOTSUPP` for a secure socket; as [`SocketDriver::recvfrom`].
    pub fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Error> {
        self.on(fd, |endpoint| Ok(self.driver.recvfrom(endpoint.plain()?, buffer, flags)?))
    }

    /// Ends one or both directions. On a secure socket, ending the sending one tells the peer (close_notify).
    ///
    /// # Errors
    /// `ENOTCONN`, `EBADF`.
    pub fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Error> {
        self.on(fd, |endpoint| endpoint.shutdown(how))
    }

    /// Closes the socket and wakes who waits in it. The peer of a secure one is told (close_notify).
    ///
    /// # Errors
    /// `EBADF` if there is no such socket (any more).
    pub fn close(&self, fd: Fd) -> Result<(), Error> {
        let endpoint = self.open.with(&*self.driver, |open| open.remove(fd))?;
        endpoint.close();
        Ok(())
    }

    /// The peer's address.
    ///
    /// # Errors
    /// As [`SocketDriver::getpeername`].
    pub fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Error> {
        self.on(fd, |endpoint| Ok(self.driver.getpeername(endpoint.fd())?))
    }

    /// The local address.
    ///
    /// # Errors
    /// As [`SocketDriver::getsockname`].
    pub fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Error> {
        self.on(fd, |endpoint| Ok(self.driver.getsockname(endpoint.fd())?))
    }

    /// Sets an option (`setsockopt`).
    ///
    /// # Errors
    /// As [`SocketDriver::set_option`].
    pub fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Error> {
        self.on(fd, |endpoint| endpoint.set_option(option))
    }

    /// Reads an option (`getsockopt`).
    ///
    /// # Errors
    /// As [`SocketDriver::option`].
    pub fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Error> {
        self.on(fd, |endpoint| endpoint.option(name))
    }

    /// Whether the socket is a secure one.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn is_secure(&self, fd: Fd) -> Result<bool, Error> {
        self.on(fd, |endpoint| Ok(endpoint.plain().is_err()))
    }

    /// What the handshake agreed on; `None` for a plain socket and before the handshake.
    ///
    /// # Errors
    /// `EBADF`.
    pub fn tls_info(&self, fd: Fd) -> Result<Option<TlsInfo>, Error> {
        self.on(fd, |endpoint| Ok(endpoint.session().and_then(|session| session.info())))
    }
}

impl fmt::Debug for Gzsock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gzsock").finish_non_exhaustive()
    }
}
