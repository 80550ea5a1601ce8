//! What C calls. Nothing here unwinds.
//!
//! # Safety
//!
//! A pointer is null, or good for what it is said to point to, for as many bytes as the call is told; texts end with a NUL.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: see above")]

use core::ffi::{CStr, c_char};
use core::panic::AssertUnwindSafe;
use core::ptr;
use std::panic::catch_unwind;

use hwcrypto_api::{Error, HwCrypto};

use crate::chip;

/// Opens the chip that a device URI names (`sim:PATH`, `i2c:/dev/i2c-1@0x60`, `tcp:HOST:PORT`): its table, which lives as long
/// as the program. Null if that fails; then `reason` gets a line that says why, with a NUL, as much as `room` allows (bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn atecc_open(uri: *const c_char, reason: *mut c_char, room: usize) -> *const HwCrypto {
    // SAFETY: the caller's promise.
    let uri = if uri.is_null() { None } else { unsafe { CStr::from_ptr(uri) }.to_str().ok() };
    let opened = catch_unwind(|| chip::open(uri.ok_or("there is no device URI")?));
    match opened.unwrap_or_else(|_| Err("a fault in the driver".into())) {
        Ok(table) => table,
        Err(line) => {
            // SAFETY: the caller's promise.
            unsafe { tell(&line, reason.cast(), room) };
            ptr::null()
        }
    }
}

/// Lets the chip of a table go: for whoever still uses the table it does not answer any more. 0, `HWCRYPTO_BUSY` while
/// somebody is using it, or `HWCRYPTO_INVALID_INPUT` if this is not the table of a chip that is open.
#[unsafe(no_mangle)]
pub extern "C" fn atecc_close(table: *const HwCrypto) -> i32 {
    let closed = catch_unwind(AssertUnwindSafe(|| chip::close(table.addr())));
    closed.unwrap_or(Err(Error::Internal)).map_or_else(|error| error.code(), |()| 0)
}

/// # Safety
/// `place` is null, or writable for `room` bytes.
unsafe fn tell(line: &str, place: *mut u8, room: usize) {
    let Some(last) = room.checked_sub(1).filter(|_| !place.is_null()) else { return };
    let kept = line.floor_char_boundary(last);
    // SAFETY: not null, and `kept` is less than what is writable.
    unsafe {
        ptr::copy_nonoverlapping(line.as_ptr(), place, kept);
        place.add(kept).write(0);
    }
}
