//! What went wrong, in a number and in words.
#![expect(clippy::missing_safety_doc, reason = "one contract for all: that of the module above")]

use core::ffi::c_char;

use sockets::zsock::Fd;

use super::output;
use crate::failure::{self, Failure, guard};
use crate::{stack, texts};

/// Instead of a socket: the last call that failed on this thread.
pub const GZSOCK_LAST_ERROR: i32 = -1;

/// The number of what the last call that failed on this thread failed with, a `ZSOCK_E` constant; 0 if none has. A call that
/// succeeds does not change it.
#[unsafe(no_mangle)]
pub extern "C" fn gzsock_errno() -> i32 {
    failure::last().map_or(0, |failure| failure.errno().code())
}

/// Writes what went wrong last on a socket (whichever thread met it), or on this thread (`GZSOCK_LAST_ERROR`), to `text` with
/// a NUL, as much as `room` allows (bytes); gives its whole length without the NUL, 0 if nothing has. -1 if the socket is
/// not open or `text` is null while `room` is not 0. It never changes what it tells of.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gzsock_error_text(fd: i32, text: *mut c_char, room: usize) -> i32 {
    let written = guard(|| {
        let words = words(fd)?.map(|failure| failure.to_string()).unwrap_or_default();
        // SAFETY: the caller's.
        unsafe { output::text(&words, text.cast(), room) }
    });
    written.unwrap_or(-1)
}

fn words(fd: i32) -> Result<Option<Failure>, Failure> {
    if fd == GZSOCK_LAST_ERROR {
        return Ok(failure::last());
    }
    stack::current()?.sockets.is_secure(Fd(fd))?;
    Ok(texts::of(Fd(fd)))
}
