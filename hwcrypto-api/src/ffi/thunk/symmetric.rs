use lock_api::RawMutex;

use super::{Ctx, answer, array, input};
use crate::{Aes128, HmacSha256, KeyRef};

// SAFETY, for every thunk below: the table's contract fixes what each pointer is; null is checked here.

pub(in crate::ffi) unsafe extern "C" fn hmac<R: RawMutex + 'static, D: HmacSha256 + 'static>(
    ctx: Ctx,
    key: KeyRef,
    data: *const u8,
    len: usize,
    mac: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, mac.cast(), |driver| driver.hmac_sha256(key, input(data, len)?)) }
}

pub(in crate::ffi) unsafe extern "C" fn encrypt<R: RawMutex + 'static, D: Aes128 + 'static>(
    ctx: Ctx,
    key: KeyRef,
    block: *const u8,
    out: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, out.cast(), |driver| driver.aes128_encrypt(key, array(block)?)) }
}

pub(in crate::ffi) unsafe extern "C" fn decrypt<R: RawMutex + 'static, D: Aes128 + 'static>(
    ctx: Ctx,
    key: KeyRef,
    block: *const u8,
    out: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, out.cast(), |driver| driver.aes128_decrypt(key, array(block)?)) }
}
