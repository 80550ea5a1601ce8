use core::fmt;

use crate::heap::HEAP;
use crate::stack;

/// What an operation took in RAM, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// The most that it had on the heap at once, of all that was asked for.
    heap_peak: usize,
    /// What is left on the heap afterwards.
    heap_held: usize,
    /// The deepest that the stack was, from its beginning.
    stack: usize,
}

impl Usage {
    /// Runs `operation` and says what it took.
    pub(crate) fn of<T>(operation: impl FnOnce() -> T) -> (T, Self) {
        let before = HEAP.held();
        HEAP.forget_peak();
        stack::paint();
        let outcome = operation();
        let stack = stack::deepest();
        let heap_peak = HEAP.peak() - before;
        let heap_held = HEAP.held().saturating_sub(before);
        (outcome, Self { heap_peak, heap_held, stack })
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { heap_peak, heap_held, stack } = self;
        write!(f, "heap_peak={heap_peak} heap_held={heap_held} stack={stack}")
    }
}
