//! A driver used through the table: one C function per entry, generic over the driver behind the context.
//!
//! Null pointers and wrong lengths become errors. A panic in a driver cannot unwind across: `extern "C"` aborts.

mod element;
mod hash;
mod private_key;
mod symmetric;

use core::{ptr::NonNull, slice};

use lock_api::RawMutex;

pub(super) use element::{counter, increment_counter, random, serial_number, verify};
pub(super) use hash::{
    sha256, stream_clone, stream_close, stream_finish, stream_open, stream_start, stream_update,
};
pub(super) use private_key::{discard_key, ecdh, ephemeral_key, public_key, sign};
pub(super) use symmetric::{decrypt, encrypt, hmac};

use super::table::Ctx;
use crate::{Error, Shared};

fn code(outcome: Result<(), Error>) -> i32 {
    outcome.map_or_else(Error::code, |()| 0)
}

/// # Safety
/// `ctx` is the `Shared<R, D>` that the builder put into the table, alive for the whole program.
unsafe fn with<R: RawMutex + 'static, D: 'static>(
    ctx: Ctx,
    operation: impl FnOnce(&mut D) -> Result<(), Error>,
) -> i32 {
    // SAFETY: the caller's promise.
    let shared = unsafe { ctx.cast::<Shared<R, D>>().as_ref() };
    code(shared.ok_or(Error::InvalidInput).and_then(|shared| shared.with(operation)))
}

/// # Safety
/// If not null, `data` is readable for `len` bytes while the result lives.
unsafe fn input<'a>(data: *const u8, len: usize) -> Result<&'a [u8], Error> {
    match (data.is_null(), len) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Error::InvalidInput),
        // SAFETY: not null, and the caller's promise.
        (false, _) => Ok(unsafe { slice::from_raw_parts(data, len) }),
    }
}

/// # Safety
/// If not null, `bytes` is readable for `N` bytes while the result lives.
unsafe fn array<'a, const N: usize>(bytes: *const u8) -> Result<&'a [u8; N], Error> {
    // SAFETY: the caller's promise; an array of bytes needs no alignment.
    unsafe { bytes.cast::<[u8; N]>().as_ref() }.ok_or(Error::InvalidInput)
}

/// Where a result goes. Made before the operation, so that none with an effect is done for nothing; written after it, so that
/// an error leaves what was there, and that input and output may be the same memory.
struct Place<T>(NonNull<T>);

impl<T> Place<T> {
    fn new(out: *mut T) -> Result<Self, Error> {
        NonNull::new(out).map(Self).ok_or(Error::InvalidInput)
    }

    /// # Safety
    /// The place is writable for a `T`; it need not be aligned.
    unsafe fn put(self, value: T) {
        // SAFETY: not null, and the caller's promise.
        unsafe { self.0.as_ptr().write_unaligned(value) }
    }
}

/// Does an operation with one result, for which `out` is the place.
///
/// # Safety
/// As of [`with`]; if not null, `out` is writable for a `T`.
unsafe fn answer<R: RawMutex + 'static, D: 'static, T>(
    ctx: Ctx,
    out: *mut T,
    operation: impl FnOnce(&mut D) -> Result<T, Error>,
) -> i32 {
    let operation = |driver: &mut D| {
        let place = Place::new(out)?;
        // SAFETY: the caller's promise.
        operation(driver).map(|value| unsafe { place.put(value) })
    };
    // SAFETY: the caller's promise.
    unsafe { with::<R, D>(ctx, operation) }
}
