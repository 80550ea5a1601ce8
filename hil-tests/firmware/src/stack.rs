//! A TCP stack that counts what it is asked.

use core::net::{IpAddr, SocketAddr};
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

use sockets::Errno;
use sockets::zsock::{
    Domain, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};

pub(crate) struct Counting<D> {
    driver: D,
    calls: AtomicU32,
}

impl<D> Counting<D> {
    pub(crate) const fn new(driver: D) -> Self {
        Self { driver, calls: AtomicU32::new(0) }
    }

    /// How many calls came.
    pub(crate) fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }
}

macro_rules! counted {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $outcome:ty;)*) => {
        $(fn $name(&self, $($argument: $kind),*) -> Result<$outcome, Errno> {
            self.calls.fetch_add(1, Ordering::Relaxed);
            self.driver.$name($($argument),*)
        })*
    };
}

impl<D: SocketDriver> SocketDriver for Counting<D> {
    counted! {
        socket(domain: Domain, sock_type: SockType, protocol: Protocol) -> Fd;
        bind(fd: Fd, address: &SocketAddr) -> ();
        listen(fd: Fd, backlog: u32) -> ();
        accept(fd: Fd) -> (Fd, SocketAddr);
        connect(fd: Fd, address: &SocketAddr) -> ();
        send(fd: Fd, data: &[u8], flags: MsgFlags) -> usize;
        recv(fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> usize;
        sendto(fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> usize;
        recvfrom(fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> (usize, SocketAddr);
        shutdown(fd: Fd, how: Shutdown) -> ();
        close(fd: Fd) -> ();
        getpeername(fd: Fd) -> SocketAddr;
        getsockname(fd: Fd) -> SocketAddr;
        set_option(fd: Fd, option: SocketOption) -> ();
        option(fd: Fd, name: OptionName) -> SocketOption;
        poll(fds: &mut [PollFd], timeout: Option<Duration>) -> usize;
        resolve(name: &str, found: &mut dyn FnMut(IpAddr)) -> ();
    }

    // No calls of BSD's.
    fn monotonic(&self) -> Option<Duration> {
        self.driver.monotonic()
    }

    fn relax(&self) {
        self.driver.relax();
    }
}
