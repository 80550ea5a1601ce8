//! lwIP's sockets, whose symbols the program that this is linked into brings along: lwIP 2.1 or later, or whatever else offers
//! what `include/zsock_lwip.h` declares.
//!
//! lwIP's own sockets never wait here, so that what the driver promises does not depend on how lwIP was configured: timeouts
//! work without `LWIP_SO_RCVTIMEO`, one thread may send while another receives and a third closes, and closing wakes who
//! waits. Whoever waits looks up every 100 ms, since lwIP wakes nobody who waits at a listener or for a datagram.
//!
//! The numbers it hands out are its own and carry a generation: lwIP gives the same small numbers out again at once.

mod clock;
mod open;

use alloc::{sync::Arc, vec::Vec};
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use self::clock::Clock;
use self::open::Open;
use crate::Errno;
use crate::ffi::lwip::{self, Descriptor};
use crate::handle::Handles;
use crate::lock::Lock;
use crate::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver,
    SocketOption,
};

/// How long anybody waits without looking up.
const SLICE: Duration = Duration::from_millis(100);

/// The driver over lwIP's sockets.
#[derive(Debug)]
pub struct LwipSockets {
    open: Lock<Handles<Arc<Open>>>,
    clock: Lock<Clock>,
}

impl Default for LwipSockets {
    fn default() -> Self {
        Self::new()
    }
}

impl LwipSockets {
    /// A driver with no socket open. lwIP itself must have been started (`tcpip_init`) before the first call.
    #[must_use]
    pub const fn new() -> Self {
        Self { open: Lock::new(Handles::new()), clock: Lock::new(Clock::new()) }
    }

    fn find(&self, fd: Fd) -> Result<Arc<Open>, Errno> {
        self.open.with(self, |open| open.find(fd).cloned())
    }

    fn keep(&self, descriptor: Descriptor, sock_type: SockType) -> Result<Fd, Errno> {
        self.open.with(self, |open| open.insert(Arc::new(Open::new(descriptor, sock_type))))
    }

    fn now(&self) -> Duration {
        self.clock.with(self, |clock| clock.advance(lwip::now()))
    }

    /// When something that begins now and may last for `limit` has to be over.
    fn end(&self, limit: Option<Duration>) -> Option<Duration> {
        limit.and_then(|limit| self.now().checked_add(limit))
    }

    /// How long to wait before looking up again; `None` once `end` has come.
    fn slice(&self, end: Option<Duration>) -> Option<Duration> {
        let left = end.map_or(SLICE, |end| end.saturating_sub(self.now()));
        (!left.is_zero()).then(|| left.min(SLICE))
    }

    /// Repeats `call` until it does not have to wait any more: until the socket is ready for `events`, `limit` is over or the
    /// socket is shut down. A call that may not wait ends at once.
    fn retry<T>(
        &self,
        open: &Open,
        events: Events,
        limit: Option<Duration>,
        mut call: impl FnMut(&Descriptor) -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        let end = self.end(limit);
        loop {
            let outcome = call(open.descriptor());
            if !matches!(outcome, Err(Errno::EAGAIN)) {
                return outcome;
            }
            open.check()?;
            let Some(slice) = self.slice(end) else { return outcome };
            lwip::poll(&mut [(open.descriptor(), events)], milliseconds(slice))?;
        }
    }

    /// How long `call` may wait: not at all, or for as long as the option says.
    fn limit(open: &Open, flags: MsgFlags, option: Option<Duration>) -> Option<Duration> {
        let wait = !open.is_nonblocking() && !flags.contains(MsgFlags::DONTWAIT);
        if wait { option } else { Some(Duration::ZERO) }
    }

    /// Waits for the outcome of a connect that is under way.
    fn connected(&self, open: &Open) -> Result<(), Errno> {
        let end = self.end(open.send_timeout());
        loop {
            let Some(slice) = self.slice(end) else { return Err(Errno::ETIMEDOUT) };
            let mut asked = [(open.descriptor(), Events::OUT)];
            lwip::poll(&mut asked, milliseconds(slice))?;
            let [(_, ready)] = asked;
            open.check()?;
            if !ready.is_empty() {
                return open.take_error()?.map_or(Ok(()), Err);
            }
        }
    }
}

/// Rounded up, so that a short time is not none.
fn milliseconds(slice: Duration) -> u16 {
    u16::try_from(slice.as_micros().div_ceil(1000)).unwrap_or(u16::MAX)
}

impl SocketDriver for LwipSockets {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        self.keep(Descriptor::open(domain, sock_type, protocol)?, sock_type)
    }

    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.find(fd)?.descriptor().bind(address)
    }

    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        self.find(fd)?.descriptor().listen(backlog)
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        let open = self.find(fd)?;
        let limit = Self::limit(&open, MsgFlags::NONE, open.receive_timeout());
        let (descriptor, peer) = self.retry(&open, Events::IN, limit, Descriptor::accept)?;
        Ok((self.keep(descriptor, SockType::Stream)?, peer))
    }

    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        let open = self.find(fd)?;
        match open.connect(address) {
            Err(Errno::EINPROGRESS) if !open.is_nonblocking() => self.connected(&open),
            outcome => outcome,
        }
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        let open = self.find(fd)?;
        let limit = Self::limit(&open, flags, open.send_timeout());
        refuse_peek(flags)?;
        self.retry(&open, Events::OUT, limit, |descriptor| descriptor.send(data, flags))
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        let open = self.find(fd)?;
        let limit = Self::limit(&open, flags, open.receive_timeout());
        self.retry(&open, Events::IN, limit, |descriptor| descriptor.recv(buffer, flags))
    }

    fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> Result<usize, Errno> {
        let open = self.find(fd)?;
        let limit = Self::limit(&open, flags, open.send_timeout());
        refuse_peek(flags)?;
        self.retry(&open, Events::OUT, limit, |descriptor| descriptor.sendto(data, flags, address))
    }

    fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        let open = self.find(fd)?;
        let limit = Self::limit(&open, flags, open.receive_timeout());
        self.retry(&open, Events::IN, limit, |descriptor| descriptor.recvfrom(buffer, flags))
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        self.find(fd)?.shutdown(how)
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        let open = self.open.with(self, |open| open.remove(fd))?;
        // Others still use it: make their calls return. A lone owner closes without cutting off what is queued.
        if Arc::strong_count(&open) > 1 {
            _ = open.shutdown(Shutdown::Both);
        }
        Ok(())
    }

    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.find(fd)?.descriptor().getpeername()
    }

    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.find(fd)?.descriptor().getsockname()
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        self.find(fd)?.set_option(option)
    }

    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        self.find(fd)?.option(name)
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        let sockets: Vec<_> =
            self.open.with(self, |open| fds.iter().map(|fd| open.find(fd.fd).ok().cloned()).collect());
        let missing = sockets.iter().any(Option::is_none);
        // A missing one is an answer: the others are looked at, and not waited for.
        let end = self.end(if missing { Some(Duration::ZERO) } else { timeout });
        loop {
            let slice = self.slice(end);
            let ready = look(fds, &sockets, slice.unwrap_or_default())?;
            if ready > 0 || slice.is_none() {
                return Ok(ready);
            }
        }
    }

    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        lwip::resolve(name, found)
    }

    fn monotonic(&self) -> Option<Duration> {
        Some(self.now())
    }

    fn relax(&self) {
        lwip::pause();
    }
}

/// Only a receive can leave the data where it is.
fn refuse_peek(flags: MsgFlags) -> Result<(), Errno> {
    if flags.contains(MsgFlags::PEEK) { Err(Errno::EOPNOTSUPP) } else { Ok(()) }
}

/// Waits for no longer than `slice`; gives how many are ready. `sockets` are those of `fds`, in the same order.
fn look(fds: &mut [PollFd], sockets: &[Option<Arc<Open>>], slice: Duration) -> Result<usize, Errno> {
    let pairs = fds.iter().zip(sockets);
    let mut asked: Vec<_> =
        pairs.filter_map(|(fd, open)| Some((open.as_ref()?.descriptor(), fd.events))).collect();
    lwip::poll(&mut asked, milliseconds(slice))?;
    let mut told = asked.iter();
    for (fd, open) in fds.iter_mut().zip(sockets) {
        fd.revents = match open {
            Some(open) => told.next().map_or(Events::NONE, |(_, ready)| *ready | open.hung_up()),
            None => Events::NVAL,
        };
    }
    Ok(fds.iter().filter(|fd| !fd.revents.is_empty()).count())
}
