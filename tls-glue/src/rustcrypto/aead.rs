//! The ciphers that protect records.

mod cipher;
#[cfg(feature = "tls12")]
mod tls12;
mod tls13;

#[cfg(feature = "tls12")]
pub(super) use tls12::{EXPLICIT_NONCE, Tls12Aead};
pub(super) use tls13::Tls13Aead;
