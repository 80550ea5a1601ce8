use lock_api::RawMutex;

use super::{Ctx, answer, input, with};
use crate::{Sha256, Sha256Clone, Sha256Stream, StreamId};

// SAFETY, for every thunk below: the table's contract fixes what each pointer is; null is checked here.

pub(in crate::ffi) unsafe extern "C" fn sha256<R: RawMutex + 'static, D: Sha256 + 'static>(
    ctx: Ctx,
    data: *const u8,
    len: usize,
    digest: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, digest.cast(), |driver| driver.sha256(input(data, len)?)) }
}

pub(in crate::ffi) unsafe extern "C" fn stream_open<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: *mut u32,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, stream, |driver| driver.sha256_open().map(|stream| stream.0)) }
}

pub(in crate::ffi) unsafe extern "C" fn stream_start<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| driver.sha256_start(StreamId(stream))) }
}

pub(in crate::ffi) unsafe extern "C" fn stream_update<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
    data: *const u8,
    len: usize,
) -> i32 {
    // SAFETY: see above.
    unsafe { with::<R, D>(ctx, |driver| driver.sha256_update(StreamId(stream), input(data, len)?)) }
}

pub(in crate::ffi) unsafe extern "C" fn stream_finish<R: RawMutex + 'static, D: Sha256Stream + 'static>(
    ctx: Ctx,
    stream: u32,
    digest: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, digest.cast(), |driver| driver.sha256_finish(StreamId(stream))) }
}

pub(in crate::ffi) unsafe extern "C" fn stream_close<R: RawMutex + 'static, D: Sha256Stream + 'static>(
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

pub(in crate::ffi) unsafe extern "C" fn stream_clone<R: RawMutex + 'static, D: Sha256Clone + 'static>(
    ctx: Ctx,
    stream: u32,
    clone: *mut u32,
) -> i32 {
    // SAFETY: see above.
    unsafe {
        answer::<R, D, _>(ctx, clone, |driver| driver.sha256_clone(StreamId(stream)).map(|stream| stream.0))
    }
}
