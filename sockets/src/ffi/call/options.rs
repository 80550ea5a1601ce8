//! Options of a table's sockets: `setsockopt` and `getsockopt`, `fcntl` and `ioctl`.

use core::ffi::c_void;
use core::ptr;
use core::time::Duration;

use super::{code, done, number};
use crate::Errno;
use crate::ffi::raw::RawTime;
use crate::ffi::table::SocketApi;
use crate::zsock::{Fd, OptionName, SocketOption};

// SAFETY, for every call below: as in the module above.

impl SocketApi {
    pub(super) fn set(&self, fd: Fd, option: SocketOption) -> Result<(), Errno> {
        match option {
            SocketOption::ReceiveTimeout(Some(Duration::ZERO))
            | SocketOption::SendTimeout(Some(Duration::ZERO)) => Err(Errno::EINVAL),
            SocketOption::ReceiveTimeout(limit) | SocketOption::SendTimeout(limit) => {
                self.setsockopt(fd, option.name(), RawTime::from(limit))
            }
            SocketOption::ReuseAddress(on) | SocketOption::NoDelay(on) | SocketOption::KeepAlive(on) => {
                self.setsockopt(fd, option.name(), i32::from(on))
            }
            SocketOption::Nonblocking(on) => self.set_nonblocking(fd, on),
            SocketOption::Available(_) | SocketOption::Error(_) | SocketOption::Type(_) => {
                Err(Errno::ENOPROTOOPT)
            }
        }
    }

    pub(super) fn read_back(&self, fd: Fd, name: OptionName) -> Result<SocketOption, Errno> {
        let number = || self.getsockopt(fd, name, 0_i32);
        let flag = || number().map(|value| value != 0);
        let time = || self.getsockopt(fd, name, RawTime::default()).and_then(TryInto::try_into);
        Ok(match name {
            OptionName::ReceiveTimeout => SocketOption::ReceiveTimeout(time()?),
            OptionName::SendTimeout => SocketOption::SendTimeout(time()?),
            OptionName::ReuseAddress => SocketOption::ReuseAddress(flag()?),
            OptionName::NoDelay => SocketOption::NoDelay(flag()?),
            OptionName::KeepAlive => SocketOption::KeepAlive(flag()?),
            OptionName::Nonblocking => SocketOption::Nonblocking(self.is_nonblocking(fd)?),
            OptionName::Available => {
                let len = self.control(fd, code::FIONREAD, 0)?;
                SocketOption::Available(usize::try_from(len).map_err(|_| Errno::EIO)?)
            }
            OptionName::Error => {
                let error = number()?;
                SocketOption::Error((error != 0).then(|| Errno::from_code(error)))
            }
            OptionName::Type => SocketOption::Type(code::to_sock_type(number()?)?),
        })
    }

    fn setsockopt<T>(&self, fd: Fd, name: OptionName, value: T) -> Result<(), Errno> {
        let entry = self.setsockopt.ok_or(Errno::ENOSYS)?;
        let (level, name) = code::option(name)?;
        let len = u32::try_from(size_of::<T>()).map_err(|_| Errno::EINVAL)?;
        // SAFETY: see above.
        done(unsafe {
            entry(self.header.ctx, fd.0, level, name, ptr::from_ref(&value).cast::<c_void>(), len)
        })
    }

    fn getsockopt<T>(&self, fd: Fd, name: OptionName, mut value: T) -> Result<T, Errno> {
        let entry = self.getsockopt.ok_or(Errno::ENOSYS)?;
        let (level, name) = code::option(name)?;
        let mut len = u32::try_from(size_of::<T>()).map_err(|_| Errno::EINVAL)?;
        let place = ptr::from_mut(&mut value).cast::<c_void>();
        // SAFETY: see above; any bytes are a valid `T`, which is an `i32` or a `RawTime`.
        done(unsafe { entry(self.header.ctx, fd.0, level, name, place, &raw mut len) })?;
        if len as usize == size_of_val(&value) { Ok(value) } else { Err(Errno::EIO) }
    }

    /// By `fcntl`, or by `ioctl` if the table has only that.
    fn set_nonblocking(&self, fd: Fd, on: bool) -> Result<(), Errno> {
        let Some(entry) = self.fcntl else {
            return self.control(fd, code::FIONBIO, i32::from(on)).map(drop);
        };
        let flags = if on { code::O_NONBLOCK } else { 0 };
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0, code::F_SETFL, flags) })
    }

    fn is_nonblocking(&self, fd: Fd) -> Result<bool, Errno> {
        let entry = self.fcntl.ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        let flags = number(unsafe { entry(self.header.ctx, fd.0, code::F_GETFL, 0) })?;
        Ok(flags & code::O_NONBLOCK != 0)
    }

    /// `ioctl` with a number as its argument; gives what is there afterwards.
    fn control(&self, fd: Fd, command: u32, mut argument: i32) -> Result<i32, Errno> {
        let entry = self.ioctl.ok_or(Errno::ENOSYS)?;
        let place = ptr::from_mut(&mut argument).cast::<c_void>();
        // SAFETY: see above.
        done(unsafe { entry(self.header.ctx, fd.0, code::command(command), place) })?;
        Ok(argument)
    }
}
