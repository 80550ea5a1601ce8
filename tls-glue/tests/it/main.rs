//! rustls with its keys in an element, against rustls with its keys in memory.
#![cfg(all(feature = "std", feature = "tls12"))]

extern crate alloc;

mod cases;
mod der;
mod element;
mod forge;
mod gallery;
mod handshake;
mod hostile;
mod identity;
mod limits;
mod meeting;
mod parties;
mod pki;
