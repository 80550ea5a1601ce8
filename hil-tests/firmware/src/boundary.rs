//! The functions.

#[cfg(not(feature = "external-element"))]
mod element;
#[cfg(not(feature = "external-sockets"))]
mod sockets;
#[cfg(feature = "tls")]
mod tls;

use core::slice;

/// A piece of memory of the VM's.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes {
    start: *const u8,
    len: usize,
}

impl Bytes {
    /// # Safety
    /// It is readable while the result lives.
    unsafe fn as_slice<'a>(self) -> &'a [u8] {
        // SAFETY: the caller's promise.
        unsafe { slice::from_raw_parts(self.start, self.len) }
    }
}
