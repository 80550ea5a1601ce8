//! smoltcp's TCP/IP stack over any network device, with the calls of BSD sockets.
//!
//! The stack does nothing by itself: somebody has to give it time. **Whoever waits does**, for everybody: a call that
//! blocks takes a step of the stack (receives, sends, looks at timers), looks whether what it waits for has happened,
//! and otherwise waits as the [`Platform`] knows how to, until the stack's next deadline at most. So it works
//!
//! * on a microcontroller without threads, where `wait` sleeps until an interrupt,
//! * with threads ([`Threads`]), each of which drives the stack while it waits and tells the others what happened,
//! * with one that does nothing else ([`drive_in_background`](SmoltcpSockets::drive_in_background)), so that
//!   connections are answered, and what was sent before a close arrives, while all others compute or are gone.
//!
//! Without such a thread, a program that computes for long calls [`drive`](SmoltcpSockets::drive) now and then.
//!
//! The lock inside is held for a step or a look, never while waiting. No call of a socket may be made in an interrupt.
//!
//! What a lookup, a route or a buffer holds at most are smoltcp's build-time numbers (`SMOLTCP_DNS_MAX_RESULT_COUNT=4
//! cargo build` and so on).

mod config;
mod dhcp;
mod guard;
mod link;
mod listener;
mod net;
mod open;
mod options;
mod platform;
mod pool;
mod ports;
mod ready;
mod resolve;
mod slot;
mod stack;
mod tcp;
#[cfg(feature = "std")]
mod threads;
mod udp;

#[cfg(feature = "std")]
use alloc::sync::Arc;
use core::fmt;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use smoltcp::phy::Device;
pub use smoltcp::phy::Medium;

pub use self::config::Config;
pub use self::link::{LinkEnd, Received, Sending, link};
use self::net::Net;
use self::open::Open;
pub use self::platform::Platform;
use self::stack::{Stack, Step};
use self::tcp::Connecting;
#[cfg(feature = "std")]
pub use self::threads::Threads;
use crate::Errno;
use crate::lock::Lock;
use crate::zsock::{
    Domain, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};

/// Addresses that a lookup gives at most.
const FOUND: usize = 8;

/// The driver over smoltcp, with one network device.
pub struct SmoltcpSockets<D, P: Platform> {
    stack: Lock<Stack<D>>,
    platform: P,
}

impl<D: Device + Send, P: Platform> SmoltcpSockets<D, P> {
    /// A stack over `device`, with all the buffers that it will ever have.
    ///
    /// # Errors
    /// `EINVAL` for an address that cannot be a host's, and unless there is a hardware address for a device with
    /// Ethernet frames and none for others. `ENOBUFS` for more addresses or routers than smoltcp was built for.
    pub fn new(device: D, platform: P, config: &Config) -> Result<Self, Errno> {
        let stack = Lock::new(Stack::new(device, config, platform.now())?);
        Ok(Self { stack, platform })
    }

    /// Takes one step of the stack. Gives how long the next one can wait, if the device gets nothing before: `None`
    /// is for ever.
    pub fn drive(&self) -> Option<Duration> {
        let (step, ()) = self.step(|_| ((), false));
        step.next
    }

    /// Drives the stack in a thread of its own, which ends when nobody else has the driver any more.
    ///
    /// # Errors
    /// Of the system, if it has no thread.
    #[cfg(feature = "std")]
    pub fn drive_in_background(self: &Arc<Self>) -> std::io::Result<()>
    where
        D: 'static,
        P: Clone + 'static,
    {
        let (platform, driver) = (self.platform.clone(), Arc::downgrade(self));
        let run = move || {
            loop {
                let seen = platform.events();
                let Some(next) = driver.upgrade().map(|driver| driver.drive()) else { return };
                platform.wait(seen, next);
            }
        };
        std::thread::Builder::new().name("smoltcp".into()).spawn(run).map(drop)
    }

    /// Waits until there is an IPv4 address, from the configuration or from a DHCP server, within `limit` (`None` is
    /// for ever).
    ///
    /// # Errors
    /// `ETIMEDOUT`.
    pub fn wait_for_address(&self, limit: Option<Duration>) -> Result<IpAddr, Errno> {
        self.block(limit, Errno::ETIMEDOUT, |net| Ok(net.ipv4()))
    }

    /// Looks at the stack or changes it, after a step and before another if it was changed.
    fn step<T>(&self, operation: impl FnOnce(&mut Net) -> (T, bool)) -> (Step, T) {
        let now = self.platform.now();
        let (step, outcome) = self.stack.with(self, |stack| {
            let before = stack.step(now);
            match operation(&mut stack.net) {
                (outcome, false) => (before, outcome),
                (outcome, true) => {
                    let after = stack.step(now);
                    (Step { changed: true, next: after.next }, outcome)
                }
            }
        });
        if step.changed {
            self.platform.notify();
        }
        (step, outcome)
    }

    fn look<T>(&self, operation: impl FnOnce(&mut Net) -> T) -> T {
        self.step(|net| (operation(net), false)).1
    }

    fn change<T>(&self, operation: impl FnOnce(&mut Net) -> Result<T, Errno>) -> Result<T, Errno> {
        let changed = |net: &mut Net| (operation(net), true);
        self.step(changed).1
    }

    /// Waits until `look` has an outcome, no longer than `limit`: then it is `late`.
    fn block<T>(
        &self,
        limit: Option<Duration>,
        late: Errno,
        mut look: impl FnMut(&mut Net) -> Result<Option<T>, Errno>,
    ) -> Result<T, Errno> {
        let end = limit.map(|limit| self.platform.now().saturating_add(limit));
        loop {
            let seen = self.platform.events();
            let (step, outcome) = self.step(|net| {
                let outcome = look(net).transpose();
                let changed = outcome.is_some();
                (outcome, changed)
            });
            if let Some(outcome) = outcome {
                return outcome;
            }
            let left = end.map(|end| end.saturating_sub(self.platform.now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(late);
            }
            self.platform.wait(seen, [left, step.next].into_iter().flatten().min());
        }
    }

    fn receive<T>(
        &self,
        fd: Fd,
        flags: MsgFlags,
        look: impl FnMut(&mut Net) -> Result<Option<T>, Errno>,
    ) -> Result<T, Errno> {
        let limit = self.look(|net| net.open.find(fd).map(|open| open.receive_limit(flags)))?;
        self.block(limit, Errno::EAGAIN, look)
    }

    fn transmit(
        &self,
        fd: Fd,
        flags: MsgFlags,
        look: impl FnMut(&mut Net) -> Result<Option<usize>, Errno>,
    ) -> Result<usize, Errno> {
        if flags.contains(MsgFlags::PEEK) {
            return Err(Errno::EOPNOTSUPP);
        }
        let limit = self.look(|net| net.open.find(fd).map(|open| open.send_limit(flags)))?;
        self.block(limit, Errno::EAGAIN, look)
    }

    fn sock_type(&self, fd: Fd) -> Result<SockType, Errno> {
        self.look(|net| net.open.find(fd).map(Open::sock_type))
    }
}

impl<D: Device + Send, P: Platform> SocketDriver for SmoltcpSockets<D, P> {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        match (sock_type, protocol) {
            (SockType::Stream, Protocol::Udp) | (SockType::Datagram, Protocol::Tcp) => {
                Err(Errno::EPROTONOSUPPORT)
            }
            _ => self.change(|net| net.socket(domain, sock_type)),
        }
    }

    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.change(|net| net.bind(fd, address))
    }

    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        self.change(|net| net.listen(fd, backlog))
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        self.receive(fd, MsgFlags::NONE, |net| net.accept(fd))
    }

    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        if self.sock_type(fd)? == SockType::Datagram {
            return self.change(|net| net.connect_datagram(fd, address));
        }
        let (stands, limit) = self.change(|net| {
            let stands = net.connect_stream(fd, address)?;
            Ok((stands, net.open.find(fd)?.send_limit(MsgFlags::NONE)))
        })?;
        match (stands, limit) {
            (Connecting::Done, _) => return Ok(()),
            (Connecting::UnderWay, Some(Duration::ZERO)) => return Err(Errno::EINPROGRESS),
            (Connecting::UnderWay, _) => {}
        }
        let outcome = self.block(limit, Errno::ETIMEDOUT, |net| {
            Ok(Some(net.connecting(fd)?).filter(|stands| *stands == Connecting::Done).map(drop))
        });
        if outcome == Err(Errno::ETIMEDOUT) {
            // Whoever closed it meanwhile has done that too.
            _ = self.change(|net| net.give_up_connecting(fd));
        }
        outcome
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        self.transmit(fd, flags, |net| net.send(fd, data, None))
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        let peek = flags.contains(MsgFlags::PEEK);
        self.receive(fd, flags, |net| Ok(net.recv(fd, buffer, peek)?.map(|(len, _)| len)))
    }

    fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> Result<usize, Errno> {
        self.transmit(fd, flags, |net| net.send(fd, data, Some(address)))
    }

    fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        let peek = flags.contains(MsgFlags::PEEK);
        self.receive(fd, flags, |net| net.recv(fd, buffer, peek))
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        self.change(|net| net.shutdown(fd, how))
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        self.change(|net| net.close(fd))
    }

    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.look(|net| net.getpeername(fd))
    }

    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.look(|net| net.getsockname(fd))
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        self.change(|net| net.set_option(fd, option))
    }

    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        self.look(|net| net.option(fd, name))
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        let found =
            self.block(timeout, Errno::EAGAIN, |net| Ok(Some(net.look(fds)).filter(|ready| *ready > 0)));
        if found == Err(Errno::EAGAIN) { Ok(0) } else { found }
    }

    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        if let Ok(literal) = name.parse() {
            found(literal);
            return Ok(());
        }
        let mut lookup = self.change(|net| net.ask(name))?;
        let mut addresses = [None; FOUND];
        self.block(None, Errno::ETIMEDOUT, |net| net.answers(&mut lookup, &mut addresses))?;
        addresses.into_iter().flatten().for_each(found);
        Ok(())
    }

    fn monotonic(&self) -> Option<Duration> {
        Some(self.platform.now())
    }

    fn relax(&self) {
        self.platform.relax();
    }
}

impl<D, P: Platform> Drop for SmoltcpSockets<D, P> {
    fn drop(&mut self) {
        // Whoever drives it in the background sees that it is gone.
        self.platform.notify();
    }
}

impl<D, P: Platform> fmt::Debug for SmoltcpSockets<D, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmoltcpSockets").finish_non_exhaustive()
    }
}
