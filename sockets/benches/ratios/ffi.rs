//! An allocator that counts.

use core::cell::Cell;
use std::alloc::{GlobalAlloc, Layout, System};

#[global_allocator]
static COUNTING: Counting = Counting;

std::thread_local! {
    /// Bytes that this thread has allocated, less those that it has freed.
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

/// Bytes that this thread has allocated, less those that it has freed.
pub(crate) fn live() -> isize {
    LIVE.get()
}

fn count(bytes: isize) {
    // A thread that ends has no counter any more, and nobody who asks.
    _ = LIVE.try_with(|live| live.set(live.get().wrapping_add(bytes)));
}

struct Counting;

// SAFETY: all is the system's allocator's, which is asked for what the caller asks for.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller keeps this function's contract, which is the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller keeps this function's contract, which is the system's.
        unsafe { System.dealloc(pointer, layout) }
    }
}
