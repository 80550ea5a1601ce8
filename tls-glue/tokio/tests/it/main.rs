//! tokio's handshakes with a key in an element that takes its time.

mod element;
mod handshakes;
mod in_turn;
mod off_worker;
mod parties;
mod pki;
mod refusals;
mod runtimes;
