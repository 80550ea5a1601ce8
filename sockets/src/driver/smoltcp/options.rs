use core::time::Duration;

use smoltcp::socket::tcp;

use super::net::Net;
use super::open::{Kind, Options, Role, Stream};
use super::pool::Place;
use crate::Errno;
use crate::zsock::{Fd, OptionName, SocketOption};

/// Zero could mean "never" as well as "at once".
fn timeout(limit: Option<Duration>) -> Result<Option<Duration>, Errno> {
    if limit == Some(Duration::ZERO) { Err(Errno::EINVAL) } else { Ok(limit) }
}

impl Net {
    pub(super) fn set_option(&mut self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        let open = self.open.find_mut(fd)?;
        let options = &mut open.options;
        match option {
            SocketOption::ReceiveTimeout(limit) => options.receive_timeout = timeout(limit)?,
            SocketOption::SendTimeout(limit) => options.send_timeout = timeout(limit)?,
            SocketOption::ReuseAddress(on) => options.reuse_address = on,
            SocketOption::KeepAlive(on) => options.keep_alive = on,
            SocketOption::NoDelay(on) => match open.kind {
                Kind::Stream(_) => options.no_delay = on,
                Kind::Datagram(_) => return Err(Errno::EOPNOTSUPP),
            },
            SocketOption::Nonblocking(on) => options.nonblocking = on,
            SocketOption::Available(_) | SocketOption::Error(_) | SocketOption::Type(_) => {
                return Err(Errno::ENOPROTOOPT);
            }
        }
        if let Kind::Stream(Stream { role: Role::Connection(place), .. }) = open.kind {
            let options = options.clone();
            self.apply(place, &options)?;
        }
        Ok(())
    }

    /// Passes the options on to the stack.
    pub(super) fn apply(&mut self, place: Place, options: &Options) -> Result<(), Errno> {
        let slot = self.pool.slot(place)?;
        self.set.get_mut::<tcp::Socket<'_>>(slot.handle).set_nagle_enabled(!options.no_delay);
        if slot.keep_alive != options.keep_alive {
            self.pool.set_keep_alive(place, options.keep_alive, self.now, &mut self.set);
        }
        Ok(())
    }

    pub(super) fn option(&mut self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        let open = self.open.find(fd)?;
        let options = &open.options;
        Ok(match name {
            OptionName::ReceiveTimeout => SocketOption::ReceiveTimeout(options.receive_timeout),
            OptionName::SendTimeout => SocketOption::SendTimeout(options.send_timeout),
            OptionName::ReuseAddress => SocketOption::ReuseAddress(options.reuse_address),
            OptionName::NoDelay => match open.kind {
                Kind::Stream(_) => SocketOption::NoDelay(options.no_delay),
                Kind::Datagram(_) => return Err(Errno::EOPNOTSUPP),
            },
            OptionName::KeepAlive => SocketOption::KeepAlive(options.keep_alive),
            OptionName::Nonblocking => SocketOption::Nonblocking(options.nonblocking),
            OptionName::Available => SocketOption::Available(self.available(fd)?),
            OptionName::Error => SocketOption::Error(self.take_error(fd)?),
            OptionName::Type => SocketOption::Type(open.sock_type()),
        })
    }

    fn available(&mut self, fd: Fd) -> Result<usize, Errno> {
        match self.open.find(fd)?.kind {
            Kind::Stream(Stream { role: Role::Idle(_), .. }) => Ok(0),
            Kind::Stream(Stream { role: Role::Listener(_), .. }) => Err(Errno::EINVAL),
            Kind::Stream(Stream { role: Role::Connection(place), .. }) => {
                let slot = self.pool.slot(place)?;
                Ok(slot.rest.len() + self.set.get::<tcp::Socket<'_>>(slot.handle).recv_queue())
            }
            Kind::Datagram(_) => Ok(self.next_datagram(fd)?.unwrap_or(0)),
        }
    }

    /// Why the connection is gone, to whoever asks first.
    fn take_error(&mut self, fd: Fd) -> Result<Option<Errno>, Errno> {
        match self.open.find(fd)?.kind {
            Kind::Stream(Stream { role: Role::Connection(place), .. }) => {
                let slot = self.pool.slot_mut(place)?;
                Ok(slot.broken.filter(|_| !core::mem::replace(&mut slot.told, true)))
            }
            Kind::Stream(_) | Kind::Datagram(_) => Ok(None),
        }
    }
}
