//! Programs on the host's own sockets, without anything of ours between.

use core::net::SocketAddr;
use std::io;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::net::{RecvFlags, SendFlags};
use socket2::{SockAddr, Socket};
use sockets::Errno;
use sockets::zsock::{Domain, Events, OptionName, Protocol, Shutdown, SockType, SocketOption};

use super::Side;
use super::program::{Op, Outcome, Place, bytes, loopback};

#[derive(Default)]
pub(crate) struct Reference {
    places: Vec<Option<Socket>>,
}

fn errno(error: impl Into<io::Error>) -> Errno {
    Errno::from_code(error.into().raw_os_error().expect("the system said so"))
}

fn make(domain: Domain, kind: SockType, protocol: Protocol) -> io::Result<Socket> {
    let domain = if domain == Domain::Inet6 { socket2::Domain::IPV6 } else { socket2::Domain::IPV4 };
    let kind = if kind == SockType::Stream { socket2::Type::STREAM } else { socket2::Type::DGRAM };
    let protocol = match protocol {
        Protocol::Tcp => Some(socket2::Protocol::TCP),
        Protocol::Udp => Some(socket2::Protocol::UDP),
        _ => None,
    };
    Socket::new(domain, kind, protocol)
}

fn known(address: &SockAddr) -> Outcome {
    Outcome::address(&address.as_socket().unwrap())
}

fn receive(socket: &Socket, len: usize, peek: bool) -> Result<Outcome, Errno> {
    let mut buffer = vec![0; len];
    let peek = if peek { RecvFlags::PEEK } else { RecvFlags::empty() };
    let (len, _) =
        rustix::net::recv(socket, buffer.as_mut_slice(), peek | RecvFlags::DONTWAIT).map_err(errno)?;
    Ok(Outcome::Received(buffer[..len].to_vec()))
}

fn ready(socket: &Socket) -> Result<Outcome, Errno> {
    let mut fds = [PollFd::new(socket, PollFlags::IN | PollFlags::OUT)];
    let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut fds, Some(&now)).map_err(errno)?;
    let told = [
        (PollFlags::IN, Events::IN),
        (PollFlags::OUT, Events::OUT),
        (PollFlags::ERR, Events::ERR),
        (PollFlags::HUP, Events::HUP),
    ];
    let told = told.iter().filter(|(flag, _)| fds[0].revents().contains(*flag));
    Ok(Outcome::Ready(told.fold(0, |bits, (_, event)| bits | event.bits())))
}

fn set(socket: &Socket, option: SocketOption) -> io::Result<()> {
    match option {
        SocketOption::ReceiveTimeout(limit) => socket.set_read_timeout(limit),
        SocketOption::SendTimeout(limit) => socket.set_write_timeout(limit),
        SocketOption::ReuseAddress(on) => socket.set_reuse_address(on),
        SocketOption::NoDelay(on) => socket.set_tcp_nodelay(on),
        SocketOption::KeepAlive(on) => socket.set_keepalive(on),
        option => panic!("{option:?} is not in the programs"),
    }
}

fn get(socket: &Socket, name: OptionName) -> io::Result<SocketOption> {
    Ok(match name {
        OptionName::ReceiveTimeout => SocketOption::ReceiveTimeout(socket.read_timeout()?),
        OptionName::SendTimeout => SocketOption::SendTimeout(socket.write_timeout()?),
        OptionName::ReuseAddress => SocketOption::ReuseAddress(socket.reuse_address()?),
        OptionName::NoDelay => SocketOption::NoDelay(socket.tcp_nodelay()?),
        OptionName::KeepAlive => SocketOption::KeepAlive(socket.keepalive()?),
        OptionName::Available => {
            let len = rustix::io::ioctl_fionread(socket)?;
            SocketOption::Available(usize::try_from(len).unwrap())
        }
        OptionName::Error => SocketOption::Error(socket.take_error()?.map(errno)),
        OptionName::Type if is_stream(socket) => SocketOption::Type(SockType::Stream),
        OptionName::Type => SocketOption::Type(SockType::Datagram),
        name => panic!("{name:?} is not in the programs"),
    })
}

fn is_stream(socket: &Socket) -> bool {
    socket.r#type().is_ok_and(|kind| kind == socket2::Type::STREAM)
}

impl Reference {
    fn at(&self, place: Place) -> Result<&Socket, Errno> {
        self.places.get(place).and_then(Option::as_ref).ok_or(Errno::EBADF)
    }

    fn address(&self, place: Place) -> SockAddr {
        let address = self.at(place).ok().and_then(|socket| socket.local_addr().ok());
        address.unwrap_or_else(|| loopback(Domain::Inet).into())
    }

    /// As on the other side.
    fn taken(&self, place: Place, other: Place) -> SockAddr {
        let is_stream = |place| self.at(place).is_ok_and(is_stream);
        if is_stream(place) || is_stream(other) { loopback(Domain::Inet).into() } else { self.address(other) }
    }

    fn accept(&mut self, place: Place) -> Result<Outcome, Errno> {
        let listener = self.at(place)?;
        listener.set_nonblocking(true).map_err(errno)?;
        let outcome = listener.accept().map_err(errno);
        listener.set_nonblocking(false).map_err(errno)?;
        let (socket, peer) = outcome?;
        self.places.push(Some(socket));
        Ok(known(&peer))
    }

    fn pair(&mut self, domain: Domain) -> io::Result<()> {
        let open = || make(domain, SockType::Stream, Protocol::Default);
        let (listener, client) = (open()?, open()?);
        listener.bind(&loopback(domain).into())?;
        listener.listen(64)?;
        client.connect(&listener.local_addr()?)?;
        let accepted = listener.accept()?.0;
        self.places.extend([listener, client, accepted].map(Some));
        Ok(())
    }

    fn send_to(&self, place: Place, to: Place, len: usize) -> Result<Outcome, Errno> {
        let to: SocketAddr = self.address(to).as_socket().unwrap();
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        let sent = rustix::net::sendto(self.at(place)?, &bytes(len), flags, &to);
        sent.map(Outcome::Sent).map_err(errno)
    }

    fn call(&mut self, op: &Op) -> Result<Outcome, Errno> {
        let done = |outcome: io::Result<()>| outcome.map(|()| Outcome::Done).map_err(errno);
        match op {
            Op::Socket(domain, kind, protocol) => {
                self.places.push(Some(make(*domain, *kind, *protocol).map_err(errno)?));
                Ok(Outcome::Done)
            }
            Op::Bind(place, domain) => done(self.at(*place)?.bind(&loopback(*domain).into())),
            Op::BindTaken(place, other) => done(self.at(*place)?.bind(&self.taken(*place, *other))),
            Op::Listen(place) => done(self.at(*place)?.listen(64)),
            Op::Connect(place, to) => done(self.at(*place)?.connect(&self.address(*to))),
            Op::Accept(place) => self.accept(*place),
            Op::Send(place, len) => {
                let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
                let sent = rustix::net::send(self.at(*place)?, &bytes(*len), flags);
                sent.map(Outcome::Sent).map_err(errno)
            }
            Op::Recv(place, len, peek) => receive(self.at(*place)?, *len, *peek),
            Op::SendTo(place, to, len) => self.send_to(*place, *to, *len),
            Op::RecvFrom(place, len) => receive(self.at(*place)?, *len, false),
            Op::Shutdown(place, how) => {
                let how = match how {
                    Shutdown::Read => std::net::Shutdown::Read,
                    Shutdown::Write => std::net::Shutdown::Write,
                    Shutdown::Both => std::net::Shutdown::Both,
                };
                done(self.at(*place)?.shutdown(how))
            }
            Op::Close(place) => {
                let open = self.places.get_mut(*place).and_then(Option::take);
                open.map(|_| Outcome::Done).ok_or(Errno::EBADF)
            }
            Op::Name(place) => self.at(*place)?.local_addr().map(|address| known(&address)).map_err(errno),
            Op::PeerName(place) => self.at(*place)?.peer_addr().map(|address| known(&address)).map_err(errno),
            Op::Set(place, option) => done(set(self.at(*place)?, *option)),
            Op::Get(place, name) => get(self.at(*place)?, *name).map(Outcome::Value).map_err(errno),
            Op::Poll(place) => self.at(*place).map_or(Ok(Outcome::Ready(Events::NVAL.bits())), ready),
            Op::Pair(domain) => done(self.pair(*domain)),
        }
    }
}

impl Side for Reference {
    fn run(&mut self, op: &Op) -> Outcome {
        Outcome::of(self.call(op))
    }
}
