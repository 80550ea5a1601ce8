//! The base provider for microcontrollers, against ring and against published vectors.

mod handshake;
mod kx;
mod openssl;
mod readme;
mod records;
mod schedule;
mod suites;
mod verify;

use rustls::crypto::CryptoProvider;
use rustls::{SignatureScheme, SupportedCipherSuite};
use tls_glue::rustcrypto;

use crate::parties::ring;

/// The provider under test; its random numbers are the host's.
fn provider() -> CryptoProvider {
    rustcrypto::provider(ring().secure_random)
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// The suites that go with P-256 keys.
fn with_ecdsa_keys() -> Vec<SupportedCipherSuite> {
    let ecdsa = SignatureScheme::ECDSA_NISTP256_SHA256;
    let mut suites = provider().cipher_suites;
    suites.retain(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => suite.sign.contains(&ecdsa),
        SupportedCipherSuite::Tls13(_) => true,
    });
    suites
}
