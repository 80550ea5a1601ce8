//! A base provider for microcontrollers, made of the RustCrypto crates.

use rustls::crypto::{CryptoProvider, SecureRandom};

mod aead;
mod hash;
mod hmac;
mod keys;
mod kx;
mod suites;
mod verify;

#[cfg(feature = "sha1")]
pub(crate) use verify::SHA1;

/// A rustls provider in Rust alone: no operating system, no C, no global state.
///
/// `random` is where *all* randomness comes from, the ephemeral keys of key exchanges included: there is no default, so
/// that none can be forgotten. It is the application's own generator, or the element's: a
/// `static RANDOM: SeededRandom = SeededRandom::new(&TABLE, Wait::NONE)` will do. What is laid over later
/// ([`RandomSource`](crate::RandomSource)) does not reach the key exchange, so a stand-in here is never right.
///
/// Which algorithms it has is a matter of this crate's features; the README has the table. Private keys are not among
/// what it does: they stay in the element ([`certified_key`](crate::certified_key)). Lay the element over the result
/// with [`provider()`](crate::provider()) if it is to do more than sign.
///
/// rustls wants key exchanges to live for ever, so each call leaks a few bytes: make one provider and share it.
#[must_use]
pub fn provider(random: &'static dyn SecureRandom) -> CryptoProvider {
    CryptoProvider {
        cipher_suites: suites::ALL.to_vec(),
        kx_groups: kx::groups(random),
        signature_verification_algorithms: verify::ALGORITHMS,
        secure_random: random,
        key_provider: &keys::InElement,
    }
}
