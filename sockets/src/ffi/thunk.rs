//! A driver used through the table: one C function per entry, generic over the driver behind the context.
//!
//! Null pointers, wrong lengths and unknown numbers become errors. A panic in a driver cannot unwind across:
//! `extern "C"` aborts.

mod control;
mod inet;
mod options;
mod poll;
mod resolve;
mod transfer;

use core::ffi::c_void;

pub(super) use self::control::{fcntl, ioctl};
pub(super) use self::inet::{inet_addr, inet_ntoa};
pub(super) use self::options::{getsockopt, setsockopt};
pub(super) use self::poll::{poll, select};
pub(super) use self::resolve::{freeaddrinfo, getaddrinfo};
pub(super) use self::transfer::{read, recv, recvfrom, send, sendto, write};
use super::code;
use super::raw::{RawSocketAddr, RawTime};
use super::table::Ctx;
use crate::Errno;
use crate::zsock::{Fd, SocketDriver};

fn number(outcome: Result<i32, Errno>) -> i32 {
    outcome.unwrap_or_else(|errno| -errno.code())
}

fn done(outcome: Result<(), Errno>) -> i32 {
    number(outcome.map(|()| 0))
}

/// # Safety
/// `ctx` is null or the `&'static D` that [`SocketApi::new`](super::SocketApi::new) put into the table.
unsafe fn driver<D: SocketDriver + 'static>(ctx: Ctx) -> Result<&'static D, Errno> {
    // SAFETY: the caller's promise.
    unsafe { ctx.cast::<D>().as_ref() }.ok_or(Errno::EINVAL)
}

/// # Safety
/// `value` is null or points to a readable `T`, aligned.
unsafe fn read_at<T: Copy>(value: *const T) -> Result<T, Errno> {
    // SAFETY: the caller's promise.
    unsafe { value.as_ref() }.copied().ok_or(Errno::EINVAL)
}

/// # Safety
/// `place` is null or points to a writable `T`, aligned.
unsafe fn write_at<T>(place: *mut T, value: T) -> Result<(), Errno> {
    if place.is_null() {
        return Err(Errno::EINVAL);
    }
    // SAFETY: not null, and the caller's promise.
    unsafe { place.write(value) };
    Ok(())
}

// SAFETY, for every thunk of this module and those below: the table's contract fixes what each pointer is; null is
// checked here.

pub(super) unsafe extern "C" fn accept<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    peer: *mut RawSocketAddr,
) -> i32 {
    number((|| {
        // SAFETY: see above.
        let driver = unsafe { driver::<D>(ctx)? };
        let (accepted, from) = driver.accept(Fd(fd))?;
        if !peer.is_null() {
            // SAFETY: see above.
            unsafe { write_at(peer, from.into())? };
        }
        Ok(accepted.0)
    })())
}

pub(super) unsafe extern "C" fn bind<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    to: *const RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    done((|| unsafe { driver::<D>(ctx)?.bind(Fd(fd), &read_at(to)?.try_into()?) })())
}

pub(super) unsafe extern "C" fn connect<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    to: *const RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    done((|| unsafe { driver::<D>(ctx)?.connect(Fd(fd), &read_at(to)?.try_into()?) })())
}

pub(super) unsafe extern "C" fn listen<D: SocketDriver + 'static>(ctx: Ctx, fd: i32, backlog: i32) -> i32 {
    // BSD reads a negative backlog as the smallest one.
    let backlog = u32::try_from(backlog).unwrap_or(0);
    // SAFETY: see above.
    done((|| unsafe { driver::<D>(ctx)?.listen(Fd(fd), backlog) })())
}

pub(super) unsafe extern "C" fn shutdown<D: SocketDriver + 'static>(ctx: Ctx, fd: i32, how: i32) -> i32 {
    // SAFETY: see above.
    done((|| unsafe { driver::<D>(ctx)?.shutdown(Fd(fd), code::to_shutdown(how)?) })())
}

pub(super) unsafe extern "C" fn close<D: SocketDriver + 'static>(ctx: Ctx, fd: i32) -> i32 {
    // SAFETY: see above.
    done((|| unsafe { driver::<D>(ctx)?.close(Fd(fd)) })())
}

pub(super) unsafe extern "C" fn getpeername<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    name: *mut RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    done((|| unsafe { write_at(name, driver::<D>(ctx)?.getpeername(Fd(fd))?.into()) })())
}

pub(super) unsafe extern "C" fn getsockname<D: SocketDriver + 'static>(
    ctx: Ctx,
    fd: i32,
    name: *mut RawSocketAddr,
) -> i32 {
    // SAFETY: see above.
    done((|| unsafe { write_at(name, driver::<D>(ctx)?.getsockname(Fd(fd))?.into()) })())
}

pub(super) unsafe extern "C" fn socket<D: SocketDriver + 'static>(
    ctx: Ctx,
    domain: i32,
    sock_type: i32,
    protocol: i32,
) -> i32 {
    number((|| {
        let domain = code::to_domain(u16::try_from(domain).map_err(|_| Errno::EAFNOSUPPORT)?)?;
        // SAFETY: see above.
        let driver = unsafe { driver::<D>(ctx)? };
        Ok(driver.socket(domain, code::to_sock_type(sock_type)?, code::to_protocol(protocol)?)?.0)
    })())
}

pub(super) unsafe extern "C" fn monotonic<D: SocketDriver + 'static>(ctx: Ctx, now: *mut RawTime) -> i32 {
    done((|| {
        // SAFETY: see above.
        let time = unsafe { driver::<D>(ctx)? }.monotonic().ok_or(Errno::ENOSYS)?;
        // SAFETY: see above.
        unsafe { write_at(now, Some(time).into()) }
    })())
}

pub(super) unsafe extern "C" fn relax<D: SocketDriver + 'static>(ctx: Ctx) {
    // SAFETY: see above.
    if let Ok(driver) = unsafe { driver::<D>(ctx) } {
        driver.relax();
    }
}

/// A buffer of C, as long as what the result can count.
fn clamp(len: usize) -> usize {
    len.min(i32::MAX.unsigned_abs() as usize)
}

/// # Safety
/// `data` is null or readable for `len` bytes while the result lives.
unsafe fn input<'a>(data: *const c_void, len: usize) -> Result<&'a [u8], Errno> {
    match (data.is_null(), len) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Errno::EINVAL),
        // SAFETY: not null, and the caller's promise.
        (false, _) => Ok(unsafe { core::slice::from_raw_parts(data.cast(), clamp(len)) }),
    }
}

/// # Safety
/// `buffer` is null or writable for `len` bytes while the result lives.
unsafe fn output<'a>(buffer: *mut c_void, len: usize) -> Result<&'a mut [u8], Errno> {
    match (buffer.is_null(), len) {
        (_, 0) => Ok(&mut []),
        (true, _) => Err(Errno::EINVAL),
        // SAFETY: not null, and the caller's promise; the bytes are set first, so that no uninitialised memory is
        // ever seen as a slice.
        (false, _) => unsafe {
            buffer.cast::<u8>().write_bytes(0, clamp(len));
            Ok(core::slice::from_raw_parts_mut(buffer.cast(), clamp(len)))
        },
    }
}
