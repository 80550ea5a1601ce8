//! The base provider for microcontrollers, against ring and against published vectors.

mod handshake;
mod kx;
mod records;
mod schedule;
mod verify;

use rustls::crypto::CryptoProvider;
use tls_glue::rustcrypto;

use crate::parties::ring;

/// The provider under test; its random numbers are the host's.
fn provider() -> CryptoProvider {
    rustcrypto::provider(ring().secure_random)
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}
