//! The three families of calls, as drivers: what C hands over is turned into Rust by the same code that serves every table.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};
use sockets::zssl::TlsContext;
use sockets::{Errno, Error};

use crate::failure::{Failure, remember};
use crate::{stack, texts};

/// `gzsock_`: goes where the socket belongs.
pub(crate) static ANY: Calls = Calls(Layer::Any);
/// `zsock_`: plain sockets only.
pub(crate) static PLAIN: Calls = Calls(Layer::Plain);
/// `zssl_`: secure sockets only.
pub(crate) static SECURE: Calls = Calls(Layer::Secure);

/// One family of calls. All have the same handles, so that none ever reaches past TLS.
pub(crate) struct Calls(Layer);

#[derive(Clone, Copy)]
enum Layer {
    Any,
    Plain,
    Secure,
}

impl Calls {
    fn on<T>(&self, fd: Fd, call: impl FnOnce(&Gzsock) -> Result<T, Error>) -> Result<T, Errno> {
        remember(|| {
            stack::on(fd, |sockets| {
                self.admit(sockets, fd)?;
                Ok(call(sockets)?)
            })
        })
    }

    /// Whether these calls are for such a socket.
    fn admit(&self, sockets: &Gzsock, fd: Fd) -> Result<(), Failure> {
        let secure = match self.0 {
            Layer::Any => return Ok(()),
            Layer::Plain => false,
            Layer::Secure => true,
        };
        let text = match sockets.is_secure(fd)? {
            found if found == secure => return Ok(()),
            true => {
                "the socket is a secure one, which zsock_ calls do not touch; use those with gzsock_ or zssl_"
            }
            false => "the socket is a plain one; use the calls with gzsock_ or zsock_",
        };
        Err(Failure::Interface(Errno::EOPNOTSUPP, text.into()))
    }
}

impl Calls {
    /// Does the handshake of a socket, unless that is done.
    pub(crate) fn handshake(&self, fd: i32) -> Result<(), Failure> {
        stack::on(Fd(fd), |sockets| {
            self.admit(sockets, Fd(fd))?;
            Ok(sockets.handshake(Fd(fd))?)
        })
    }
}

impl SocketDriver for Calls {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        open(domain, sock_type, protocol, None)
    }

    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.on(fd, |sockets| sockets.bind(fd, address))
    }

    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        self.on(fd, |sockets| sockets.listen(fd, backlog))
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        self.on(fd, |sockets| sockets.accept(fd))
    }

    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.on(fd, |sockets| sockets.connect(fd, address))
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        self.on(fd, |sockets| sockets.send(fd, data, flags))
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        self.on(fd, |sockets| sockets.recv(fd, buffer, flags))
    }

    fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> Result<usize, Errno> {
        self.on(fd, |sockets| sockets.sendto(fd, data, flags, address))
    }

    fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        self.on(fd, |sockets| sockets.recvfrom(fd, buffer, flags))
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        self.on(fd, |sockets| sockets.shutdown(fd, how))
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        self.on(fd, |sockets| sockets.close(fd)).inspect(|()| texts::forget(fd))
    }

    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.on(fd, |sockets| sockets.getpeername(fd))
    }

    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.on(fd, |sockets| sockets.getsockname(fd))
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        self.on(fd, |sockets| sockets.set_option(fd, option))
    }

    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        self.on(fd, |sockets| sockets.option(fd, name))
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        remember(|| {
            let sockets = stack::current()?.sockets;
            for fd in &*fds {
                match self.admit(&sockets, fd.fd) {
                    // Is told as an event.
                    Err(failure) if failure.errno() == Errno::EBADF => {}
                    outcome => outcome?,
                }
            }
            Ok(sockets.poll(fds, timeout)?)
        })
    }

    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        remember(|| Ok(stack::current()?.driver.resolve(name, found)?))
    }
}

/// How a secure socket is opened.
pub(crate) struct Opening(pub(crate) TlsContext);

impl SocketDriver for Opening {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        open(domain, sock_type, protocol, Some(&self.0))
    }
}

fn open(
    domain: Domain,
    sock_type: SockType,
    protocol: Protocol,
    context: Option<&TlsContext>,
) -> Result<Fd, Errno> {
    remember(|| Ok(stack::current()?.sockets.socket(domain, sock_type, protocol, context)?))
}
