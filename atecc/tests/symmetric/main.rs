//! Hashes, AES and key derivation on the simulated chip: against published vectors and other people's software.

mod aes;
mod aes_modes;
#[path = "../common/campaign.rs"]
mod campaign;
mod cancelled;
mod chip;
#[path = "../common/fault_kinds.rs"]
mod fault_kinds;
mod faults;
mod hash;
mod hmac;
mod kdf;
#[path = "../common/script.rs"]
mod script;
mod wire;
mod wycheproof;
#[path = "../common/yielding.rs"]
mod yielding;
