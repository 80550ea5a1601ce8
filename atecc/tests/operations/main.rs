//! The operations of the driver on the simulated chip, with results recomputed by RustCrypto.

mod atecc508a;
mod attest;
mod authorise;
mod boot;
mod both_modes;
#[path = "../common/campaign.rs"]
mod campaign;
mod cancelled;
mod counter;
mod derive_key;
mod ecdh;
mod encrypted;
mod equipped;
mod extra;
#[path = "../common/fault_kinds.rs"]
mod fault_kinds;
mod faults;
mod forger;
mod lock;
mod priv_write;
#[path = "../common/recorder.rs"]
mod recorder;
mod slot;
mod validate;
mod verify;
#[path = "../common/yielding.rs"]
mod yielding;
