//! The options that C reaches by `ioctl` and `fcntl`.

use core::ffi::{c_long, c_void};

use super::options::{load, store};
use super::{done, driver, number};
use crate::Errno;
use crate::ffi::{code, table::Ctx};
use crate::zsock::{Fd, OptionName, SocketDriver, SocketOption};

/// The size of a C `int`, the argument of `ioctl`.
const INT: u32 = 4;

// SAFETY, for both thunks: as in the module above.

/// Of its commands the two that sockets have.
pub(crate) unsafe extern "C" fn ioctl<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    command: c_long,
    argument: *mut c_void,
) -> i32 {
    done((|| {
        // SAFETY: see above.
        let driver = unsafe { driver::<D>(ctx)? };
        match code::to_command(command)? {
            code::FIONREAD => match driver.option(Fd(fd), OptionName::Available)? {
                SocketOption::Available(len) => {
                    let len = i32::try_from(len).unwrap_or(i32::MAX);
                    // SAFETY: see above.
                    unsafe { store(argument, &mut { INT }, len) }
                }
                _ => Err(Errno::EIO),
            },
            code::FIONBIO => {
                // SAFETY: see above.
                let on = unsafe { load::<i32>(argument, INT) }? != 0;
                driver.set_option(Fd(fd), SocketOption::Nonblocking(on))
            }
            _ => Err(Errno::EINVAL),
        }
    })())
}

/// Of its commands the two that sockets have, with their one flag.
pub(crate) unsafe extern "C" fn fcntl<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    command: i32,
    value: i32,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let driver = unsafe { driver::<D>(ctx)? };
        match command {
            code::F_GETFL => match driver.option(Fd(fd), OptionName::Nonblocking)? {
                SocketOption::Nonblocking(on) => Ok(i32::from(on) * code::O_NONBLOCK),
                _ => Err(Errno::EIO),
            },
            code::F_SETFL if value & !(code::O_NONBLOCK | code::O_RDWR) == 0 => {
                let on = value & code::O_NONBLOCK != 0;
                driver.set_option(Fd(fd), SocketOption::Nonblocking(on)).map(|()| 0)
            }
            _ => Err(Errno::EINVAL),
        }
    })())
}
