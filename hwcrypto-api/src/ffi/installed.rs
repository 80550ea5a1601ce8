//! The slot that holds the one table of a program that has just one element.
//!
//! Contexts name their table themselves; this is the default for those that name only a key. It keeps the
//! original's three verbs: `init` stores a table (not yet in use), `enable` puts the stored one in use,
//! `disable` takes it out of use. Tables live as long as the program, so a swap never pulls one away from
//! under a running operation: that one ends on the table on which it began.
//!
//! With the feature `external` the slot is not part of this program but of the one that loads it, a VM: two symbols of the C
//! interface, `hwcrypto_stored` and `hwcrypto_active`, each a pointer to a table or null. What the VM puts there is in use here,
//! and the other way round.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::import;
use crate::HwCrypto;

/// A slot: its table lives for ever, or it is null.
#[repr(transparent)]
struct Slot(AtomicPtr<HwCrypto>);

impl Slot {
    fn set(&self, table: Option<&'static HwCrypto>) {
        self.0.store(table.map_or(ptr::null_mut(), |t| ptr::from_ref(t).cast_mut()), Ordering::Release);
    }

    /// The table, if it is one that this version of the crate can read where it stands.
    fn table(&self) -> Option<&'static HwCrypto> {
        // SAFETY: null, or a table that lives for ever: `set` takes no other, and a VM promises the same of its symbols.
        unsafe { import::borrow(self.0.load(Ordering::Acquire)) }
    }
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
    slots::active().set(None);
    slots::stored().set(table);
}

/// Puts the stored table in use; `false` if there is none.
#[expect(clippy::must_use_candidate, reason = "whoever has just stored a table knows the answer")]
pub fn enable() -> bool {
    let table = slots::stored().table();
    slots::active().set(table);
    table.is_some()
}

/// Takes the table out of use; it stays stored.
pub fn disable() {
    slots::active().set(None);
}

/// The table in use.
#[must_use]
pub fn current() -> Option<&'static HwCrypto> {
    slots::active().table()
}
