//! The two pointers behind the slot, changed by several threads at once. A test runs this text under every interleaving and
//! every order in which memory may show it.

use core::ptr;

use super::atomic::{AtomicPtr, Ordering, fence};

/// Stores `table` and takes whatever was in use out of use.
pub(super) fn init<T>(stored: &AtomicPtr<T>, active: &AtomicPtr<T>, table: *mut T) {
    stored.store(table, Ordering::Release);
    // Either an `enable` at the same time sees the new table, or what it puts in use is taken out here.
    fence(Ordering::SeqCst);
    active.store(ptr::null_mut(), Ordering::Release);
}

/// Puts the stored table in use if it is `usable`; whether it was.
pub(super) fn enable<T>(
    stored: &AtomicPtr<T>,
    active: &AtomicPtr<T>,
    usable: impl Fn(*mut T) -> bool,
) -> bool {
    loop {
        let table = stored.load(Ordering::Acquire);
        let found = usable(table);
        active.store(if found { table } else { ptr::null_mut() }, Ordering::Release);
        fence(Ordering::SeqCst);
        // Replaced meanwhile: what was just put in use must not stay there.
        if stored.load(Ordering::Acquire) == table {
            return found;
        }
    }
}
