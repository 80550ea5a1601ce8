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

    pub(super) fn option(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
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
        })
    }
}
