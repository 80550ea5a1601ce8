//! One list of checks for every socket driver, and what only smoltcp's has: a clock of its own, lossy links, one
//! thread for two stacks, a TAP device.
#![cfg(all(feature = "host", feature = "smoltcp", feature = "tls12"))]

extern crate alloc;

mod alone;
mod beds;
mod capacity;
mod checks;
mod faults;
mod lossy;
mod names;
#[path = "../../../tls-glue/tests/it/pki.rs"]
#[expect(dead_code, reason = "the other tests issue more kinds of certificates")]
mod pki;
mod secure;
mod tap;
