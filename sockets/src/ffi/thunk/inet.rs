//! IPv4 addresses as text. No driver is asked: there is one way to write them, and `ctx` may be null.

use core::ffi::{CStr, c_char};
use core::fmt::{self, Write};
use core::net::Ipv4Addr;
use core::sync::atomic::{AtomicU8, Ordering};

use crate::ffi::code::INADDR_NONE;
use crate::ffi::table::Ctx;

/// The longest text, `255.255.255.255`, and a NUL that is never written over, so that nobody reads past it.
type Text = [AtomicU8; 16];

#[cfg(feature = "std")]
std::thread_local! {
    static TEXT: Text = const { [const { AtomicU8::new(0) }; 16] };
}
#[cfg(not(feature = "std"))]
static TEXT: Text = [const { AtomicU8::new(0) }; 16];

/// The address in network order. Four decimal numbers up to 255 without leading zeros, three dots between them, and
/// nothing else; the shorter and octal forms of BSD are `INADDR_NONE` like any other text, and so is null.
pub(crate) unsafe extern "C" fn inet_addr(_: Ctx, text: *const c_char) -> u32 {
    if text.is_null() {
        return INADDR_NONE;
    }
    // SAFETY: not null, and by the contract of the table it ends with a NUL.
    let text = unsafe { CStr::from_ptr(text) };
    let address = text.to_str().ok().and_then(|text| text.parse::<Ipv4Addr>().ok());
    address.map_or(INADDR_NONE, |address| u32::from_ne_bytes(address.octets()))
}

/// The text of an address in network order; null for null. It stays until the same thread asks for another one, or
/// ends: BSD has one buffer for all threads, which one fills while another reads. Without a standard library there is
/// no more than that.
pub(crate) unsafe extern "C" fn inet_ntoa(_: Ctx, address: *const u32) -> *const c_char {
    // SAFETY: null, or readable by the contract of the table.
    let Some(address) = (unsafe { address.as_ref() }) else { return core::ptr::null() };
    let address = Ipv4Addr::from(address.to_ne_bytes());
    let fill = |text: &Text| {
        // It fits: the longest text has its place.
        _ = write!(Pen { text, at: 0 }, "{address}\0");
        text.as_ptr().cast()
    };
    #[cfg(feature = "std")]
    return TEXT.with(fill);
    #[cfg(not(feature = "std"))]
    return fill(&TEXT);
}

/// Writes into a text from its beginning.
struct Pen<'a> {
    text: &'a Text,
    at: usize,
}

impl Write for Pen<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        for byte in piece.bytes() {
            self.text.get(self.at).ok_or(fmt::Error)?.store(byte, Ordering::Relaxed);
            self.at += 1;
        }
        Ok(())
    }
}
