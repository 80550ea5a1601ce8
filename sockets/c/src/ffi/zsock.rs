//! The calls for plain sockets; a secure one is `EOPNOTSUPP`.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::{c_char, c_long, c_void};
use core::ptr;

use sockets::{RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr, RawTime, thunk};

use crate::calls::{Calls, PLAIN};
use crate::failure::answer;

// SAFETY, for every call below: the caller keeps to the contract of the module above, which is that of the thunk.

/// Waits for a connection; gives its socket, and the peer's address unless `peer` is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_accept(fd: i32, peer: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::accept::<Calls>(PLAIN.ctx(), fd, peer) })
}

/// Gives the socket a local address; port 0 lets the stack choose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_bind(fd: i32, address: *const RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::bind::<Calls>(PLAIN.ctx(), fd, address) })
}

/// Ends one or both directions (`ZSOCK_SHUT_RD`, `_WR`, `_RDWR`).
#[unsafe(no_mangle)]
pub extern "C" fn zsock_shutdown(fd: i32, how: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::shutdown::<Calls>(PLAIN.ctx(), fd, how) })
}

/// The peer's address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_getpeername(fd: i32, name: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getpeername::<Calls>(PLAIN.ctx(), fd, name) })
}

/// The local address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_getsockname(fd: i32, name: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getsockname::<Calls>(PLAIN.ctx(), fd, name) })
}

/// Reads an option into `value`, an `int` or a `zsock_timeval`; `len` is the room there is, and then what was written
/// (bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_getsockopt(
    fd: i32,
    level: i32,
    name: i32,
    value: *mut c_void,
    len: *mut u32,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getsockopt::<Calls>(PLAIN.ctx(), fd, level, name, value, len) })
}

/// Sets an option from `value`, an `int` or a `zsock_timeval` of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_setsockopt(
    fd: i32,
    level: i32,
    name: i32,
    value: *const c_void,
    len: u32,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::setsockopt::<Calls>(PLAIN.ctx(), fd, level, name, value, len) })
}

/// Closes the socket and wakes who waits in it.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_close(fd: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::close::<Calls>(PLAIN.ctx(), fd) })
}

/// Connects to `address`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_connect(fd: i32, address: *const RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::connect::<Calls>(PLAIN.ctx(), fd, address) })
}

/// Makes the socket accept connections, of which up to `backlog` wait.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_listen(fd: i32, backlog: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::listen::<Calls>(PLAIN.ctx(), fd, backlog) })
}

/// Receives up to `len` bytes; gives how many, 0 for the proper end of the stream and nothing else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_recv(fd: i32, buffer: *mut c_void, len: usize, flags: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::recv::<Calls>(PLAIN.ctx(), fd, buffer, len, flags) })
}

/// As recv, without flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_read(fd: i32, buffer: *mut c_void, len: usize) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::read::<Calls>(PLAIN.ctx(), fd, buffer, len) })
}

/// Receives one message, and its sender's address unless `from` is null; gives how many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_recvfrom(
    fd: i32,
    buffer: *mut c_void,
    len: usize,
    flags: i32,
    from: *mut RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::recvfrom::<Calls>(PLAIN.ctx(), fd, buffer, len, flags, from) })
}

/// Sends up to `len` bytes; gives how many were taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_send(fd: i32, data: *const c_void, len: usize, flags: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::send::<Calls>(PLAIN.ctx(), fd, data, len, flags) })
}

/// Sends one message to an address; gives how many bytes were taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_sendto(
    fd: i32,
    data: *const c_void,
    len: usize,
    flags: i32,
    to: *const RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::sendto::<Calls>(PLAIN.ctx(), fd, data, len, flags, to) })
}

/// Opens a socket; gives its number, which is never negative.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_socket(domain: i32, sock_type: i32, protocol: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::socket::<Calls>(PLAIN.ctx(), domain, sock_type, protocol) })
}

/// As send, without flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_write(fd: i32, data: *const c_void, len: usize) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::write::<Calls>(PLAIN.ctx(), fd, data, len) })
}

/// Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets and
/// gives how many. `nfds` may be any number but a negative one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_select(
    nfds: i32,
    read: *mut RawFdSet,
    write: *mut RawFdSet,
    except: *mut RawFdSet,
    timeout: *const RawTime,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::select::<Calls>(PLAIN.ctx(), nfds, read, write, except, timeout) })
}

/// `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_ioctl(fd: i32, command: c_long, argument: *mut c_void) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::ioctl::<Calls>(PLAIN.ctx(), fd, command, argument) })
}

/// `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
#[unsafe(no_mangle)]
pub extern "C" fn zsock_fcntl(fd: i32, command: i32, value: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::fcntl::<Calls>(PLAIN.ctx(), fd, command, value) })
}

/// Looks up the addresses of `node`, a name or an address as text; `service` is a port as text, or null. `hints` is
/// null. The list is for freeaddrinfo.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_getaddrinfo(
    node: *const c_char,
    service: *const c_char,
    hints: *const RawAddrInfo,
    found: *mut *mut RawAddrInfo,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getaddrinfo::<Calls>(PLAIN.ctx(), node, service, hints, found) })
}

/// Frees a list that getaddrinfo gave; once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_freeaddrinfo(found: *mut RawAddrInfo) {
    // SAFETY: see above.
    unsafe { thunk::freeaddrinfo(ptr::null_mut(), found) };
}

/// The IPv4 address that a text says, in network order; `0xffffffff` if it is none, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_inet_addr(text: *const c_char) -> u32 {
    // SAFETY: see above.
    unsafe { thunk::inet_addr(ptr::null_mut(), text) }
}

/// An IPv4 address in network order as text, which stays until this thread's next call; null for null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_inet_ntoa(address: *const u32) -> *const c_char {
    // SAFETY: see above.
    unsafe { thunk::inet_ntoa(ptr::null_mut(), address) }
}

/// Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how many
/// are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zsock_poll(fds: *mut RawPollFd, count: u32, milliseconds: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::poll::<Calls>(PLAIN.ctx(), fds, count, milliseconds) })
}
