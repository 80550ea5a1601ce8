//! The slot that holds the one socket table of a program that has just one network stack.
//!
//! [`Gzsock::installed`](crate::gzsock::Gzsock::installed) takes it from here. Tables live as long as the program
//! and open sockets keep the one they were made with, so a later `init` never pulls one away from under a live
//! socket.
//!
//! With the feature `external-api` the slot is not part of this program but of the one that loads it, a VM: a
//! symbol of the C interface, `zsock_installed`, a pointer to a table or null. What the VM puts there is installed
//! here, and the other way round.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use hwcrypto_api::abi;

use crate::SocketApi;

/// The slot: its table lives for ever, or it is null.
#[cfg(not(feature = "external-api"))]
fn slot() -> &'static AtomicPtr<SocketApi> {
    static TABLE: AtomicPtr<SocketApi> = AtomicPtr::new(ptr::null_mut());
    &TABLE
}

/// The slot: its table lives for ever, or it is null.
#[cfg(feature = "external-api")]
fn slot() -> &'static AtomicPtr<SocketApi> {
    /// The VM's, as a type that C knows.
    #[repr(transparent)]
    struct Slot(AtomicPtr<SocketApi>);

    unsafe extern "C" {
        static zsock_installed: Slot;
    }

    // SAFETY: the VM defines it as a pointer, which is only accessed atomically.
    unsafe { &zsock_installed.0 }
}

/// The table, if it is one that this version of the crate can read where it stands.
fn table(pointer: *mut SocketApi) -> Option<&'static SocketApi> {
    // SAFETY: null, or a table that lives for ever: `init` takes no other, and a VM promises the same of its symbol.
    unsafe { abi::borrow(pointer) }
}

/// Installs `table`, or none; gives what was installed before.
#[expect(clippy::must_use_candidate, reason = "whoever installs one need not care for the former")]
pub fn init(table: Option<&'static SocketApi>) -> Option<&'static SocketApi> {
    let new = table.map_or(ptr::null_mut(), |table| ptr::from_ref(table).cast_mut());
    self::table(slot().swap(new, Ordering::AcqRel))
}

/// The installed table.
#[must_use]
pub fn current() -> Option<&'static SocketApi> {
    table(slot().load(Ordering::Acquire))
}
