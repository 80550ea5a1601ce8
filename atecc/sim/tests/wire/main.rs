//! The simulated chip against its reference, by raw bytes on the bus: packets, CRCs and digests are made here
//! by hand or by other code than the simulator's, never by the driver.

mod asynch;
mod ecc;
mod faults;
mod frames;
mod hash;
mod host;
mod i2ct;
mod i2ct_abuse;
mod kill;
mod locks;
mod power;
mod random_traffic;
mod registers;
mod several;
mod slots;
mod state;
mod trace;
mod zones;
