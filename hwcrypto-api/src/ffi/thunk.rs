//! A driver used through the table: one C function per entry, generic over the driver behind the context.
//!
//! Null pointers and wrong lengths become errors. A panic in a driver cannot unwind across: `extern "C"` aborts.

use core::slice;

use lock_api::RawMutex;

use super::table::Ctx;
use crate::{Ecdh, Error, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, Shared, StreamId};

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

// SAFETY, for every thunk below: the table's contract fixes what each pointer is; null is checked here.

pub(super) unsafe extern "C" fn public_key<R: RawMutex + 'static, D: PublicKey + 'static>(
    ctx: Ctx,
    key: KeyRef,
    point: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| store(point, driver.public_key(key)?)) }
}

pub(super) unsafe extern "C" fn sign<R: RawMutex + 'static, D: P256Sign + 'static>(
    ctx: Ctx,
    key: KeyRef,
    digest: *const u8,
    digest_len: usize,
    signature: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe {
        with::<R, D>(ctx, |driver| {
            let digest = input(digest, digest_len)?.try_into().map_err(|_| Error::InvalidInput)?;
            store(signature, driver.p256_sign(key, digest)?)
        })
    }
}

pub(super) unsafe extern "C" fn ecdh<R: RawMutex + 'static, D: Ecdh + 'static>(
    ctx: Ctx,
    key: KeyRef,
    peer: *const u8,
    secret: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe {
        with::<R, D>(ctx, |driver| {
            let peer = peer.cast::<[u8; 64]>().as_ref().ok_or(Error::InvalidInput)?;
            store(secret, driver.ecdh(key, peer)?)
        })
    }
}

pub(super) unsafe extern "C" fn random<R: RawMutex + 'static, D: Random + 'static>(
    ctx: Ctx,
    out: *mut u8,
    len: usize,
) -> i32 {
    if len == 0 {
        return 0;
    }
    if out.is_null() {
        return Error::InvalidInput.code();
    }
    // SAFETY: see above; the bytes are set first, so that no uninitialised memory is ever seen as a slice.
    unsafe {
        out.write_bytes(0, len);
        with::<R, D>(ctx, |driver| driver.random(slice::from_raw_parts_mut(out, len)))
    }
}

pub(super) unsafe extern "C" fn sha256<R: RawMutex + 'static, D: Sha256 + 'static>(
    ctx: Ctx,
    data: *const u8,
    len: usize,
    digest: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| store(digest, driver.sha256(input(data, len)?)?)) }
}

pub(super) unsafe extern "C" fn stream_open<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: *mut u32,
) -> i32 {
    // SAFETY: see above.
    unsafe {
        with::<R, D>(ctx, |driver| {
            let stream = stream.as_mut().ok_or(Error::InvalidInput)?;
            *stream = driver.sha256_open()?.0;
            Ok(())
        })
    }
}

pub(super) unsafe extern "C" fn stream_start<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| driver.sha256_start(StreamId(stream))) }
}

pub(super) unsafe extern "C" fn stream_update<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
    data: *const u8,
    len: usize,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| driver.sha256_update(StreamId(stream), input(data, len)?)) }
}

pub(super) unsafe extern "C" fn stream_finish<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
    digest: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| store(digest, driver.sha256_finish(StreamId(stream))?)) }
}

pub(super) unsafe extern "C" fn stream_close<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
) {
    // SAFETY: see above. A busy driver keeps the stream: the caller may close it again.
    unsafe {
        with::<R, D>(ctx, |driver| {
            driver.sha256_close(StreamId(stream));
            Ok(())
        });
    }
}
