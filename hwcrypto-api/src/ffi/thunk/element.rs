use core::slice;

use lock_api::RawMutex;

use super::super::table::NOT_VERIFIED;
use super::{Ctx, answer, array, input, with};
use crate::{Error, Identity, MonotonicCounter, P256Verify, Random};

// SAFETY, for every thunk below: the table's contract fixes what each pointer is; null is checked here.

pub(in crate::ffi) unsafe extern "C" fn random<R: RawMutex + 'static, D: Random + 'static>(
    ctx: Ctx,
    out: *mut u8,
    len: usize,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| driver.random(output(out, len)?)) }
}

pub(in crate::ffi) unsafe extern "C" fn verify<R: RawMutex + 'static, D: P256Verify + 'static>(
    ctx: Ctx,
    public_key: *const u8,
    digest: *const u8,
    digest_len: usize,
    signature: *const u8,
) -> i32 {
    let mut good = false;
    // SAFETY: see above.
    let code = unsafe {
        with::<R, D>(ctx, |driver| {
            let digest = input(digest, digest_len)?.try_into().map_err(|_| Error::InvalidInput)?;
            good = driver.p256_verify(array(public_key)?, digest, array(signature)?)?;
            Ok(())
        })
    };
    if code == 0 && !good { NOT_VERIFIED } else { code }
}

pub(in crate::ffi) unsafe extern "C" fn counter<R: RawMutex + 'static, D: MonotonicCounter + 'static>(
    ctx: Ctx,
    id: u32,
    value: *mut u64,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, value, |driver| driver.counter(id)) }
}

pub(in crate::ffi) unsafe extern "C" fn increment_counter<
    R: RawMutex + 'static,
    D: MonotonicCounter + 'static,
>(
    ctx: Ctx,
    id: u32,
    value: *mut u64,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, value, |driver| driver.increment_counter(id)) }
}

pub(in crate::ffi) unsafe extern "C" fn serial_number<R: RawMutex + 'static, D: Identity + 'static>(
    ctx: Ctx,
    out: *mut u8,
    capacity: usize,
    len: *mut usize,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, len, |driver| driver.serial_number(output(out, capacity)?)) }
}

/// # Safety
/// If not null, `out` is writable for `len` bytes while the result lives.
unsafe fn output<'a>(out: *mut u8, len: usize) -> Result<&'a mut [u8], Error> {
    match (out.is_null(), len) {
        (_, 0) => Ok(&mut []),
        (true, _) => Err(Error::InvalidInput),
        // SAFETY: not null, and the caller's promise; the bytes are set first, so that no uninitialised memory is ever
        // seen as a slice.
        (false, _) => Ok(unsafe {
            out.write_bytes(0, len);
            slice::from_raw_parts_mut(out, len)
        }),
    }
}
