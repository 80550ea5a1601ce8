use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering::Relaxed};
use core::time::Duration;

use cortex_m_examples::{Clock, Uart};
use sockets::Errno;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, Shutdown, SockType, SocketDriver, SocketOption};

/// The socket that is opened, and the one that it accepts.
const OPENED: Fd = Fd(0);
const ACCEPTED: Fd = Fd(1);

/// A pause of this length (µs) ends what one receive gives: the UART holds but one byte.
const PAUSE: u32 = 1_000;

/// A network of one connection: the peer is at the other end of a UART.
///
/// A UART knows no end of a stream: who is gone is silent, and only a timeout or TLS' close_notify ends the waiting.
#[derive(Debug)]
pub(crate) struct Line {
    uart: Uart,
    clock: Clock,
    /// Which sockets are open: a bit each.
    open: AtomicU8,
    /// We receive nothing more.
    ended: AtomicBool,
    /// µs; 0 is for ever.
    receive_timeout: AtomicU32,
    sent: AtomicUsize,
    received: AtomicUsize,
}

impl Line {
    pub(crate) fn new(uart: Uart, clock: Clock) -> Self {
        Self {
            uart,
            clock,
            open: AtomicU8::new(0),
            ended: AtomicBool::new(false),
            receive_timeout: AtomicU32::new(0),
            sent: AtomicUsize::new(0),
            received: AtomicUsize::new(0),
        }
    }

    /// Bytes that were sent and received.
    pub(crate) fn traffic(&self) -> (usize, usize) {
        (self.sent.load(Relaxed), self.received.load(Relaxed))
    }

    const fn bit(fd: Fd) -> u8 {
        match fd {
            OPENED => 1,
            ACCEPTED => 2,
            _ => 0,
        }
    }

    fn open(&self, fd: Fd) -> Result<Fd, Errno> {
        let bit = Self::bit(fd);
        if self.open.fetch_or(bit, Relaxed) & bit == 0 { Ok(fd) } else { Err(Errno::EMFILE) }
    }

    fn require(&self, fd: Fd) -> Result<(), Errno> {
        if self.open.load(Relaxed) & Self::bit(fd) == 0 { Err(Errno::EBADF) } else { Ok(()) }
    }

    /// Waits for a byte, `limit` µs at most.
    fn wait(&self, limit: u32) -> Option<u8> {
        let start = self.clock.now();
        loop {
            match self.uart.try_take() {
                None if self.clock.now().wrapping_sub(start) < limit => {}
                outcome => return outcome,
            }
        }
    }

    /// Waits for the first byte of a receive.
    fn first(&self, flags: MsgFlags) -> Option<u8> {
        match self.receive_timeout.load(Relaxed) {
            _ if flags.contains(MsgFlags::DONTWAIT) => self.uart.try_take(),
            0 => Some(self.uart.take()),
            limit => self.wait(limit),
        }
    }
}

impl SocketDriver for Line {
    fn socket(&self, _: Domain, sock_type: SockType, _: Protocol) -> Result<Fd, Errno> {
        if sock_type == SockType::Stream { self.open(OPENED) } else { Err(Errno::EPROTOTYPE) }
    }

    fn bind(&self, fd: Fd, _: &SocketAddr) -> Result<(), Errno> {
        self.require(fd)
    }

    fn listen(&self, fd: Fd, _: u32) -> Result<(), Errno> {
        self.require(fd)
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        self.require(fd)?;
        Ok((self.open(ACCEPTED)?, (Ipv4Addr::UNSPECIFIED, 0).into()))
    }

    fn connect(&self, fd: Fd, _: &SocketAddr) -> Result<(), Errno> {
        self.require(fd)
    }

    fn send(&self, fd: Fd, data: &[u8], _: MsgFlags) -> Result<usize, Errno> {
        self.require(fd)?;
        data.iter().for_each(|byte| self.uart.put(*byte));
        self.sent.fetch_add(data.len(), Relaxed);
        Ok(data.len())
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        self.require(fd)?;
        if self.ended.load(Relaxed) || buffer.is_empty() {
            return Ok(0);
        }
        let mut next = Some(self.first(flags).ok_or(Errno::EAGAIN)?);
        let mut len = 0;
        for place in buffer {
            let Some(byte) = next.take().or_else(|| self.wait(PAUSE)) else { break };
            *place = byte;
            len += 1;
        }
        self.received.fetch_add(len, Relaxed);
        Ok(len)
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        self.require(fd)?;
        self.ended.fetch_or(how != Shutdown::Write, Relaxed);
        Ok(())
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        let bit = Self::bit(fd);
        if self.open.fetch_and(!bit, Relaxed) & bit == 0 { Err(Errno::EBADF) } else { Ok(()) }
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        self.require(fd)?;
        match option {
            SocketOption::ReceiveTimeout(limit) => {
                let limit = limit.map_or(0, |limit| u32::try_from(limit.as_micros()).unwrap_or(u32::MAX));
                self.receive_timeout.store(limit, Relaxed);
                Ok(())
            }
            _ => Err(Errno::ENOPROTOOPT),
        }
    }

    fn monotonic(&self) -> Option<Duration> {
        Some(Duration::from_micros(self.clock.now().into()))
    }
}
