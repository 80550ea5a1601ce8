//! The calls for all sockets: each goes where the socket belongs.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::{c_char, c_long, c_void};
use core::ptr;

use sockets::{RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr, RawTime, thunk};

use super::opening;
use crate::calls::{ANY, Calls};
use crate::failure::answer;

// SAFETY, for every call below: the caller keeps to the contract of the module above, which is that of the thunk.

/// In the place of a context: no TLS.
pub const ZSSL_PLAIN: i32 = 0;

/// Waits for a connection; gives its socket, and the peer's address unless `peer` is null. What a secure listener
/// accepts is secure; its handshake is done by its first send or recv, or by zssl_handshake, so that a slow peer keeps
/// nobody waiting.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_accept(fd: i32, peer: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::accept::<Calls>(ANY.ctx(), fd, peer) })
}

/// Gives the socket a local address; port 0 lets the stack choose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_bind(fd: i32, address: *const RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::bind::<Calls>(ANY.ctx(), fd, address) })
}

/// Ends one or both directions (`ZSOCK_SHUT_RD`, `_WR`, `_RDWR`). Ending the sending one of a secure socket tells the
/// peer.
#[unsafe(no_mangle)]
pub extern "C" fn gzsock_shutdown(fd: i32, how: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::shutdown::<Calls>(ANY.ctx(), fd, how) })
}

/// The peer's address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_getpeername(fd: i32, name: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getpeername::<Calls>(ANY.ctx(), fd, name) })
}

/// The local address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_getsockname(fd: i32, name: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getsockname::<Calls>(ANY.ctx(), fd, name) })
}

/// Reads an option into `value`, an `int` or a `zsock_timeval`; `len` is the room there is, and then what was written
/// (bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_getsockopt(
    fd: i32,
    level: i32,
    name: i32,
    value: *mut c_void,
    len: *mut u32,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getsockopt::<Calls>(ANY.ctx(), fd, level, name, value, len) })
}

/// Sets an option from `value`, an `int` or a `zsock_timeval` of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_setsockopt(
    fd: i32,
    level: i32,
    name: i32,
    value: *const c_void,
    len: u32,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::setsockopt::<Calls>(ANY.ctx(), fd, level, name, value, len) })
}

/// Closes the socket and wakes who waits in it. The peer of a secure one is told.
#[unsafe(no_mangle)]
pub extern "C" fn gzsock_close(fd: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::close::<Calls>(ANY.ctx(), fd) })
}

/// Connects to `address`; a secure socket has done its handshake then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_connect(fd: i32, address: *const RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::connect::<Calls>(ANY.ctx(), fd, address) })
}

/// Makes the socket accept connections, of which up to `backlog` wait.
#[unsafe(no_mangle)]
pub extern "C" fn gzsock_listen(fd: i32, backlog: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::listen::<Calls>(ANY.ctx(), fd, backlog) })
}

/// Receives up to `len` bytes; gives how many, 0 for the proper end of the stream and nothing else. A secure socket
/// takes no flags: `EOPNOTSUPP`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_recv(fd: i32, buffer: *mut c_void, len: usize, flags: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::recv::<Calls>(ANY.ctx(), fd, buffer, len, flags) })
}

/// As recv, without flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_read(fd: i32, buffer: *mut c_void, len: usize) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::read::<Calls>(ANY.ctx(), fd, buffer, len) })
}

/// Receives one message, and its sender's address unless `from` is null; gives how many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_recvfrom(
    fd: i32,
    buffer: *mut c_void,
    len: usize,
    flags: i32,
    from: *mut RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::recvfrom::<Calls>(ANY.ctx(), fd, buffer, len, flags, from) })
}

/// Sends up to `len` bytes; gives how many were taken. A secure socket takes no flags: `EOPNOTSUPP`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_send(fd: i32, data: *const c_void, len: usize, flags: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::send::<Calls>(ANY.ctx(), fd, data, len, flags) })
}

/// Sends one message to an address; gives how many bytes were taken. `EOPNOTSUPP` for a secure socket, as of recvfrom.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_sendto(
    fd: i32,
    data: *const c_void,
    len: usize,
    flags: i32,
    to: *const RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::sendto::<Calls>(ANY.ctx(), fd, data, len, flags, to) })
}

/// Opens a socket; gives its number, which is never negative. It is a plain one if `context` is `ZSSL_PLAIN`, else a
/// secure one under that context. What making a context has failed with is no context: `EINVAL`.
#[unsafe(no_mangle)]
pub extern "C" fn gzsock_socket(domain: i32, sock_type: i32, protocol: i32, context: i32) -> i32 {
    match context {
        ZSSL_PLAIN => super::zsock::zsock_socket(domain, sock_type, protocol),
        context => opening::secure(domain, sock_type, protocol, context),
    }
}

/// As send, without flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_write(fd: i32, data: *const c_void, len: usize) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::write::<Calls>(ANY.ctx(), fd, data, len) })
}

/// Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets and
/// gives how many. `nfds` may be any number but a negative one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_select(
    nfds: i32,
    read: *mut RawFdSet,
    write: *mut RawFdSet,
    except: *mut RawFdSet,
    timeout: *const RawTime,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::select::<Calls>(ANY.ctx(), nfds, read, write, except, timeout) })
}

/// `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_ioctl(fd: i32, command: c_long, argument: *mut c_void) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::ioctl::<Calls>(ANY.ctx(), fd, command, argument) })
}

/// `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
#[unsafe(no_mangle)]
pub extern "C" fn gzsock_fcntl(fd: i32, command: i32, value: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::fcntl::<Calls>(ANY.ctx(), fd, command, value) })
}

/// Looks up the addresses of `node`, a name or an address as text; `service` is a port as text, or null. `hints` is
/// null. The list is for freeaddrinfo.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_getaddrinfo(
    node: *const c_char,
    service: *const c_char,
    hints: *const RawAddrInfo,
    found: *mut *mut RawAddrInfo,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getaddrinfo::<Calls>(ANY.ctx(), node, service, hints, found) })
}

/// Frees a list that getaddrinfo gave; once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_freeaddrinfo(found: *mut RawAddrInfo) {
    // SAFETY: see above.
    unsafe { thunk::freeaddrinfo(ptr::null_mut(), found) };
}

/// The IPv4 address that a text says, in network order; `0xffffffff` if it is none, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_inet_addr(text: *const c_char) -> u32 {
    // SAFETY: see above.
    unsafe { thunk::inet_addr(ptr::null_mut(), text) }
}

/// An IPv4 address in network order as text, which stays until this thread's next call; null for null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_inet_ntoa(address: *const u32) -> *const c_char {
    // SAFETY: see above.
    unsafe { thunk::inet_ntoa(ptr::null_mut(), address) }
}

/// Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how many
/// are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_poll(fds: *mut RawPollFd, count: u32, milliseconds: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::poll::<Calls>(ANY.ctx(), fds, count, milliseconds) })
}
