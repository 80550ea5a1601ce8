//! What C gets.

use core::ffi::c_char;
use core::ptr;

use sockets::Errno;

use crate::failure::Failure;

/// Writes `bytes` to `place`, as much as `room` allows; gives the length of all of it.
///
/// # Safety
/// `place` is null or writable for `room` bytes.
pub(super) unsafe fn bytes(bytes: &[u8], place: *mut u8, room: usize) -> Result<i32, Failure> {
    if place.is_null() && room != 0 {
        return Err(Failure::argument("there is room said to be at a null pointer"));
    }
    if !place.is_null() {
        // SAFETY: not null, and no longer than what is writable; ours does not overlap it.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len().min(room)) };
    }
    i32::try_from(bytes.len()).map_err(|_| Errno::EMSGSIZE.into())
}

/// Writes `text` and a NUL to `place`, as much of it as `room` allows; gives its whole length without the NUL.
///
/// # Safety
/// As of [`bytes`].
pub(super) unsafe fn text(text: &str, place: *mut u8, room: usize) -> Result<i32, Failure> {
    let Some(last) = room.checked_sub(1) else {
        // SAFETY: the caller's promise.
        return unsafe { bytes(text.as_bytes(), place, 0) };
    };
    let whole = text.floor_char_boundary(last);
    let kept = text.get(..whole).unwrap_or_default();
    // SAFETY: the caller's promise, less one byte.
    unsafe { bytes(kept.as_bytes(), place, last)? };
    // SAFETY: not null, or that was an error; `kept` left room for one byte.
    unsafe { place.add(kept.len()).write(0) };
    i32::try_from(text.len()).map_err(|_| Errno::EMSGSIZE.into())
}

/// A field of `N` bytes that holds `text` and a NUL, cut off if need be.
pub(super) fn field<const N: usize>(text: &str) -> [c_char; N] {
    let mut field = [0; N];
    let kept = text.get(..text.floor_char_boundary(N.saturating_sub(1))).unwrap_or_default();
    field.iter_mut().zip(kept.bytes()).for_each(|(place, byte)| *place = c_char::from_ne_bytes([byte]));
    field
}
