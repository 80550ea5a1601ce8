//! The simulated chip against its reference, by raw bytes on the bus: packets, CRCs and digests are made here
//! by hand or by other code than the simulator's, never by the driver.

mod aes;
mod asynch;
mod boot;
mod check_mac;
mod counter;
mod derive_key;
mod ecc;
mod encrypted;
mod extra;
mod frames;
mod gen_dig;
mod hash;
mod hash_context;
mod hmac;
mod host;
mod i2ct;
mod internal;
mod kdf;
mod kdf_refused;
mod keys;
mod kill;
mod latch;
mod locks;
mod mac;
mod power;
mod priv_write;
mod random_traffic;
mod registers;
mod self_test;
mod several;
mod slots;
mod state;
mod together;
mod validate;
mod zones;
