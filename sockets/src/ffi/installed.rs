//! The slot that holds the one socket table of a program that has just one network stack.
//!
//! [`Gzsock::installed`](crate::gzsock::Gzsock::installed) takes it from here. Tables live as long as the program and
//! open sockets keep the one they were made with, so a later `init` never pulls one away from under a live socket.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::SocketApi;

/// A `&'static SocketApi` or null.
static TABLE: AtomicPtr<SocketApi> = AtomicPtr::new(ptr::null_mut());

/// Installs `table`, or none; gives what was installed before.
pub fn init(table: Option<&'static SocketApi>) -> Option<&'static SocketApi> {
    let new = table.map_or(ptr::null_mut(), |table| ptr::from_ref(table).cast_mut());
    let old = TABLE.swap(new, Ordering::AcqRel);
    // SAFETY: only this function writes there, and only null or a reference to a table that lives for ever.
    unsafe { old.as_ref() }
}

/// The installed table.
#[must_use]
pub fn current() -> Option<&'static SocketApi> {
    // SAFETY: only `init` writes there, and only null or a reference to a table that lives for ever.
    unsafe { TABLE.load(Ordering::Acquire).as_ref() }
}
