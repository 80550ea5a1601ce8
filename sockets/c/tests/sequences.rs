//! Calls in any order with any arguments; the same every time.
#![expect(unsafe_code, reason = "this is the side that C is on")]

#[path = "../../../atecc/sim/fuzz/src/input.rs"]
mod input;
#[path = "common/memory.rs"]
mod memory;
#[path = "common/pki.rs"]
mod pki;
#[path = "common/sequence.rs"]
mod sequence;

use std::sync::Mutex;
use std::thread;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One network stack is in the program; each test has it to itself.
static STACK: Mutex<()> = Mutex::new(());

fn data(seed: u64) -> [u8; 1500] {
    let mut data = [0; 1500];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut data);
    data
}

#[test]
fn calls_in_any_order_end_well() {
    let _stack = STACK.lock();
    (0..200).for_each(|seed| sequence::run(&data(seed), true));
}

#[test]
fn calls_of_several_threads_in_any_order_end_well() {
    let _stack = STACK.lock();
    thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || (0..25).for_each(|seed| sequence::run(&data(1000 * thread + seed), false)));
        }
    });
}
