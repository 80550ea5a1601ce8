use lock_api::RawMutex;

use super::{Ctx, Place, answer, array, input, with};
use crate::{Ecdh, EphemeralKey, Error, KeyRef, P256Sign, PublicKey};

// SAFETY, for every thunk below: the table's contract fixes what each pointer is; null is checked here.

pub(in crate::ffi) unsafe extern "C" fn public_key<R: RawMutex + 'static, D: PublicKey + 'static>(
    ctx: Ctx,
    key: KeyRef,
    point: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, point.cast(), |driver| driver.public_key(key)) }
}

pub(in crate::ffi) unsafe extern "C" fn sign<R: RawMutex + 'static, D: P256Sign + 'static>(
    ctx: Ctx,
    key: KeyRef,
    digest: *const u8,
    digest_len: usize,
    signature: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe {
        answer::<R, D, _>(ctx, signature.cast(), |driver| {
            let digest = input(digest, digest_len)?.try_into().map_err(|_| Error::InvalidInput)?;
            driver.p256_sign(key, digest)
        })
    }
}

pub(in crate::ffi) unsafe extern "C" fn ecdh<R: RawMutex + 'static, D: Ecdh + 'static>(
    ctx: Ctx,
    key: KeyRef,
    peer: *const u8,
    secret: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe { answer::<R, D, _>(ctx, secret.cast(), |driver| driver.ecdh(key, array(peer)?)) }
}

pub(in crate::ffi) unsafe extern "C" fn ephemeral_key<R: RawMutex + 'static, D: EphemeralKey + 'static>(
    ctx: Ctx,
    key: *mut KeyRef,
    point: *mut u8,
) -> i32 {
    // SAFETY: see above.
    unsafe {
        with::<R, D>(ctx, |driver| {
            let (name, place) = (Place::new(key)?, Place::new(point.cast())?);
            let (made, public) = driver.ephemeral_key()?;
            name.put(made);
            place.put(public);
            Ok(())
        })
    }
}

pub(in crate::ffi) unsafe extern "C" fn discard_key<R: RawMutex + 'static, D: EphemeralKey + 'static>(
    ctx: Ctx,
    key: KeyRef,
) {
    // SAFETY: see above. A busy driver keeps the key: the caller may discard it again.
    unsafe {
        with::<R, D>(ctx, |driver| {
            driver.discard_ephemeral_key(key);
            Ok(())
        });
    }
}
