//! lwIP's symbols, layouts and numbers, as `include/zsock_lwip.h` declares them.

use core::ffi::{c_char, c_int, c_long, c_short, c_uint, c_void};

pub(super) const SOL_SOCKET: c_int = 0xfff;
pub(super) const SO_ERROR: c_int = 0x1007;
pub(super) const F_SETFL: c_int = 4;
pub(super) const O_NONBLOCK: c_int = 1;
/// `_IOR('f', 127, unsigned long)`.
#[expect(clippy::cast_possible_wrap, reason = "4 or 8")]
pub(super) const FIONREAD: c_long = 0x4000_667f | (size_of::<c_long>() as c_long) << 16;
pub(super) const POLLIN: c_short = 0x1;
pub(super) const POLLOUT: c_short = 0x2;
pub(super) const POLLERR: c_short = 0x4;
pub(super) const POLLNVAL: c_short = 0x8;
pub(super) const POLLHUP: c_short = 0x200;
pub(super) const EAI_NONAME: c_int = 200;
/// No answer of a name server, or one that there is no such name: lwIP does not tell.
pub(super) const EAI_FAIL: c_int = 202;
pub(super) const EAI_MEMORY: c_int = 203;
pub(super) const EAI_FAMILY: c_int = 204;

/// Room for an address of either family: a `sockaddr_in6`, of which a `sockaddr_in` takes the first sixteen bytes,
/// with its address where the flow is here.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C)]
pub(super) struct Address {
    pub(super) len: u8,
    pub(super) family: u8,
    /// Big-endian.
    pub(super) port: u16,
    /// Big-endian.
    pub(super) flow_or_v4: u32,
    pub(super) v6: [u8; 16],
    pub(super) scope: u32,
}

#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct PollEntry {
    pub(super) fd: c_int,
    pub(super) events: c_short,
    pub(super) revents: c_short,
}

#[repr(C)]
pub(super) struct AddrInfo {
    pub(super) flags: c_int,
    pub(super) family: c_int,
    pub(super) sock_type: c_int,
    pub(super) protocol: c_int,
    pub(super) len: u32,
    /// `len` bytes.
    pub(super) address: *const u8,
    pub(super) canonical_name: *mut c_char,
    pub(super) next: *mut Self,
}

unsafe extern "C" {
    pub(super) fn lwip_socket(domain: c_int, sock_type: c_int, protocol: c_int) -> c_int;
    pub(super) fn lwip_bind(fd: c_int, address: *const Address, len: u32) -> c_int;
    pub(super) fn lwip_listen(fd: c_int, backlog: c_int) -> c_int;
    pub(super) fn lwip_accept(fd: c_int, address: *mut Address, len: *mut u32) -> c_int;
    pub(super) fn lwip_connect(fd: c_int, address: *const Address, len: u32) -> c_int;
    pub(super) fn lwip_send(fd: c_int, data: *const c_void, len: usize, flags: c_int) -> isize;
    pub(super) fn lwip_recv(fd: c_int, buffer: *mut c_void, len: usize, flags: c_int) -> isize;
    pub(super) fn lwip_sendto(
        fd: c_int,
        data: *const c_void,
        len: usize,
        flags: c_int,
        to: *const Address,
        to_len: u32,
    ) -> isize;
    pub(super) fn lwip_recvfrom(
        fd: c_int,
        buffer: *mut c_void,
        len: usize,
        flags: c_int,
        from: *mut Address,
        from_len: *mut u32,
    ) -> isize;
    pub(super) fn lwip_shutdown(fd: c_int, how: c_int) -> c_int;
    pub(super) fn lwip_close(fd: c_int) -> c_int;
    pub(super) fn lwip_getpeername(fd: c_int, name: *mut Address, len: *mut u32) -> c_int;
    pub(super) fn lwip_getsockname(fd: c_int, name: *mut Address, len: *mut u32) -> c_int;
    pub(super) fn lwip_getsockopt(
        fd: c_int,
        level: c_int,
        name: c_int,
        value: *mut c_void,
        len: *mut u32,
    ) -> c_int;
    pub(super) fn lwip_setsockopt(
        fd: c_int,
        level: c_int,
        name: c_int,
        value: *const c_void,
        len: u32,
    ) -> c_int;
    pub(super) fn lwip_ioctl(fd: c_int, command: c_long, argument: *mut c_void) -> c_int;
    pub(super) fn lwip_fcntl(fd: c_int, command: c_int, value: c_int) -> c_int;
    pub(super) fn lwip_poll(fds: *mut PollEntry, count: c_uint, milliseconds: c_int) -> c_int;
    pub(super) fn lwip_getaddrinfo(
        node: *const c_char,
        service: *const c_char,
        hints: *const AddrInfo,
        found: *mut *mut AddrInfo,
    ) -> c_int;
    pub(super) fn lwip_freeaddrinfo(found: *mut AddrInfo);
    pub(super) safe fn sys_now() -> u32;
    pub(super) safe fn sys_msleep(milliseconds: u32);
    pub(super) safe fn zsock_lwip_errno() -> c_int;
}
