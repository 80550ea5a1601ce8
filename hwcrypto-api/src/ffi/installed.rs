//! The slot that holds the one table of a program that has just one element.
//!
//! Contexts name their table themselves; this is the default for those that name only a key. It keeps the
//! original's three verbs: `init` stores a table (not yet in use), `enable` puts the stored one in use,
//! `disable` takes it out of use. Tables live as long as the program, so a swap never pulls one away from
//! under a running operation: that one ends on the table on which it began.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::HwCrypto;

/// A slot: its table is a `&'static HwCrypto` or null.
struct Slot(AtomicPtr<HwCrypto>);

impl Slot {
    const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    fn table(&self) -> Option<&'static HwCrypto> {
        // SAFETY: only `set` writes here, and only null or a reference to a table that lives for ever.
        unsafe { self.0.load(Ordering::Acquire).as_ref() }
    }

    fn set(&self, table: Option<&'static HwCrypto>) {
        self.0.store(table.map_or(ptr::null_mut(), |t| ptr::from_ref(t).cast_mut()), Ordering::Release);
    }
}

static STORED: Slot = Slot::new();
static ACTIVE: Slot = Slot::new();

/// Stores `table` and takes whatever was in use out of use.
pub fn init(table: Option<&'static HwCrypto>) {
    ACTIVE.set(None);
    STORED.set(table);
}

/// Puts the stored table in use; `false` if there is none.
pub fn enable() -> bool {
    let table = STORED.table();
    ACTIVE.set(table);
    table.is_some()
}

/// Takes the table out of use; it stays stored.
pub fn disable() {
    ACTIVE.set(None);
}

/// The table in use.
#[must_use]
pub fn current() -> Option<&'static HwCrypto> {
    ACTIVE.table()
}
