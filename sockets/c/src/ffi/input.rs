//! What C hands over, checked.

use core::ffi::{CStr, c_char, c_void};
use core::mem::MaybeUninit;
use core::{ptr, slice};

use crate::failure::Failure;

/// More than any structure of this interface will have (bytes).
const LARGEST: usize = 4096;

/// A piece of memory: `start` may be null if `len` is 0.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Bytes {
    /// Where it begins.
    pub start: *const c_void,
    /// How long it is (bytes).
    pub len: usize,
}

impl Bytes {
    /// # Safety
    /// It is readable while the result lives.
    pub(super) unsafe fn as_slice<'a>(self) -> Result<&'a [u8], Failure> {
        // SAFETY: the caller's promise.
        unsafe { entries(self.start.cast(), self.len) }
    }
}

/// A structure of C that begins with its own size and grows at its end.
///
/// # Safety
/// `#[repr(C)]`, begins with a `usize`, and zeros are a value of it.
pub(super) unsafe trait Structure: Copy {}

/// Copies a structure. What a shorter (older) one lacks is zero; a longer (newer) one must not say anything that this
/// library does not know.
///
/// # Safety
/// `from` is null, or readable for the size that it begins with.
pub(super) unsafe fn structure<T: Structure>(from: *const T) -> Result<T, Failure> {
    // SAFETY: the caller's promise.
    let (start, size) = (from.cast::<u8>(), unsafe { size(from)? });
    let known = size.min(size_of::<T>());
    // SAFETY: readable for `size`.
    let unknown = unsafe { slice::from_raw_parts(start.add(known), size - known) };
    if unknown.iter().any(|byte| *byte != 0) {
        return Err(Failure::argument("the structure sets what this version of the library does not know"));
    }
    let mut copy = MaybeUninit::<T>::zeroed();
    // SAFETY: both are as long as `known` at least, and zeros are a value.
    unsafe {
        ptr::copy_nonoverlapping(start, copy.as_mut_ptr().cast(), known);
        Ok(copy.assume_init())
    }
}

/// The size that a structure begins with (bytes).
///
/// # Safety
/// `from` is null, or begins with a readable size.
pub(super) unsafe fn size<T: Structure>(from: *const T) -> Result<usize, Failure> {
    if from.is_null() || !from.is_aligned() {
        return Err(Failure::argument("the structure is a null or misaligned pointer"));
    }
    // SAFETY: not null, aligned, and the caller's promise.
    let size = unsafe { from.cast::<usize>().read() };
    if (size_of::<usize>()..=LARGEST).contains(&size) {
        Ok(size)
    } else {
        Err(Failure::argument("the structure does not begin with its size; set it to sizeof"))
    }
}

/// # Safety
/// `start` is null, or readable for `count` entries while the result lives.
pub(super) unsafe fn entries<'a, T>(start: *const T, count: usize) -> Result<&'a [T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    if start.is_null() || !start.is_aligned() {
        return Err(Failure::argument("a null or misaligned pointer where something was said to be"));
    }
    if count.checked_mul(size_of::<T>()).is_none_or(|len| isize::try_from(len).is_err()) {
        return Err(Failure::argument("a length that no memory has"));
    }
    // SAFETY: not null, aligned, no longer than memory can be, and the caller's promise.
    Ok(unsafe { slice::from_raw_parts(start, count) })
}

/// # Safety
/// `text` is null, or ends with a NUL.
pub(super) unsafe fn text<'a>(text: *const c_char) -> Result<Option<&'a str>, Failure> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not null, and the caller's promise.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| Failure::argument("a text is not UTF-8"))
}
