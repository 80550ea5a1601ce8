//! A driver that passes everything on to the host and remembers it; it can also be made to move few bytes at a time.

use alloc::sync::Arc;
use core::net::{IpAddr, SocketAddr};
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Mutex;

use sockets::Errno;
use sockets::driver::host::HostSockets;
use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};

pub(crate) struct Tap {
    host: HostSockets,
    most: usize,
    opened: Mutex<usize>,
    corrupting: AtomicBool,
    sent: Mutex<Vec<u8>>,
    received: Mutex<Vec<u8>>,
}

impl Tap {
    pub(crate) fn new() -> Arc<Self> {
        Self::moving_at_most(usize::MAX)
    }

    /// Moves at most so many bytes with one call.
    pub(crate) fn moving_at_most(most: usize) -> Arc<Self> {
        Arc::new(Self {
            host: HostSockets::new(),
            most,
            opened: Mutex::default(),
            corrupting: AtomicBool::new(false),
            sent: Mutex::default(),
            received: Mutex::default(),
        })
    }

    pub(crate) fn sockets(self: &Arc<Self>) -> Arc<Gzsock> {
        Arc::new(Gzsock::new(Arc::clone(self) as _))
    }

    /// How often a socket was opened.
    pub(crate) fn opened(&self) -> usize {
        *self.opened.lock().unwrap()
    }

    /// The last byte of the next send arrives as another one.
    pub(crate) fn corrupt_next(&self) {
        self.corrupting.store(true, Ordering::Relaxed);
    }

    /// All bytes that went out.
    pub(crate) fn sent(&self) -> Vec<u8> {
        self.sent.lock().unwrap().clone()
    }

    /// All bytes that came in.
    pub(crate) fn received(&self) -> Vec<u8> {
        self.received.lock().unwrap().clone()
    }
}

impl SocketDriver for Tap {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        *self.opened.lock().unwrap() += 1;
        self.host.socket(domain, sock_type, protocol)
    }

    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.host.bind(fd, address)
    }

    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        self.host.listen(fd, backlog)
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        self.host.accept(fd)
    }

    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        self.host.connect(fd, address)
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        let mut wire = data[..data.len().min(self.most)].to_vec();
        if self.corrupting.swap(false, Ordering::Relaxed) {
            *wire.last_mut().unwrap() ^= 1;
        }
        let sent = self.host.send(fd, &wire, flags)?;
        self.sent.lock().unwrap().extend_from_slice(&data[..sent]);
        Ok(sent)
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        let most = buffer.len().min(self.most);
        let received = self.host.recv(fd, &mut buffer[..most], flags)?;
        self.received.lock().unwrap().extend_from_slice(&buffer[..received]);
        Ok(received)
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        self.host.shutdown(fd, how)
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        self.host.close(fd)
    }

    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.host.getpeername(fd)
    }

    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.host.getsockname(fd)
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        self.host.set_option(fd, option)
    }

    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        self.host.option(fd, name)
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        self.host.poll(fds, timeout)
    }

    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        self.host.resolve(name, found)
    }

    fn monotonic(&self) -> Option<Duration> {
        self.host.monotonic()
    }
}

/// The content types of the TLS records that `wire` consists of; panics if it is anything else.
pub(crate) fn record_types(mut wire: &[u8]) -> Vec<u8> {
    let mut types = Vec::new();
    while let [content, 3, minor, high, low, rest @ ..] = wire {
        assert!((20..=23).contains(content), "no TLS record has type {content}");
        assert!((1..=3).contains(minor), "no TLS record has version 3.{minor}");
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        types.push(*content);
        wire = &rest[len..];
    }
    assert!(wire.is_empty(), "something beside TLS records: {wire:?}");
    types
}
