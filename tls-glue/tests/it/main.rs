//! rustls with its keys in an element, against rustls with its keys in memory.
#![cfg(all(feature = "std", feature = "tls12"))]

extern crate alloc;

mod cases;
mod der;
mod element;
mod forge;
mod gallery;
mod gate;
mod handshake;
mod hostile;
mod identities;
mod identity;
mod key_exchange;
mod knobs;
mod leading_zeros;
mod limits;
mod meeting;
mod parties;
mod pki;
mod random;
mod raw_key;
mod rustcrypto;
mod verify;
