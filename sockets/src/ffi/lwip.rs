//! lwIP's socket calls in Rust's types. Sockets are non-blocking here: whoever waits, waits in [`poll`].

mod abi;
mod address;

use alloc::{ffi::CString, vec::Vec};
use core::ffi::{c_int, c_void};
use core::net::{IpAddr, SocketAddr};
use core::ptr;

use self::abi::{AddrInfo, Address, PollEntry};
use super::code;
use crate::Errno;
use crate::zsock::{Domain, Events, MsgFlags, OptionName, Protocol, Shutdown, SockType};

const ADDRESS_LEN: u32 = 28;
const _: () = assert!(size_of::<Address>() == ADDRESS_LEN as usize);

/// A socket of lwIP's, closed when dropped.
#[derive(Debug)]
pub(crate) struct Descriptor(c_int);

fn failure() -> Errno {
    Errno::from_code(abi::zsock_lwip_errno())
}

fn number(result: c_int) -> Result<c_int, Errno> {
    if result < 0 { Err(failure()) } else { Ok(result) }
}

fn done(result: c_int) -> Result<(), Errno> {
    number(result).map(|_| ())
}

/// How many bytes moved; a stack that claims more than there was room for is at fault.
fn count(result: isize, len: usize) -> Result<usize, Errno> {
    let moved = usize::try_from(result).map_err(|_| failure())?;
    if moved <= len { Ok(moved) } else { Err(Errno::EIO) }
}

/// lwIP numbers flags as [`MsgFlags`] does.
fn bits(flags: MsgFlags) -> c_int {
    (flags | MsgFlags::DONTWAIT).bits().cast_signed()
}

/// As in the table, but for the level of sockets, which the original numbered otherwise than lwIP.
fn level_and_name(option: OptionName) -> Result<(c_int, c_int), Errno> {
    let (level, name) = code::option(option)?;
    Ok((if level == code::SOL_SOCKET { abi::SOL_SOCKET } else { level }, name))
}

// SAFETY, for every call below: each pointer is valid for the length that goes with it, and lwIP keeps none after it returns;
// numbers that are no sockets are errors to it.

impl Descriptor {
    fn new(fd: c_int) -> Result<Self, Errno> {
        let descriptor = Self(fd);
        // SAFETY: see above.
        done(unsafe { abi::lwip_fcntl(fd, abi::F_SETFL, abi::O_NONBLOCK) })?;
        Ok(descriptor)
    }

    pub(crate) fn open(domain: Domain, sock_type: SockType, protocol: Protocol) -> Result<Self, Errno> {
        let (domain, protocol) = (c_int::from(code::domain(domain)), code::protocol(protocol));
        // SAFETY: see above.
        Self::new(number(unsafe { abi::lwip_socket(domain, code::sock_type(sock_type), protocol) })?)
    }

    pub(crate) fn bind(&self, address: &SocketAddr) -> Result<(), Errno> {
        let address = Address::from(address);
        // SAFETY: see above.
        done(unsafe { abi::lwip_bind(self.0, &raw const address, u32::from(address.len)) })
    }

    pub(crate) fn listen(&self, backlog: u32) -> Result<(), Errno> {
        // SAFETY: see above.
        done(unsafe { abi::lwip_listen(self.0, c_int::try_from(backlog).unwrap_or(c_int::MAX)) })
    }

    pub(crate) fn accept(&self) -> Result<(Self, SocketAddr), Errno> {
        let (mut peer, mut len) = (Address::default(), ADDRESS_LEN);
        // SAFETY: see above.
        let fd = number(unsafe { abi::lwip_accept(self.0, &raw mut peer, &raw mut len) })?;
        Ok((Self::new(fd)?, peer.try_into()?))
    }

    pub(crate) fn connect(&self, address: &SocketAddr) -> Result<(), Errno> {
        let address = Address::from(address);
        // SAFETY: see above.
        done(unsafe { abi::lwip_connect(self.0, &raw const address, u32::from(address.len)) })
    }

    pub(crate) fn send(&self, data: &[u8], flags: MsgFlags) -> Result<usize, Errno> {
        // SAFETY: see above.
        count(unsafe { abi::lwip_send(self.0, data.as_ptr().cast(), data.len(), bits(flags)) }, data.len())
    }

    pub(crate) fn recv(&self, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        let (start, len) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: see above.
        count(unsafe { abi::lwip_recv(self.0, start, len, bits(flags)) }, len)
    }

    pub(crate) fn sendto(&self, data: &[u8], flags: MsgFlags, to: &SocketAddr) -> Result<usize, Errno> {
        let (to, start, len) = (Address::from(to), data.as_ptr().cast(), data.len());
        let to_len = u32::from(to.len);
        // SAFETY: see above.
        count(unsafe { abi::lwip_sendto(self.0, start, len, bits(flags), &raw const to, to_len) }, len)
    }

    /// The sender is that of a datagram; a stream has one peer, which it need not name each time.
    pub(crate) fn recvfrom(&self, buffer: &mut [u8], flags: MsgFlags) -> Result<(usize, SocketAddr), Errno> {
        let (mut from, mut from_len) = (Address::default(), ADDRESS_LEN);
        let (start, len) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: see above.
        let result =
            unsafe { abi::lwip_recvfrom(self.0, start, len, bits(flags), &raw mut from, &raw mut from_len) };
        let moved = count(result, len)?;
        Ok((moved, if from.family == 0 { self.getpeername()? } else { from.try_into()? }))
    }

    pub(crate) fn shutdown(&self, how: Shutdown) -> Result<(), Errno> {
        // SAFETY: see above.
        done(unsafe { abi::lwip_shutdown(self.0, code::shutdown(how)) })
    }

    pub(crate) fn getpeername(&self) -> Result<SocketAddr, Errno> {
        let (mut name, mut len) = (Address::default(), ADDRESS_LEN);
        // SAFETY: see above.
        done(unsafe { abi::lwip_getpeername(self.0, &raw mut name, &raw mut len) })?;
        name.try_into()
    }

    pub(crate) fn getsockname(&self) -> Result<SocketAddr, Errno> {
        let (mut name, mut len) = (Address::default(), ADDRESS_LEN);
        // SAFETY: see above.
        done(unsafe { abi::lwip_getsockname(self.0, &raw mut name, &raw mut len) })?;
        name.try_into()
    }

    /// Sets a switch.
    pub(crate) fn set(&self, option: OptionName, on: bool) -> Result<(), Errno> {
        let (level, name) = level_and_name(option)?;
        let (value, len) = (c_int::from(on), u32::try_from(size_of::<c_int>()).map_err(|_| Errno::EINVAL)?);
        let value = (&raw const value).cast::<c_void>();
        // SAFETY: see above.
        done(unsafe { abi::lwip_setsockopt(self.0, level, name, value, len) })
    }

    /// Reads a switch.
    pub(crate) fn is_set(&self, option: OptionName) -> Result<bool, Errno> {
        let (level, name) = level_and_name(option)?;
        Ok(self.read(level, name)? != 0)
    }

    fn read(&self, level: c_int, name: c_int) -> Result<c_int, Errno> {
        let mut value: c_int = 0;
        let mut len = u32::try_from(size_of::<c_int>()).map_err(|_| Errno::EINVAL)?;
        let place = (&raw mut value).cast::<c_void>();
        // SAFETY: see above.
        done(unsafe { abi::lwip_getsockopt(self.0, level, name, place, &raw mut len) })?;
        Ok(value)
    }

    /// What failed behind the caller's back; asking clears it.
    pub(crate) fn take_error(&self) -> Result<Option<Errno>, Errno> {
        let code = self.read(abi::SOL_SOCKET, abi::SO_ERROR)?;
        Ok((code != 0).then(|| Errno::from_code(code)))
    }

    /// How many bytes a receive would give at once.
    pub(crate) fn available(&self) -> Result<usize, Errno> {
        let mut len: c_int = 0;
        // SAFETY: see above.
        done(unsafe { abi::lwip_ioctl(self.0, abi::FIONREAD, (&raw mut len).cast()) })?;
        usize::try_from(len).map_err(|_| Errno::EIO)
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: see above. Nobody is left who could be told of an error.
        _ = unsafe { abi::lwip_close(self.0) };
    }
}

const EVENTS: [(Events, i16); 5] = [
    (Events::IN, abi::POLLIN),
    (Events::OUT, abi::POLLOUT),
    (Events::ERR, abi::POLLERR),
    (Events::HUP, abi::POLLHUP),
    (Events::NVAL, abi::POLLNVAL),
];

/// Waits until one of the sockets is ready for what it is asked for, no longer than that many milliseconds; puts what each is
/// ready for in place of what it was asked for.
pub(crate) fn poll(asked: &mut [(&Descriptor, Events)], milliseconds: u16) -> Result<(), Errno> {
    let wanted = |events: Events| {
        EVENTS.iter().filter(|(event, _)| events.contains(*event)).fold(0, |bits, (_, bit)| bits | bit)
    };
    let told = |bits: i16| {
        let told = EVENTS.iter().filter(|(_, bit)| bits & bit != 0);
        told.fold(Events::NONE, |events, (event, _)| events | *event)
    };
    let entry = |(descriptor, events): &(&Descriptor, Events)| PollEntry {
        fd: descriptor.0,
        events: wanted(*events),
        revents: 0,
    };
    let mut entries: Vec<_> = asked.iter().map(entry).collect();
    let count = u32::try_from(entries.len()).map_err(|_| Errno::EINVAL)?;
    // SAFETY: see above.
    done(unsafe { abi::lwip_poll(entries.as_mut_ptr(), count, c_int::from(milliseconds)) })?;
    for ((_, events), entry) in asked.iter_mut().zip(&entries) {
        *events = told(entry.revents);
    }
    Ok(())
}

/// Looks a name up.
pub(crate) fn resolve(name: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
    let name = CString::new(name).map_err(|_| Errno::EINVAL)?;
    let mut first: *mut AddrInfo = ptr::null_mut();
    // SAFETY: see above.
    match unsafe { abi::lwip_getaddrinfo(name.as_ptr(), ptr::null(), ptr::null(), &raw mut first) } {
        0 => {}
        abi::EAI_NONAME | abi::EAI_FAIL => return Err(Errno::ENOENT),
        abi::EAI_MEMORY => return Err(Errno::ENOMEM),
        abi::EAI_FAMILY => return Err(Errno::EAFNOSUPPORT),
        _ => return Err(Errno::EIO),
    }
    let mut next = first;
    // SAFETY: lwIP's list, until it is given back; an address has as many bytes as it says.
    while let Some(info) = unsafe { next.as_ref() } {
        let len = if info.address.is_null() { 0 } else { info.len.min(ADDRESS_LEN) };
        let mut address = Address::default();
        // SAFETY: as above, and there is room for `len` bytes.
        unsafe { ptr::copy_nonoverlapping(info.address, (&raw mut address).cast(), len as usize) };
        if let Ok(address) = SocketAddr::try_from(address) {
            found(address.ip());
        }
        next = info.next;
    }
    // SAFETY: it is not used any more.
    unsafe { abi::lwip_freeaddrinfo(first) };
    Ok(())
}

/// Milliseconds since anything; they wrap.
pub(crate) fn now() -> u32 {
    abi::sys_now()
}

/// Lets other threads run.
pub(crate) fn pause() {
    abi::sys_msleep(1);
}
