//! The operations of the driver on the simulated chip, with results recomputed by RustCrypto.

mod atecc508a;
mod attest;
mod authorise;
mod boot;
mod counter;
mod derive_key;
mod ecdh;
mod encrypted;
mod equipped;
mod extra;
mod forger;
mod lock;
mod priv_write;
mod slot;
mod validate;
mod verify;
