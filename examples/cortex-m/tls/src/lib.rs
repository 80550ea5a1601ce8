//! A TLS client and a TLS server on a Cortex-M4 whose key is in an ATECC608, and what they take.
//!
//! The chip is behind UART 1 (I2CT), the peer behind UART 2; UART 0 tells what happens, line by line:
//!
//! ```text
//! context heap_peak=… heap_held=… stack=…
//! handshake heap_peak=… heap_held=… stack=…
//! records sent=… received=…
//! secured 1.3 TLS_AES_128_GCM_SHA256
//! received …
//! exchange heap_peak=… heap_held=… stack=…
//! closed
//! ```
//!
//! or, from wherever it goes wrong, `error: …`.
#![no_std]

extern crate alloc;

mod context;
mod element;
mod failure;
mod heap;
mod line;
mod role;
mod settings;
mod stack;
mod usage;

use core::fmt::Write;

use cortex_m_examples::{Uart, exit};

pub use failure::Failure;
pub use role::{Role, client, either, server};
pub use settings::Settings;

/// Runs the firmware.
pub fn run(role: Role) -> ! {
    heap::HEAP.start();
    let mut console = Uart::zero();
    let outcome = Settings::read().and_then(|settings| role(&settings, element::element(), &mut console));
    if let Err(failure) = &outcome {
        // The console never fails.
        _ = writeln!(console, "error: {failure}");
    }
    exit(outcome.is_ok())
}
