//! A firmware, as far as the placement of a crypto element is concerned: what a VM that has loaded it may call.
#![expect(unsafe_code, reason = "the boundary between a VM and its firmware is C")]

mod connect;
mod element;

use core::slice;

use hwcrypto_api::HwCrypto;
use sockets::ConfigError;

/// A piece of memory of the VM's.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Bytes {
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

/// Connects to `localhost`, port `port`, with the key in slot 0 of the installed element; `ca` is whom to trust and `chain` the
/// certificates to show, both PEM. Sends a line and expects it back reversed. 0, -2 if no element
/// is installed, or -1, the last two after a line on standard error.
///
/// # Safety
/// `ca` and `chain` are readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn firmware_connect(port: u16, ca: Bytes, chain: Bytes) -> i32 {
    // SAFETY: the caller's promise.
    let (ca, chain) = unsafe { (ca.as_slice(), chain.as_slice()) };
    match connect::connect(port, ca, chain) {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("firmware: {error}");
            if matches!(error.downcast_ref(), Some(ConfigError::NoElement)) { -2 } else { -1 }
        }
    }
}

/// The firmware's own element, over the simulated chip in the file `path`; null if it cannot be opened.
///
/// # Safety
/// `path` is readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn firmware_element(path: Bytes) -> *const HwCrypto {
    // SAFETY: the caller's promise.
    let path = unsafe { path.as_slice() };
    element::open(&String::from_utf8_lossy(path)).map_or(core::ptr::null(), core::ptr::from_ref)
}
