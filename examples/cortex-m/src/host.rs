//! The computer that QEMU runs on, by semihosting: its arguments, files and time.

use core::ffi::CStr;
use core::str;

use cortex_m_semihosting::nr::open::R_BINARY;
use cortex_m_semihosting::{nr, syscall, syscall1};

/// What an operation that failed answers.
const FAILED: usize = usize::MAX;

/// The arguments of the program (`-semihosting-config arg=…`), with blanks between them; `None` if they do not fit into
/// `buffer` or are no text.
pub fn arguments(buffer: &mut [u8]) -> Option<&str> {
    let mut block = [buffer.as_mut_ptr() as usize, buffer.len()];
    // SAFETY: the block is what SYS_GET_CMDLINE takes: a buffer, and its size, for which it puts the length of the text.
    let outcome = unsafe { syscall1(nr::GET_CMDLINE, &raw mut block as usize) };
    let [_, len] = block;
    if outcome == FAILED {
        return None;
    }
    let text = buffer.get(..len)?;
    str::from_utf8(text.strip_suffix(&[0]).unwrap_or(text)).ok()
}

/// Reads the file `name`; `None` if there is none, or it does not fit into `buffer`.
pub fn read<'a>(name: &CStr, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    // SAFETY: the name and its length, as SYS_OPEN takes them.
    let file = unsafe { syscall!(OPEN, name.as_ptr(), R_BINARY, name.count_bytes()) };
    if file == FAILED {
        return None;
    }
    // SAFETY: an open file.
    let len = unsafe { syscall!(FLEN, file) };
    // SAFETY: an open file, and a buffer with its size.
    let missing = unsafe { syscall!(READ, file, buffer.as_mut_ptr(), buffer.len()) };
    // SAFETY: an open file, which nobody uses after this.
    unsafe { syscall!(CLOSE, file) };
    // What is missing is counted from the end of the buffer.
    if buffer.len().checked_sub(missing) == Some(len) { buffer.get(..len) } else { None }
}

/// The time: seconds since 1970.
#[must_use]
pub fn seconds() -> u32 {
    // SAFETY: SYS_TIME takes nothing.
    let seconds = unsafe { syscall!(TIME) };
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
