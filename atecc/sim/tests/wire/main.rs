//! The simulated chip against its reference, by raw bytes on the bus: packets, CRCs and digests are made here
//! by hand or by other code than the simulator's, never by the driver.

mod asynch;
mod atecc508a;
mod boot;
mod ecc;
mod extra;
mod frames;
mod hash;
mod host;
mod i2ct;
mod internal;
mod kill;
mod latch;
mod locks;
mod power;
mod priv_write;
mod random_traffic;
mod registers;
mod self_test;
mod slots;
mod state;
mod validate;
mod zones;
