//! The base provider for microcontrollers, against ring and against published vectors.

mod handshake;

use rustls::crypto::CryptoProvider;
use tls_glue::rustcrypto;

use crate::parties::ring;

/// The provider under test; its random numbers are the host's.
fn provider() -> CryptoProvider {
    rustcrypto::provider(ring().secure_random)
}
