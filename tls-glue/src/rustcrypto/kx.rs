//! Ephemeral key exchange.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rustls::crypto::{SecureRandom, SupportedKxGroup};

mod ecdh;
#[cfg(feature = "x25519")]
mod x25519;

/// The groups that are compiled in, in order of preference. Their secrets are drawn from `random`.
pub(super) fn groups(random: &'static dyn SecureRandom) -> Vec<&'static dyn SupportedKxGroup> {
    Vec::from([
        #[cfg(feature = "x25519")]
        for_ever(x25519::X25519 { random }),
        for_ever(ecdh::Ecdh::<p256::NistP256>::new(random)),
        // Rarely agreed on, but a server with a P-384 certificate wants its clients of TLS 1.2 to know the curve here as
        // well (RFC 8422, 5.1.1).
        #[cfg(feature = "p384")]
        for_ever(ecdh::Ecdh::<p384::NistP384>::new(random)),
    ])
}

/// As rustls wants its groups to live.
fn for_ever(group: impl SupportedKxGroup + 'static) -> &'static dyn SupportedKxGroup {
    Box::leak(Box::new(group))
}
