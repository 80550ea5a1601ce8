//! Verification of signatures: of certificates, and of peers in handshakes.

use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;

mod ecdsa;

/// All algorithms that are compiled in.
pub(super) const ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        ecdsa::P256_SHA256,
        #[cfg(feature = "sha384")]
        ecdsa::P256_SHA384,
    ],
    mapping: &[(SignatureScheme::ECDSA_NISTP256_SHA256, &[ecdsa::P256_SHA256])],
};
