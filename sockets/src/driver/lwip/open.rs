//! One open socket: lwIP's, and what lwIP is not asked to know of it.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::time::Duration;

use crate::Errno;
use crate::ffi::lwip::Descriptor;
use crate::zsock::{Events, OptionName, Shutdown, SockType, SocketOption};

#[derive(Debug)]
pub(super) struct Open {
    descriptor: Descriptor,
    sock_type: SockType,
    nonblocking: AtomicBool,
    /// A connect was begun, and nobody has asked yet what came of it.
    connecting: AtomicBool,
    /// In both directions, by us.
    shut: AtomicBool,
    receive: Timeout,
    send: Timeout,
}

/// Milliseconds; 0 is for ever.
#[derive(Debug, Default)]
struct Timeout(AtomicU32);

impl Timeout {
    fn get(&self) -> Option<Duration> {
        let milliseconds = self.0.load(Ordering::Relaxed);
        (milliseconds > 0).then(|| Duration::from_millis(milliseconds.into()))
    }

    /// A zero could mean "never" as well as "at once" and is refused; less than the resolution is rounded up.
    fn set(&self, limit: Option<Duration>) -> Result<(), Errno> {
        let milliseconds = match limit {
            Some(Duration::ZERO) => return Err(Errno::EINVAL),
            Some(limit) => u32::try_from(limit.as_micros().div_ceil(1000)).unwrap_or(u32::MAX),
            None => 0,
        };
        self.0.store(milliseconds, Ordering::Relaxed);
        Ok(())
    }
}

/// lwIP calls a peer that refuses a connection one that resets it.
fn refused(error: Errno) -> Errno {
    if error == Errno::ECONNRESET { Errno::ECONNREFUSED } else { error }
}

impl Open {
    pub(super) fn new(descriptor: Descriptor, sock_type: SockType) -> Self {
        Self {
            descriptor,
            sock_type,
            nonblocking: AtomicBool::new(false),
            connecting: AtomicBool::new(false),
            shut: AtomicBool::new(false),
            receive: Timeout::default(),
            send: Timeout::default(),
        }
    }

    pub(super) const fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    pub(super) fn is_nonblocking(&self) -> bool {
        self.nonblocking.load(Ordering::Relaxed)
    }

    pub(super) fn receive_timeout(&self) -> Option<Duration> {
        self.receive.get()
    }

    pub(super) fn send_timeout(&self) -> Option<Duration> {
        self.send.get()
    }

    /// Whoever is about to wait must not if the socket is shut down.
    pub(super) fn check(&self) -> Result<(), Errno> {
        if self.shut.load(Ordering::Acquire) { Err(Errno::ENOTCONN) } else { Ok(()) }
    }

    /// What a poll has to tell of a socket that is shut down, which lwIP does not.
    pub(super) fn hung_up(&self) -> Events {
        if self.shut.load(Ordering::Acquire) { Events::HUP } else { Events::NONE }
    }

    /// Begins to connect, which is `EINPROGRESS` unless it fails or succeeds at once.
    pub(super) fn connect(&self, address: &SocketAddr) -> Result<(), Errno> {
        let outcome = self.descriptor.connect(address).map_err(refused);
        self.connecting.store(outcome == Err(Errno::EINPROGRESS), Ordering::Relaxed);
        outcome
    }

    /// What failed behind the caller's back.
    pub(super) fn take_error(&self) -> Result<Option<Errno>, Errno> {
        let error = self.descriptor.take_error()?;
        let connecting = self.connecting.swap(false, Ordering::Relaxed);
        Ok(if connecting { error.map(refused) } else { error })
    }

    pub(super) fn shutdown(&self, how: Shutdown) -> Result<(), Errno> {
        if how == Shutdown::Both {
            self.shut.store(true, Ordering::Release);
        }
        self.descriptor.shutdown(how)
    }

    pub(super) fn set_option(&self, option: SocketOption) -> Result<(), Errno> {
        match option {
            SocketOption::ReceiveTimeout(limit) => self.receive.set(limit),
            SocketOption::SendTimeout(limit) => self.send.set(limit),
            SocketOption::Nonblocking(on) => {
                self.nonblocking.store(on, Ordering::Relaxed);
                Ok(())
            }
            SocketOption::ReuseAddress(on) | SocketOption::NoDelay(on) | SocketOption::KeepAlive(on) => {
                self.descriptor.set(option.name(), on)
            }
            SocketOption::Available(_) | SocketOption::Error(_) | SocketOption::Type(_) => {
                Err(Errno::ENOPROTOOPT)
            }
        }
    }

    pub(super) fn option(&self, name: OptionName) -> Result<SocketOption, Errno> {
        let is_set = || self.descriptor.is_set(name);
        Ok(match name {
            OptionName::ReceiveTimeout => SocketOption::ReceiveTimeout(self.receive.get()),
            OptionName::SendTimeout => SocketOption::SendTimeout(self.send.get()),
            OptionName::Nonblocking => SocketOption::Nonblocking(self.is_nonblocking()),
            OptionName::ReuseAddress => SocketOption::ReuseAddress(is_set()?),
            OptionName::NoDelay => SocketOption::NoDelay(is_set()?),
            OptionName::KeepAlive => SocketOption::KeepAlive(is_set()?),
            OptionName::Available => SocketOption::Available(self.descriptor.available()?),
            OptionName::Error => SocketOption::Error(self.take_error()?),
            OptionName::Type => SocketOption::Type(self.sock_type),
        })
    }
}
