//! What a test must give back: heap and sockets.
#![expect(unsafe_code, reason = "an allocator that counts")]

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicIsize, Ordering};
use std::alloc::System;
use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

static BYTES: AtomicIsize = AtomicIsize::new(0);

struct Counting;

#[global_allocator]
static HEAP: Counting = Counting;

fn count(len: usize) -> isize {
    isize::try_from(len).unwrap_or(isize::MAX)
}

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(count(layout.size()), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        BYTES.fetch_sub(count(layout.size()), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What libraries keep once they have been used: tables that are made lazily, names, buffers of output that is captured.
const KEPT: isize = 256 * 1024;

/// Runs one test alone, and fails it unless it gives back what it takes.
pub(crate) fn gives_back(test: impl Fn()) {
    let _alone = alone();
    // What is made once and kept is made here.
    test();
    let before = (sockets(), heap());
    test();
    assert_eq!(sockets(), before.0, "sockets that stay open");
    let grown = heap() - before.1;
    assert!(grown < KEPT, "{grown} bytes stay on the heap");
}

/// Nobody else takes sockets or heap meanwhile.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes that are allocated.
pub(crate) fn heap() -> isize {
    BYTES.load(Ordering::Relaxed)
}

/// Sockets of this process. A thread that was joined may still be on its way out with those that it owned, so that what
/// counts is the number that stays.
pub(crate) fn sockets() -> usize {
    let mut last = open();
    let mut same = 0;
    while same < 3 {
        thread::yield_now();
        let now = open();
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
    last
}

fn open() -> usize {
    let entries = fs::read_dir("/proc/self/fd").unwrap();
    let targets = entries.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}
