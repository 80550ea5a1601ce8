//! What the fuzz target does. A finding is a panic, or what a sanitizer finds.

mod element;
#[expect(unsafe_code, reason = "this is the side of the table that C is on")]
mod ffi;
mod imported;
#[path = "../../../atecc/sim/fuzz/src/input.rs"]
mod input;
mod step;

use element::Twins;
use input::Input;

/// Entries of a table in any order, with any arguments that C can hand over: null, short, misaligned, stale, overlapping, in
/// the middle of another call.
///
/// The same is done by a second element without a table between: codes and results are the same, an error writes nothing,
/// and nobody writes beside what it was given.
pub fn table(data: &[u8]) {
    let mut input = Input::new(data);
    let mut twins = Twins::new();
    while !input.is_empty() {
        match input.byte() {
            0xF0..=0xFF => imported::step(&mut input, &mut twins),
            entry => step::step(entry, &mut input, &mut twins),
        }
    }
}
