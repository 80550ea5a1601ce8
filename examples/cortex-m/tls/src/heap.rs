//! The heap, and how much of it was in use.

use core::alloc::{GlobalAlloc, Layout};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use embedded_alloc::LlffHeap;

/// More than enough (bytes): what is needed is measured.
const SIZE: usize = 64 * 1024;

/// An allocator that counts the bytes which were asked of it.
pub(crate) struct Heap {
    allocator: LlffHeap,
    held: AtomicUsize,
    peak: AtomicUsize,
}

#[global_allocator]
pub(crate) static HEAP: Heap =
    Heap { allocator: LlffHeap::empty(), held: AtomicUsize::new(0), peak: AtomicUsize::new(0) };

impl Heap {
    /// Gives the allocator its memory. First of all, and once.
    pub(crate) fn start(&self) {
        let allocator = &self.allocator;
        // SAFETY: nothing was allocated yet, and the macro owns the memory that it makes.
        unsafe {
            embedded_alloc::init!(allocator, SIZE);
        }
    }

    /// Bytes in use.
    pub(crate) fn held(&self) -> usize {
        self.held.load(Relaxed)
    }

    /// The most bytes that were in use since [`forget_peak`](Self::forget_peak).
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Relaxed)
    }

    pub(crate) fn forget_peak(&self) {
        self.peak.store(self.held(), Relaxed);
    }
}

// SAFETY: the memory is the inner allocator's; what is counted has no part in it.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        let memory = unsafe { self.allocator.alloc(layout) };
        if !memory.is_null() {
            let held = self.held.fetch_add(layout.size(), Relaxed) + layout.size();
            self.peak.fetch_max(held, Relaxed);
        }
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        self.held.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as the caller promises.
        unsafe { self.allocator.dealloc(memory, layout) };
    }
}
