//! The driver at a single wire: the UART's bytes written down by hand, and the simulated chip at the other end of one.

#[path = "../common/life.rs"]
mod life;
#[path = "../common/locked.rs"]
mod locked;

mod cancelled;
mod chip;
mod garbled;
mod operations;
mod states;
mod wire;
