//! Ephemeral key exchange.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rustls::crypto::{SecureRandom, SupportedKxGroup};

mod p256;
#[cfg(feature = "x25519")]
mod x25519;

/// The groups that are compiled in, in order of preference. Their secrets are drawn from `random`.
pub(super) fn groups(random: &'static dyn SecureRandom) -> Vec<&'static dyn SupportedKxGroup> {
    let mut groups: Vec<&'static dyn SupportedKxGroup> = Vec::new();
    #[cfg(feature = "x25519")]
    groups.push(Box::leak(Box::new(x25519::X25519 { random })));
    groups.push(Box::leak(Box::new(p256::Secp256r1 { random })));
    groups
}
