//! A driver used through the table: one C function per entry, generic over the driver behind the context.
//!
//! Null pointers and wrong lengths become errors. A panic in a driver cannot unwind across: `extern "C"` aborts.

mod element;
mod hash;
mod private_key;
mod symmetric;

use core::slice;

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
/// If not null, `out` is writable for `N` bytes.
unsafe fn store<const N: usize>(out: *mut u8, value: [u8; N]) -> Result<(), Error> {
    // SAFETY: the caller's promise; an array of bytes needs no alignment.
    let out = unsafe { out.cast::<[u8; N]>().as_mut() }.ok_or(Error::InvalidInput)?;
    *out = value;
    Ok(())
}

/// # Safety
/// If not null, `bytes` is readable for `N` bytes while the result lives.
unsafe fn array<'a, const N: usize>(bytes: *const u8) -> Result<&'a [u8; N], Error> {
    // SAFETY: the caller's promise; an array of bytes needs no alignment.
    unsafe { bytes.cast::<[u8; N]>().as_ref() }.ok_or(Error::InvalidInput)
}

/// # Safety
/// If not null, `out` is aligned and writable.
unsafe fn put<T>(out: *mut T, value: T) -> Result<(), Error> {
    if out.is_null() {
        return Err(Error::InvalidInput);
    }
    // SAFETY: not null, and the caller's promise.
    unsafe { out.write(value) };
    Ok(())
}
