//! Prints what the driver takes in RAM: its handle, and the futures of its async operations.
#![no_std]
#![no_main]

use core::mem::size_of_val;

use atecc::{Config, Slot};
use cortex_m_examples::{Bridge, Clock, Uart, exit};
use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;

const KEY: Slot = Slot::from_nibble(0);

#[entry]
fn main() -> ! {
    let board = size_of::<Bridge>() + size_of::<Clock>();
    hprintln!("| `blocking::Atecc` | {} |", size_of::<atecc::blocking::Atecc<Bridge, Clock>>() - board);
    hprintln!("| `asynch::Atecc` | {} |", size_of::<atecc::asynch::Atecc<Bridge, Clock>>() - board);
    let mut atecc = atecc::asynch::Atecc::new(Bridge::new(Uart::one()), Clock::start(), Config::new());
    hprintln!("| future of `revision` | {} |", size_of_val(&atecc.revision()));
    hprintln!("| future of `gen_key` | {} |", size_of_val(&atecc.gen_key(KEY)));
    hprintln!("| future of `sign_digest` | {} |", size_of_val(&atecc.sign_digest(KEY, &[0; 32])));
    hprintln!("| future of `random` | {} |", size_of_val(&atecc.random(&mut [0; 32])));
    exit(true)
}
