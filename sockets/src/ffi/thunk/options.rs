//! Options: a C `int` for switches and numbers, a [`RawTime`] for timeouts.

use core::ffi::c_void;

use super::{done, driver, read_at};
use crate::Errno;
use crate::ffi::{code, raw::RawTime, table::Ctx};
use crate::zsock::{Fd, OptionName, SocketDriver, SocketOption};

// SAFETY, for everything below: as in the module above.

pub(crate) unsafe extern "C" fn setsockopt<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    level: i32,
    name: i32,
    value: *const c_void,
    len: u32,
) -> i32 {
    // SAFETY: see above.
    let flag = || unsafe { load::<i32>(value, len) }.map(|value| value != 0);
    // SAFETY: see above.
    let time = || unsafe { load::<RawTime>(value, len) }.and_then(TryInto::try_into);
    done((|| {
        let option = match code::to_option(level, name)? {
            OptionName::ReceiveTimeout => SocketOption::ReceiveTimeout(time()?),
            OptionName::SendTimeout => SocketOption::SendTimeout(time()?),
            OptionName::ReuseAddress => SocketOption::ReuseAddress(flag()?),
            OptionName::NoDelay => SocketOption::NoDelay(flag()?),
            OptionName::KeepAlive => SocketOption::KeepAlive(flag()?),
            OptionName::Nonblocking | OptionName::Available | OptionName::Error | OptionName::Type => {
                return Err(Errno::ENOPROTOOPT);
            }
        };
        // SAFETY: see above.
        unsafe { driver::<D>(ctx)? }.set_option(Fd(fd), option)
    })())
}

pub(crate) unsafe extern "C" fn getsockopt<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    level: i32,
    name: i32,
    value: *mut c_void,
    len: *mut u32,
) -> i32 {
    done((|| {
        // SAFETY: see above.
        let driver = unsafe { driver::<D>(ctx)? };
        let option = driver.option(Fd(fd), code::to_option(level, name)?)?;
        // SAFETY: see above.
        unsafe {
            match option {
                SocketOption::ReceiveTimeout(limit) | SocketOption::SendTimeout(limit) => {
                    store(value, len, RawTime::from(limit))
                }
                SocketOption::ReuseAddress(on) | SocketOption::NoDelay(on) | SocketOption::KeepAlive(on) => {
                    store(value, len, i32::from(on))
                }
                SocketOption::Error(error) => store(value, len, error.map_or(0, Errno::code)),
                SocketOption::Type(sock_type) => store(value, len, code::sock_type(sock_type)),
                SocketOption::Nonblocking(_) | SocketOption::Available(_) => Err(Errno::ENOPROTOOPT),
            }
        }
    })())
}

/// # Safety
/// `value` is null or readable for `len` bytes.
pub(super) unsafe fn load<T: Copy>(value: *const c_void, len: u32) -> Result<T, Errno> {
    if value.is_null() || len as usize != size_of::<T>() {
        return Err(Errno::EINVAL);
    }
    // SAFETY: not null, long enough by the caller's promise; C may align it to bytes only.
    Ok(unsafe { value.cast::<T>().read_unaligned() })
}

/// # Safety
/// `len` is null or points to a length for which `value` is null or writable.
pub(super) unsafe fn store<T>(value: *mut c_void, len: *mut u32, content: T) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    let room = unsafe { read_at(len) }?;
    if value.is_null() || (room as usize) < size_of::<T>() {
        return Err(Errno::EINVAL);
    }
    // SAFETY: not null, long enough; C may align it to bytes only.
    unsafe {
        value.cast::<T>().write_unaligned(content);
        len.write(u32::try_from(size_of::<T>()).map_err(|_| Errno::EINVAL)?);
    }
    Ok(())
}
