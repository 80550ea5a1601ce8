//! A table used from Rust: the same trait that a driver implements.

mod inet;
mod options;
mod poll;

use alloc::{ffi::CString, vec::Vec};
use core::net::{IpAddr, SocketAddr};
use core::ptr;
use core::time::Duration;

use super::code;
use super::raw::{RawAddrInfo, RawSocketAddr, RawTime};
use super::table::{AddressOutFn, SocketApi};
use crate::Errno;
use crate::zsock::{
    Domain, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};

const fn number(result: i32) -> Result<i32, Errno> {
    // `i32::MIN` has no positive twin and is no error number.
    if result >= 0 { Ok(result) } else { Err(Errno::from_code(result.wrapping_neg())) }
}

fn done(result: i32) -> Result<(), Errno> {
    number(result).map(|_| ())
}

/// How many bytes moved; a table that claims more than there was room for is at fault.
fn count(result: i32, len: usize) -> Result<usize, Errno> {
    let moved = usize::try_from(number(result)?).map_err(|_| Errno::EIO)?;
    if moved <= len { Ok(moved) } else { Err(Errno::EIO) }
}

// SAFETY, for every call below: entry and context belong together by the construction of the table, each pointer
// is valid for the length that the entry's contract fixes, and no entry keeps one after it returns.

impl SocketApi {
    fn name(&self, entry: Option<AddressOutFn>, fd: Fd) -> Result<(i32, SocketAddr), Errno> {
        let entry = entry.ok_or(Errno::ENOSYS)?;
        let mut raw = RawSocketAddr::default();
        // SAFETY: see above.
        let result = number(unsafe { entry(self.header.ctx, fd.0, &raw mut raw) })?;
        Ok((result, raw.try_into()?))
    }
}

impl SocketDriver for &'static SocketApi {
    fn socket(&self, domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Fd, Errno> {
        let entry = self.socket.ok_or(Errno::ENOSYS)?;
        let (domain, sock_type) = (i32::from(code::domain(domain)), code::sock_type(sock_type));
        // SAFETY: see above.
        number(unsafe { entry(self.header.ctx, domain, sock_type, code::protocol(protocol)) }).map(Fd)
    }

    fn bind(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        let entry = self.bind.ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0, &RawSocketAddr::from(*address)) })
    }

    fn listen(&self, fd: Fd, backlog: u32) -> Result<(), Errno> {
        let entry = self.listen.ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0, i32::try_from(backlog).unwrap_or(i32::MAX)) })
    }

    fn accept(&self, fd: Fd) -> Result<(Fd, SocketAddr), Errno> {
        self.name(self.accept, fd).map(|(accepted, peer)| (Fd(accepted), peer))
    }

    fn connect(&self, fd: Fd, address: &SocketAddr) -> Result<(), Errno> {
        let entry = self.connect.ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0, &RawSocketAddr::from(*address)) })
    }

    fn send(&self, fd: Fd, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        let pointer = data.as_ptr().cast();
        let result = match (self.send, self.write) {
            // SAFETY: see above.
            (Some(entry), _) => unsafe {
                entry(self.header.ctx, fd.0, pointer, data.len(), flags.bits().cast_signed())
            },
            // SAFETY: see above.
            (None, Some(entry)) if flags.is_empty() => unsafe {
                entry(self.header.ctx, fd.0, pointer, data.len())
            },
            _ => return Err(Errno::ENOSYS),
        };
        count(result, data.len())
    }

    fn recv(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        let pointer = buffer.as_mut_ptr().cast();
        let result = match (self.recv, self.read) {
            // SAFETY: see above.
            (Some(entry), _) => unsafe {
                entry(self.header.ctx, fd.0, pointer, buffer.len(), flags.bits().cast_signed())
            },
            // SAFETY: see above.
            (None, Some(entry)) if flags.is_empty() => unsafe {
                entry(self.header.ctx, fd.0, pointer, buffer.len())
            },
            _ => return Err(Errno::ENOSYS),
        };
        count(result, buffer.len())
    }

    fn sendto(&self, fd: Fd, data: &[u8], flags: MsgFlags, address: &SocketAddr) -> Result<usize, Errno> {
        let entry = self.sendto.ok_or(Errno::ENOSYS)?;
        let (to, flags) = (RawSocketAddr::from(*address), flags.bits().cast_signed());
        // SAFETY: see above.
        count(
            unsafe { entry(self.header.ctx, fd.0, data.as_ptr().cast(), data.len(), flags, &to) },
            data.len(),
        )
    }

    fn recvfrom(&self, fd: Fd, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        let entry = self.recvfrom.ok_or(Errno::ENOSYS)?;
        let (mut from, flags) = (RawSocketAddr::default(), flags.bits().cast_signed());
        let (pointer, len) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: see above.
        let moved = count(unsafe { entry(self.header.ctx, fd.0, pointer, len, flags, &raw mut from) }, len)?;
        Ok((moved, from.try_into()?))
    }

    fn shutdown(&self, fd: Fd, how: Shutdown) -> Result<(), Errno> {
        let entry = self.shutdown.ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0, code::shutdown(how)) })
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        let entry = self.close.ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0) })
    }

    fn getpeername(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.name(self.getpeername, fd).map(|(_, name)| name)
    }

    fn getsockname(&self, fd: Fd) -> Result<SocketAddr, Errno> {
        self.name(self.getsockname, fd).map(|(_, name)| name)
    }

    fn set_option(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        self.set(fd, option)
    }

    fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        self.read_back(fd, name)
    }

    fn poll(&self, fds: &mut [PollFd], timeout: Option<Duration>) -> Result<usize, Errno> {
        self.wait(fds, timeout)
    }

    fn resolve(&self, name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        let (entry, free) = (self.getaddrinfo.ok_or(Errno::ENOSYS)?, self.freeaddrinfo);
        let name = CString::new(name).map_err(|_| Errno::EINVAL)?;
        let mut list: *mut RawAddrInfo = ptr::null_mut();
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, name.as_ptr(), ptr::null(), ptr::null(), &raw mut list) })?;
        // The addresses are copied out first, so that the list is freed whatever `found` does.
        let mut addresses = Vec::new();
        // SAFETY: by the entry's contract the list is null or valid until it is freed, which happens once, below.
        let mut answer = unsafe { list.as_ref() };
        while let Some(RawAddrInfo { address, next, .. }) = answer {
            addresses.extend(SocketAddr::try_from(*address));
            // SAFETY: as above.
            answer = unsafe { next.as_ref() };
        }
        if let Some(free) = free {
            // SAFETY: as above.
            unsafe { free(self.header.ctx, list) };
        }
        addresses.iter().for_each(|address| found(address.ip()));
        Ok(())
    }

    fn monotonic(&self) -> Option<Duration> {
        let mut now = RawTime::default();
        // SAFETY: see above.
        done(unsafe { self.monotonic?(self.header.ctx, &raw mut now) }).ok()?;
        // A clock may well stand at zero, which as a timeout would mean "none".
        Option::try_from(now).ok().map(|now: Option<Duration>| now.unwrap_or_default())
    }

    fn relax(&self) {
        if let Some(entry) = self.relax {
            // SAFETY: see above.
            unsafe { entry(self.header.ctx) };
        }
    }
}
