//! Calls in any order, with any arguments that C can hand over.

#![no_main]

#[path = "../../../../atecc/sim/fuzz/src/input.rs"]
mod input;
#[path = "../../tests/common/memory.rs"]
mod memory;
#[path = "../../tests/common/pki.rs"]
mod pki;
#[path = "../../tests/common/sequence.rs"]
mod sequence;

libfuzzer_sys::fuzz_target!(|data: &[u8]| sequence::run(data, true));
