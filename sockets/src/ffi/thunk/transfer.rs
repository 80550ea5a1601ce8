//! Sending and receiving.

use core::ffi::c_void;

use super::{driver, input, number, output, read_at, write_at};
use crate::Errno;
use crate::ffi::{raw::RawSocketAddr, table::Ctx};
use crate::zsock::{Fd, MsgFlags, SocketDriver};

fn flags(bits: i32) -> Result<MsgFlags, Errno> {
    MsgFlags::from_bits(bits.cast_unsigned()).ok_or(Errno::EOPNOTSUPP)
}

/// A driver that claims more than the buffer could hold is at fault.
fn count(moved: usize, len: usize) -> Result<i32, Errno> {
    if moved > len {
        return Err(Errno::EIO);
    }
    i32::try_from(moved).map_err(|_| Errno::EIO)
}

// SAFETY, for every thunk below: as in the module above.

pub unsafe extern "C" fn recv<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    buffer: *mut c_void,
    len: usize,
    bits: i32,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let (driver, buffer) = unsafe { (driver::<D>(ctx)?, output(buffer, len)?) };
        count(driver.recv(Fd(fd), buffer, flags(bits)?)?, buffer.len())
    })())
}

pub unsafe extern "C" fn read<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    buffer: *mut c_void,
    len: usize,
) -> i32 {
    // SAFETY: see above.
    unsafe { recv::<D>(ctx, fd, buffer, len, 0) }
}

pub unsafe extern "C" fn recvfrom<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    buffer: *mut c_void,
    len: usize,
    bits: i32,
    from: *mut RawSocketAddr,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let (driver, buffer) = unsafe { (driver::<D>(ctx)?, output(buffer, len)?) };
        let (moved, sender) = driver.recvfrom(Fd(fd), buffer, flags(bits)?)?;
        if !from.is_null() {
            // SAFETY: see above.
            unsafe { write_at(from, sender.into())? };
        }
        count(moved, buffer.len())
    })())
}

pub unsafe extern "C" fn send<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    data: *const c_void,
    len: usize,
    bits: i32,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let (driver, data) = unsafe { (driver::<D>(ctx)?, input(data, len)?) };
        count(driver.send(Fd(fd), data, flags(bits)?)?, data.len())
    })())
}

pub unsafe extern "C" fn write<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    data: *const c_void,
    len: usize,
) -> i32 {
    // SAFETY: see above.
    unsafe { send::<D>(ctx, fd, data, len, 0) }
}

pub unsafe extern "C" fn sendto<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    data: *const c_void,
    len: usize,
    bits: i32,
    to: *const RawSocketAddr,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let (driver, data, to) = unsafe { (driver::<D>(ctx)?, input(data, len)?, read_at(to)?) };
        count(driver.sendto(Fd(fd), data, flags(bits)?, &to.try_into()?)?, data.len())
    })())
}
