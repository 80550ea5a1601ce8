//! The link layer without I/O: a state machine that says write, read, wait or done, and is told what came of it.
//!
//! It knows when the chip must be woken, how long to wait for a reply, what to do with a garbled one, and how much
//! of the watchdog's time is left. `device/` carries its steps out, blocking or async, so that both make the same
//! traffic by construction.

mod config;
mod power;
mod request;
mod transfer;

pub use config::{Config, Rest, SeedUpdate, Wake};
pub(crate) use power::Link;
pub(crate) use request::Request;
pub(crate) use transfer::{Event, Fault, Goal, Outgoing, Step, Transfer};
