//! Ephemeral key exchange.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rustls::crypto::{SecureRandom, SupportedKxGroup};

mod ecdh;
#[cfg(feature = "x25519")]
mod x25519;

/// The groups that are compiled in, in order of preference. Their secrets are drawn from `random`.
pub(super) fn groups(random: &'static dyn SecureRandom) -> Vec<&'static dyn SupportedKxGroup> {
    let mut groups: Vec<&'static dyn SupportedKxGroup> = Vec::new();
    #[cfg(feature = "x25519")]
    groups.push(Box::leak(Box::new(x25519::X25519 { random })));
    groups.push(Box::leak(Box::new(ecdh::Ecdh::<p256::NistP256>::new(random))));
    // Rarely agreed on, but a server with a P-384 certificate wants its clients of TLS 1.2 to know the curve here as
    // well (RFC 8422, 5.1.1).
    #[cfg(feature = "p384")]
    groups.push(Box::leak(Box::new(ecdh::Ecdh::<p384::NistP384>::new(random))));
    groups
}
