//! The numbers by which C names what Rust has types for. They are lwIP's, as the original's drivers use them.

use core::ffi::c_long;

use crate::Errno;
use crate::zsock::{Domain, OptionName, Protocol, Shutdown, SockType};

const AF_INET: u16 = 2;
const AF_INET6: u16 = 10;
const SOCK_STREAM: i32 = 1;
const SOCK_DGRAM: i32 = 2;
const IPPROTO_DEFAULT: i32 = 0;
const IPPROTO_TCP: i32 = 6;
const IPPROTO_UDP: i32 = 17;
const SHUT_RD: i32 = 0;
const SHUT_WR: i32 = 1;
const SHUT_RDWR: i32 = 2;
pub(super) const SOL_SOCKET: i32 = 0xffff;
const SO_REUSEADDR: i32 = 0x0004;
const SO_KEEPALIVE: i32 = 0x0008;
const SO_SNDTIMEO: i32 = 0x1005;
const SO_RCVTIMEO: i32 = 0x1006;
const SO_ERROR: i32 = 0x1007;
const SO_TYPE: i32 = 0x1008;
const TCP_NODELAY: i32 = 0x01;
/// `fcntl`: reads and sets the flags, of which sockets have one.
pub(super) const F_GETFL: i32 = 3;
pub(super) const F_SETFL: i32 = 4;
pub(super) const O_NONBLOCK: i32 = 1;
/// How a file is opened, in the flags of `fcntl`; of a socket it says nothing.
pub(super) const O_RDWR: i32 = 6;
/// `ioctl`: as on a machine with a `long` of 32 bits, everywhere.
pub(super) const FIONREAD: u32 = 0x4004_667f;
pub(super) const FIONBIO: u32 = 0x8004_667e;
/// What `inet_addr` answers for what is no address; also, in its interface, for 255.255.255.255.
pub(super) const INADDR_NONE: u32 = u32::MAX;

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
