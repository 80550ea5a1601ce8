use core::time::Duration;

use socket2::Socket;

use super::errno::errno;
use crate::Errno;
use crate::zsock::{OptionName, SocketOption};

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
    }
    .map_err(errno)
}
