//! The calls for secure sockets; a plain one is `EOPNOTSUPP`. There are no secure datagrams.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::{c_long, c_void};

use sockets::{RawFdSet, RawPollFd, RawSocketAddr, RawTime, thunk};

use super::opening;
use crate::calls::{Calls, SECURE};
use crate::failure::{answer, number};

// SAFETY, for every call below: the caller keeps to the contract of the module above, which is that of the thunk.

/// Waits for a connection; gives its secure socket, and the peer's address unless `peer` is null. The handshake is
/// done by its first send or recv, or by zssl_handshake.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_accept(fd: i32, peer: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::accept::<Calls>(SECURE.ctx(), fd, peer) })
}

/// Gives the socket a local address; port 0 lets the stack choose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_bind(fd: i32, address: *const RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::bind::<Calls>(SECURE.ctx(), fd, address) })
}

/// Ends one or both directions (`ZSOCK_SHUT_RD`, `_WR`, `_RDWR`). Ending the sending one tells the peer.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_shutdown(fd: i32, how: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::shutdown::<Calls>(SECURE.ctx(), fd, how) })
}

/// The peer's address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_getpeername(fd: i32, name: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getpeername::<Calls>(SECURE.ctx(), fd, name) })
}

/// The local address.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_getsockname(fd: i32, name: *mut RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getsockname::<Calls>(SECURE.ctx(), fd, name) })
}

/// Reads an option into `value`, an `int` or a `zsock_timeval`; `len` is the room there is, and then what was written
/// (bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_getsockopt(
    fd: i32,
    level: i32,
    name: i32,
    value: *mut c_void,
    len: *mut u32,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::getsockopt::<Calls>(SECURE.ctx(), fd, level, name, value, len) })
}

/// Sets an option from `value`, an `int` or a `zsock_timeval` of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_setsockopt(
    fd: i32,
    level: i32,
    name: i32,
    value: *const c_void,
    len: u32,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::setsockopt::<Calls>(SECURE.ctx(), fd, level, name, value, len) })
}

/// Closes the socket, tells the peer, and wakes who waits in it.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_close(fd: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::close::<Calls>(SECURE.ctx(), fd) })
}

/// Connects to `address` and does the handshake, within the context's deadline.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_connect(fd: i32, address: *const RawSocketAddr) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::connect::<Calls>(SECURE.ctx(), fd, address) })
}

/// Makes the socket accept connections, of which up to `backlog` wait.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_listen(fd: i32, backlog: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::listen::<Calls>(SECURE.ctx(), fd, backlog) })
}

/// Receives up to `len` decrypted bytes; gives how many, 0 if the peer has closed the session properly. A stream that
/// was cut off is `ECONNABORTED`. `flags` are 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_recv(fd: i32, buffer: *mut c_void, len: usize, flags: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::recv::<Calls>(SECURE.ctx(), fd, buffer, len, flags) })
}

/// As recv, without flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_read(fd: i32, buffer: *mut c_void, len: usize) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::read::<Calls>(SECURE.ctx(), fd, buffer, len) })
}

/// Sends up to `len` bytes; gives how many were taken. `flags` are 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_send(fd: i32, data: *const c_void, len: usize, flags: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::send::<Calls>(SECURE.ctx(), fd, data, len, flags) })
}

/// Opens a secure socket under `context`: a client's connects, a server's listens. There is no secure socket without a
/// context: `EINVAL`.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_socket(domain: i32, sock_type: i32, protocol: i32, context: i32) -> i32 {
    opening::secure(domain, sock_type, protocol, context)
}

/// As send, without flags.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_write(fd: i32, data: *const c_void, len: usize) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::write::<Calls>(SECURE.ctx(), fd, data, len) })
}

/// Waits until a socket in a set is ready, or for `timeout` (null is for ever); leaves the ready ones in the sets and
/// gives how many. `nfds` may be any number but a negative one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_select(
    nfds: i32,
    read: *mut RawFdSet,
    write: *mut RawFdSet,
    except: *mut RawFdSet,
    timeout: *const RawTime,
) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::select::<Calls>(SECURE.ctx(), nfds, read, write, except, timeout) })
}

/// `ZSOCK_FIONBIO` and `ZSOCK_FIONREAD`, whose argument is an `int`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_ioctl(fd: i32, command: c_long, argument: *mut c_void) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::ioctl::<Calls>(SECURE.ctx(), fd, command, argument) })
}

/// `ZSOCK_F_GETFL` and `ZSOCK_F_SETFL` with the flag `ZSOCK_O_NONBLOCK`.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_fcntl(fd: i32, command: i32, value: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::fcntl::<Calls>(SECURE.ctx(), fd, command, value) })
}

/// Waits until one of `count` sockets is ready, or for so many milliseconds (negative is for ever); gives how many
/// are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zssl_poll(fds: *mut RawPollFd, count: u32, milliseconds: i32) -> i32 {
    // SAFETY: see above.
    answer(|| unsafe { thunk::poll::<Calls>(SECURE.ctx(), fds, count, milliseconds) })
}

/// Does the handshake unless that is done already.
#[unsafe(no_mangle)]
pub extern "C" fn zssl_handshake(fd: i32) -> i32 {
    number(|| SECURE.handshake(fd).map(|()| 0))
}
