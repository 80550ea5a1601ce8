use core::time::Duration;

use socket2::Socket;

use super::errno::errno;
use crate::Errno;
use crate::zsock::{OptionName, SockType, SocketOption};

/// Zero means "for ever" to the system and is refused; less than its resolution is rounded up for the same reason.
fn timeout(limit: Option<Duration>) -> Result<Option<Duration>, Errno> {
    match limit {
        Some(Duration::ZERO) => Err(Errno::EINVAL),
        limit => Ok(limit.map(|limit| limit.max(Duration::from_millis(1)))),
    }
}

pub(super) fn set(socket: &Socket, option: SocketOption) -> Result<(), Errno> {
    match option {
        SocketOption::ReceiveTimeout(limit) => socket.set_read_timeout(timeout(limit)?),
        SocketOption::SendTimeout(limit) => socket.set_write_timeout(timeout(limit)?),
        SocketOption::ReuseAddress(on) => socket.set_reuse_address(on),
        SocketOption::NoDelay(on) => socket.set_tcp_nodelay(on),
        SocketOption::KeepAlive(on) => socket.set_keepalive(on),
        SocketOption::Nonblocking(on) => socket.set_nonblocking(on),
        SocketOption::Available(_) | SocketOption::Error(_) | SocketOption::Type(_) => {
            return Err(Errno::ENOPROTOOPT);
        }
    }
    .map_err(errno)
}

pub(super) fn read(socket: &Socket, name: OptionName) -> Result<SocketOption, Errno> {
    match name {
        OptionName::ReceiveTimeout => socket.read_timeout().map(SocketOption::ReceiveTimeout),
        OptionName::SendTimeout => socket.write_timeout().map(SocketOption::SendTimeout),
        OptionName::ReuseAddress => socket.reuse_address().map(SocketOption::ReuseAddress),
        OptionName::NoDelay => socket.tcp_nodelay().map(SocketOption::NoDelay),
        OptionName::KeepAlive => socket.keepalive().map(SocketOption::KeepAlive),
        OptionName::Nonblocking => socket.nonblocking().map(SocketOption::Nonblocking),
        OptionName::Available => return available(socket).map(SocketOption::Available),
        OptionName::Error => socket.take_error().map(|error| SocketOption::Error(error.map(errno))),
        OptionName::Type => return sock_type(socket).map(SocketOption::Type),
    }
    .map_err(errno)
}

fn available(socket: &Socket) -> Result<usize, Errno> {
    let len = rustix::io::ioctl_fionread(socket).map_err(|error| errno(error.into()))?;
    Ok(usize::try_from(len).unwrap_or(usize::MAX))
}

fn sock_type(socket: &Socket) -> Result<SockType, Errno> {
    match socket.r#type().map_err(errno)? {
        socket2::Type::STREAM => Ok(SockType::Stream),
        socket2::Type::DGRAM => Ok(SockType::Datagram),
        _ => Err(Errno::EPROTOTYPE),
    }
}
