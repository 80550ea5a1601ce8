//! How deep the stack was: unused memory is painted, and what is no longer the paint was used.

use core::ptr;

use cortex_m::register::msp;

/// A value that is unlikely on a stack.
const PAINT: u32 = 0xC5A3_96E1;
/// Bytes below the stack pointer that stay as they are: the painter's own.
const OWN: usize = 128;

unsafe extern "C" {
    /// Where the stack begins, by cortex-m-rt's linker script.
    static _stack_start: u32;
}

/// Paints what the stack does not use now, down to the end of the program's variables.
pub(crate) fn paint() {
    let end = msp::read() as usize - OWN;
    let mut place = cortex_m_rt::heap_start();
    while (place as usize) < end {
        // SAFETY: between the variables and the stack there is nothing: the heap is a variable.
        unsafe { ptr::write_volatile(place, PAINT) };
        place = place.wrapping_add(1);
    }
}

/// The deepest that the stack was since it was painted, in bytes from its beginning.
pub(crate) fn deepest() -> usize {
    let begin = &raw const _stack_start as usize;
    let mut place = cortex_m_rt::heap_start();
    // SAFETY: reads memory of the program, up to the beginning of its stack.
    while (place as usize) < begin && unsafe { ptr::read_volatile(place) } == PAINT {
        place = place.wrapping_add(1);
    }
    begin - place as usize
}
