//! The slot that holds the one table of a program that has just one element.
//!
//! Contexts name their table themselves; this is the default for those that name only a key. It keeps the
//! original's three verbs: `init` stores a table (not yet in use), `enable` puts the stored one in use,
//! `disable` takes it out of use. Tables live as long as the program, so a swap never pulls one away from
//! under a running operation: that one ends on the table on which it began. All four may be called from any thread at any
//! time: after `init` the former table is out of use for good, even if an `enable` that was under way shows it for a moment.
//!
//! With the feature `external` the slot is not part of this program but of the one that loads it, a VM: two symbols of the C
//! interface, `hwcrypto_stored` and `hwcrypto_active`, each a pointer to a table or null. What the VM puts there is in use here,
//! and the other way round.

mod swap;

/// What `swap` is made of.
mod atomic {
    pub(super) use core::sync::atomic::{AtomicPtr, Ordering, fence};
}

use core::ptr;

use self::atomic::{AtomicPtr, Ordering};
use super::import;
use crate::HwCrypto;

/// A slot: its table lives for ever, or it is null.
#[repr(transparent)]
struct Slot(AtomicPtr<HwCrypto>);

/// The table, if it is one that this version of the crate can read where it stands.
fn table(pointer: *mut HwCrypto) -> Option<&'static HwCrypto> {
    // SAFETY: null, or a table that lives for ever: `init` takes no other, and a VM promises the same of its symbols.
    unsafe { import::borrow(pointer) }
}

#[cfg(not(feature = "external"))]
mod slots {
    use core::ptr;
    use core::sync::atomic::AtomicPtr;

    use super::Slot;

    static STORED: Slot = Slot(AtomicPtr::new(ptr::null_mut()));
    static ACTIVE: Slot = Slot(AtomicPtr::new(ptr::null_mut()));

    pub(super) fn stored() -> &'static Slot {
        &STORED
    }

    pub(super) fn active() -> &'static Slot {
        &ACTIVE
    }
}

#[cfg(feature = "external")]
mod slots {
    use super::Slot;

    unsafe extern "C" {
        static hwcrypto_stored: Slot;
        static hwcrypto_active: Slot;
    }

    pub(super) fn stored() -> &'static Slot {
        // SAFETY: the VM defines it as a pointer, which is only accessed atomically.
        unsafe { &hwcrypto_stored }
    }

    pub(super) fn active() -> &'static Slot {
        // SAFETY: as above.
        unsafe { &hwcrypto_active }
    }
}

/// Stores `table` and takes whatever was in use out of use.
pub fn init(table: Option<&'static HwCrypto>) {
    let table = table.map_or(ptr::null_mut(), |table| ptr::from_ref(table).cast_mut());
    swap::init(&slots::stored().0, &slots::active().0, table);
}

/// Puts the stored table in use; `false` if there is none.
#[expect(clippy::must_use_candidate, reason = "whoever has just stored a table knows the answer")]
pub fn enable() -> bool {
    swap::enable(&slots::stored().0, &slots::active().0, |stored| table(stored).is_some())
}

/// Takes the table out of use; it stays stored.
pub fn disable() {
    slots::active().0.store(ptr::null_mut(), Ordering::Release);
}

/// The table in use.
#[must_use]
pub fn current() -> Option<&'static HwCrypto> {
    table(slots::active().0.load(Ordering::Acquire))
}
