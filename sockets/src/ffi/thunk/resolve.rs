//! Name lookup: the answers are a linked list that C hands back to be freed.

use alloc::boxed::Box;
use core::ffi::{CStr, c_char};
use core::net::{IpAddr, SocketAddr};
use core::ptr;

use super::{done, driver, write_at};
use crate::Errno;
use crate::ffi::{raw::RawAddrInfo, table::Ctx};
use crate::zsock::SocketDriver;

// SAFETY, for both thunks: as in the module above; texts end with a NUL.

/// `node` is a name or a literal address; `service` a port number or null. There are no hints yet: a caller that gives
/// some is told so, rather than answered wrongly.
pub unsafe extern "C" fn getaddrinfo<D: SocketDriver + 'static>(
    ctx: Ctx,
    node: *const c_char,
    service: *const c_char,
    hints: *const RawAddrInfo,
    found: *mut *mut RawAddrInfo,
) -> i32 {
    done((|| {
        if found.is_null() || node.is_null() {
            return Err(Errno::EINVAL);
        }
        if !hints.is_null() {
            return Err(Errno::EOPNOTSUPP);
        }
        // SAFETY: see above.
        let (driver, node, port) = unsafe { (driver::<D>(ctx)?, text(node)?, port(service)?) };
        let mut list = Answers::default();
        driver.resolve(node, &mut |ip| list.push(ip, port))?;
        if list.first.is_null() {
            return Err(Errno::ENOENT);
        }
        // SAFETY: not null, and see above.
        unsafe { write_at(found, list.into_first()) }
    })())
}

pub unsafe extern "C" fn freeaddrinfo(_: Ctx, found: *mut RawAddrInfo) {
    drop(Answers { first: found, last: ptr::null_mut() });
}

/// # Safety
/// `text` is not null and ends with a NUL.
unsafe fn text<'a>(text: *const c_char) -> Result<&'a str, Errno> {
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_str().map_err(|_| Errno::EINVAL)
}

/// # Safety
/// `service` is null or ends with a NUL.
unsafe fn port(service: *const c_char) -> Result<u16, Errno> {
    if service.is_null() {
        return Ok(0);
    }
    // SAFETY: not null, and the caller's promise.
    unsafe { text(service) }?.parse().map_err(|_| Errno::EINVAL)
}

/// A list that is being built or torn down; every node is a `Box`.
struct Answers {
    first: *mut RawAddrInfo,
    last: *mut RawAddrInfo,
}

impl Default for Answers {
    fn default() -> Self {
        Self { first: ptr::null_mut(), last: ptr::null_mut() }
    }
}

impl Answers {
    fn push(&mut self, ip: IpAddr, port: u16) {
        let address = SocketAddr::new(ip, port).into();
        let node = Box::into_raw(Box::new(RawAddrInfo {
            address,
            sock_type: 0,
            protocol: 0,
            next: ptr::null_mut(),
        }));
        // SAFETY: `last` is null or the node pushed before, which this list owns.
        match unsafe { self.last.as_mut() } {
            Some(last) => last.next = node,
            None => self.first = node,
        }
        self.last = node;
    }

    const fn into_first(mut self) -> *mut RawAddrInfo {
        let first = self.first;
        self.first = ptr::null_mut();
        core::mem::forget(self);
        first
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        while !self.first.is_null() {
            // SAFETY: every node came from `push`, and is freed once: C hands a list back only once.
            let node = unsafe { Box::from_raw(self.first) };
            self.first = node.next;
        }
    }
}
