//! The numbers by which C names what Rust has types for. They are lwIP's, as the original's drivers use them.
#![expect(unreachable_pub, reason = "what is public is in the C header")]

use core::ffi::c_long;

use crate::Errno;
use crate::zsock::{Domain, OptionName, Protocol, Shutdown, SockType};

/// IPv4.
pub const AF_INET: u16 = 2;
/// IPv6.
pub const AF_INET6: u16 = 10;
/// A stream of bytes.
pub const SOCK_STREAM: i32 = 1;
/// Single messages.
pub const SOCK_DGRAM: i32 = 2;
/// TCP for streams, UDP for messages.
pub const IPPROTO_DEFAULT: i32 = 0;
/// TCP; as the level of an option, its own.
pub const IPPROTO_TCP: i32 = 6;
/// UDP.
pub const IPPROTO_UDP: i32 = 17;
/// Nothing more is received.
pub const SHUT_RD: i32 = 0;
/// Nothing more is sent.
pub const SHUT_WR: i32 = 1;
/// Both.
pub const SHUT_RDWR: i32 = 2;
/// The level of the options that are called `SO`.
pub const SOL_SOCKET: i32 = 0xffff;
/// Whether an address that was in use a moment ago may be bound (`int`).
pub const SO_REUSEADDR: i32 = 0x0004;
/// Whether a silent connection is probed (`int`).
pub const SO_KEEPALIVE: i32 = 0x0008;
/// How long a send or a connect waits (`zsock_timeval`); zero is for ever.
pub const SO_SNDTIMEO: i32 = 0x1005;
/// How long a receive or an accept waits (`zsock_timeval`); zero is for ever.
pub const SO_RCVTIMEO: i32 = 0x1006;
/// What the socket failed with since this was read last, 0 if nothing (`int`, only read).
pub const SO_ERROR: i32 = 0x1007;
/// The type of the socket (`int`, only read).
pub const SO_TYPE: i32 = 0x1008;
/// Whether small pieces are sent at once (`int`).
pub const TCP_NODELAY: i32 = 0x01;
/// `fcntl`: reads the flags.
pub const F_GETFL: i32 = 3;
/// `fcntl`: sets the flags.
pub const F_SETFL: i32 = 4;
/// The flag of a socket that does not wait.
pub const O_NONBLOCK: i32 = 1;
/// A flag that says nothing of a socket.
pub const O_RDWR: i32 = 6;
// `ioctl`: as on a machine with a `long` of 32 bits, everywhere.
/// `ioctl`: how many bytes wait to be received.
pub const FIONREAD: u32 = 0x4004_667f;
/// `ioctl`: whether the socket does not wait.
pub const FIONBIO: u32 = 0x8004_667e;

pub(super) const fn domain(domain: Domain) -> u16 {
    match domain {
        Domain::Inet => AF_INET,
        Domain::Inet6 => AF_INET6,
    }
}

pub(super) const fn to_domain(code: u16) -> Result<Domain, Errno> {
    match code {
        AF_INET => Ok(Domain::Inet),
        AF_INET6 => Ok(Domain::Inet6),
        _ => Err(Errno::EAFNOSUPPORT),
    }
}

pub(super) const fn sock_type(sock_type: SockType) -> i32 {
    match sock_type {
        SockType::Stream => SOCK_STREAM,
        SockType::Datagram => SOCK_DGRAM,
    }
}

pub(super) const fn to_sock_type(code: i32) -> Result<SockType, Errno> {
    match code {
        SOCK_STREAM => Ok(SockType::Stream),
        SOCK_DGRAM => Ok(SockType::Datagram),
        _ => Err(Errno::EPROTOTYPE),
    }
}

pub(super) const fn protocol(protocol: Protocol) -> i32 {
    match protocol {
        Protocol::Default => IPPROTO_DEFAULT,
        Protocol::Tcp => IPPROTO_TCP,
        Protocol::Udp => IPPROTO_UDP,
    }
}

pub(super) const fn to_protocol(code: i32) -> Result<Protocol, Errno> {
    match code {
        IPPROTO_DEFAULT => Ok(Protocol::Default),
        IPPROTO_TCP => Ok(Protocol::Tcp),
        IPPROTO_UDP => Ok(Protocol::Udp),
        _ => Err(Errno::EPROTONOSUPPORT),
    }
}

pub(super) const fn shutdown(how: Shutdown) -> i32 {
    match how {
        Shutdown::Read => SHUT_RD,
        Shutdown::Write => SHUT_WR,
        Shutdown::Both => SHUT_RDWR,
    }
}

pub(super) const fn to_shutdown(code: i32) -> Result<Shutdown, Errno> {
    match code {
        SHUT_RD => Ok(Shutdown::Read),
        SHUT_WR => Ok(Shutdown::Write),
        SHUT_RDWR => Ok(Shutdown::Both),
        _ => Err(Errno::EINVAL),
    }
}

/// Level and name; `ENOPROTOOPT` for what is no option in C: `fcntl` and `ioctl` have that.
pub(super) const fn option(name: OptionName) -> Result<(i32, i32), Errno> {
    match name {
        OptionName::ReceiveTimeout => Ok((SOL_SOCKET, SO_RCVTIMEO)),
        OptionName::SendTimeout => Ok((SOL_SOCKET, SO_SNDTIMEO)),
        OptionName::ReuseAddress => Ok((SOL_SOCKET, SO_REUSEADDR)),
        OptionName::NoDelay => Ok((IPPROTO_TCP, TCP_NODELAY)),
        OptionName::KeepAlive => Ok((SOL_SOCKET, SO_KEEPALIVE)),
        OptionName::Error => Ok((SOL_SOCKET, SO_ERROR)),
        OptionName::Type => Ok((SOL_SOCKET, SO_TYPE)),
        OptionName::Nonblocking | OptionName::Available => Err(Errno::ENOPROTOOPT),
    }
}

pub(super) const fn to_option(level: i32, name: i32) -> Result<OptionName, Errno> {
    match (level, name) {
        (SOL_SOCKET, SO_RCVTIMEO) => Ok(OptionName::ReceiveTimeout),
        (SOL_SOCKET, SO_SNDTIMEO) => Ok(OptionName::SendTimeout),
        (SOL_SOCKET, SO_REUSEADDR) => Ok(OptionName::ReuseAddress),
        (IPPROTO_TCP, TCP_NODELAY) => Ok(OptionName::NoDelay),
        (SOL_SOCKET, SO_KEEPALIVE) => Ok(OptionName::KeepAlive),
        (SOL_SOCKET, SO_ERROR) => Ok(OptionName::Error),
        (SOL_SOCKET, SO_TYPE) => Ok(OptionName::Type),
        _ => Err(Errno::ENOPROTOOPT),
    }
}

/// A command of `ioctl` as a `long`, of whatever size that is.
pub(super) fn command(command: u32) -> c_long {
    let mut bytes = [0; size_of::<c_long>()];
    bytes.iter_mut().zip(command.to_le_bytes()).for_each(|(place, byte)| *place = byte);
    c_long::from_le_bytes(bytes)
}

/// A compiler that takes the number for a negative `int` fills a longer `long` with ones.
pub(super) fn to_command(command: c_long) -> Result<u32, Errno> {
    let [a, b, c, d, rest @ ..] = command.to_le_bytes();
    let filled = [0, 0xff].iter().any(|fill| rest.iter().all(|byte| byte == fill));
    if filled { Ok(u32::from_le_bytes([a, b, c, d])) } else { Err(Errno::EINVAL) }
}
