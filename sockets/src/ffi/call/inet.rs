//! IPv4 addresses as text, by the table.

use alloc::{ffi::CString, string::String};
use core::ffi::CStr;
use core::net::Ipv4Addr;

use crate::Errno;
use crate::ffi::code::INADDR_NONE;
use crate::ffi::table::SocketApi;

// SAFETY, for both calls: as in the module above.

impl SocketApi {
    /// The address that `text` says, in the table's opinion (`inet_addr`). A table made from a driver takes four
    /// decimal numbers up to 255, without leading zeros, with dots between them, and nothing else.
    ///
    /// # Errors
    /// `EINVAL` if it is none; so is 255.255.255.255, which the interface cannot tell from an error. `ENOSYS` if the
    /// table has no such entry.
    pub fn inet_addr(&self, text: &str) -> Result<Ipv4Addr, Errno> {
        let entry = self.inet_addr.ok_or(Errno::ENOSYS)?;
        let text = CString::new(text).map_err(|_| Errno::EINVAL)?;
        // SAFETY: see above.
        match unsafe { entry(self.header.ctx, text.as_ptr()) } {
            INADDR_NONE => Err(Errno::EINVAL),
            address => Ok(Ipv4Addr::from(address.to_ne_bytes())),
        }
    }

    /// The text of `address` (`inet_ntoa`), copied out of the table's buffer.
    ///
    /// # Errors
    /// `ENOSYS` if the table has no such entry, `EIO` if it gives no text.
    pub fn inet_ntoa(&self, address: Ipv4Addr) -> Result<String, Errno> {
        let entry = self.inet_ntoa.ok_or(Errno::ENOSYS)?;
        let address = u32::from_ne_bytes(address.octets());
        // SAFETY: see above.
        let text = unsafe { entry(self.header.ctx, &raw const address) };
        if text.is_null() {
            return Err(Errno::EIO);
        }
        // SAFETY: not null; by the entry's contract it ends with a NUL and stays until the next call.
        let text = unsafe { CStr::from_ptr(text) };
        text.to_str().map(String::from).map_err(|_| Errno::EIO)
    }
}
