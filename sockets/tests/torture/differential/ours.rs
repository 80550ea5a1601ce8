//! Programs on `Gzsock`.

use core::net::SocketAddr;
use core::time::Duration;

use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, SockType, SocketOption};
use sockets::{Errno, Error};

use super::Side;
use super::program::{Op, Outcome, Place, bytes, loopback};

pub(crate) struct Ours {
    sockets: Gzsock,
    /// Every handle that there ever was.
    places: Vec<Fd>,
}

impl Ours {
    pub(crate) const fn new(sockets: Gzsock) -> Self {
        Self { sockets, places: Vec::new() }
    }

    /// The handle, or one that nobody ever got.
    fn fd(&self, place: Place) -> Fd {
        let never = [Fd(-1), Fd(0), Fd(i32::MAX), Fd(i32::MIN), Fd(3), Fd(1 << 30), Fd(64), Fd(2)];
        self.places.get(place).copied().unwrap_or(never[place])
    }

    fn address(&self, place: Place) -> SocketAddr {
        self.sockets.getsockname(self.fd(place)).unwrap_or_else(|_| loopback(Domain::Inet))
    }

    /// The address of `other` if both are datagram sockets. Of another protocol its port may be taken or free by chance; that
    /// of a connection that ends is free some time later.
    fn taken(&self, place: Place, other: Place) -> SocketAddr {
        if self.is_stream(place) || self.is_stream(other) {
            loopback(Domain::Inet)
        } else {
            self.address(other)
        }
    }

    fn is_stream(&self, place: Place) -> bool {
        let kind = self.sockets.option(self.fd(place), OptionName::Type);
        kind == Ok(SocketOption::Type(SockType::Stream))
    }

    fn accept(&mut self, fd: Fd) -> Result<SocketAddr, Error> {
        self.sockets.set_option(fd, SocketOption::Nonblocking(true))?;
        let outcome = self.sockets.accept(fd);
        self.sockets.set_option(fd, SocketOption::Nonblocking(false))?;
        let (accepted, peer) = outcome?;
        self.places.push(accepted);
        Ok(peer)
    }

    fn pair(&mut self, domain: Domain) -> Result<(), Error> {
        let open = |sockets: &Gzsock| sockets.socket(domain, SockType::Stream, Protocol::Default, None);
        let (listener, client) = (open(&self.sockets)?, open(&self.sockets)?);
        self.places.extend([listener, client]);
        self.sockets.bind(listener, &loopback(domain))?;
        self.sockets.listen(listener, 64)?;
        self.sockets.connect(client, &self.sockets.getsockname(listener)?)?;
        self.places.push(self.sockets.accept(listener)?.0);
        Ok(())
    }

    fn receive(&self, fd: Fd, len: usize, peek: bool) -> Result<Outcome, Error> {
        let mut buffer = vec![0; len];
        let flags = if peek { MsgFlags::PEEK | MsgFlags::DONTWAIT } else { MsgFlags::DONTWAIT };
        let len = self.sockets.recv(fd, &mut buffer, flags)?;
        Ok(Outcome::Received(buffer[..len].to_vec()))
    }

    fn receive_from(&self, fd: Fd, len: usize) -> Result<Outcome, Error> {
        let mut buffer = vec![0; len];
        let (len, _) = self.sockets.recvfrom(fd, &mut buffer, MsgFlags::DONTWAIT)?;
        Ok(Outcome::Received(buffer[..len].to_vec()))
    }

    fn poll(&self, fd: Fd) -> Result<Outcome, Error> {
        let mut fds = [PollFd::new(fd, Events::IN | Events::OUT)];
        self.sockets.poll(&mut fds, Some(Duration::ZERO))?;
        Ok(Outcome::Ready(fds[0].revents.bits()))
    }

    fn call(&mut self, op: &Op) -> Result<Outcome, Error> {
        let sockets = &self.sockets;
        let dont_wait = MsgFlags::DONTWAIT;
        match op {
            Op::Socket(domain, kind, protocol) => {
                let fd = sockets.socket(*domain, *kind, *protocol, None)?;
                self.places.push(fd);
            }
            Op::Bind(place, domain) => sockets.bind(self.fd(*place), &loopback(*domain))?,
            Op::BindTaken(place, other) => sockets.bind(self.fd(*place), &self.taken(*place, *other))?,
            Op::Listen(place) => sockets.listen(self.fd(*place), 64)?,
            Op::Connect(place, to) => sockets.connect(self.fd(*place), &self.address(*to))?,
            Op::Accept(place) => return Ok(Outcome::address(&self.accept(self.fd(*place))?)),
            Op::Send(place, len) => {
                return Ok(Outcome::Sent(sockets.send(self.fd(*place), &bytes(*len), dont_wait)?));
            }
            Op::Recv(place, len, peek) => return self.receive(self.fd(*place), *len, *peek),
            Op::SendTo(place, to, len) => {
                let sent = sockets.sendto(self.fd(*place), &bytes(*len), dont_wait, &self.address(*to))?;
                return Ok(Outcome::Sent(sent));
            }
            Op::RecvFrom(place, len) if self.is_stream(*place) => {
                return self.receive(self.fd(*place), *len, false);
            }
            Op::RecvFrom(place, len) => return self.receive_from(self.fd(*place), *len),
            Op::Shutdown(place, how) => sockets.shutdown(self.fd(*place), *how)?,
            Op::Close(place) => sockets.close(self.fd(*place))?,
            Op::Name(place) => return Ok(Outcome::address(&sockets.getsockname(self.fd(*place))?)),
            Op::PeerName(place) => return Ok(Outcome::address(&sockets.getpeername(self.fd(*place))?)),
            Op::Set(place, option) => sockets.set_option(self.fd(*place), *option)?,
            Op::Get(place, name) => return Ok(Outcome::Value(sockets.option(self.fd(*place), *name)?)),
            Op::Poll(place) => return self.poll(self.fd(*place)),
            Op::Pair(domain) => self.pair(*domain)?,
        }
        Ok(Outcome::Done)
    }
}

impl Side for Ours {
    fn run(&mut self, op: &Op) -> Outcome {
        let outcome = self.call(op).map_err(|error| match error {
            Error::Io(errno) => errno,
            // Nothing here is secure.
            _ => Errno::EPROTO,
        });
        Outcome::of(outcome)
    }
}
