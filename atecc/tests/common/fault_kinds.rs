//! Every kind of fault on a bus.

use atecc_sim::fault::{BitFlips, Direction, Fault, NoAcknowledge, StuckBusy, Truncated, When};

/// Every kind of fault, at occasion `n`.
pub(crate) fn at(n: u64) -> Vec<(&'static str, Box<dyn Fault + Send>)> {
    let once = || When::nth(n);
    vec![
        ("no acknowledge", Box::new(NoAcknowledge::new(once()))),
        ("bits flip to the chip", Box::new(BitFlips::new(Direction::ToChip, once(), n))),
        ("bits flip from the chip", Box::new(BitFlips::new(Direction::FromChip, once(), n))),
        ("cut after the count", Box::new(Truncated::after(1, once()))),
        ("cut in the data", Box::new(Truncated::after(5, once()))),
        ("busy for longer", Box::new(StuckBusy::new(once(), 3))),
    ]
}
