//! The suites of TLS 1.2, all with an ephemeral key exchange.

use rustls::crypto::KeyExchangeAlgorithm;
use rustls::crypto::tls12::PrfUsingHmac;
use rustls::{CipherSuite, SignatureScheme, Tls12CipherSuite};

use super::super::aead::{EXPLICIT_NONCE, Tls12Aead};
#[cfg(feature = "aes256-gcm")]
use super::Aes256Gcm;
use super::{Aes128Gcm, GCM_LIMIT, common, hash, hmac};
#[cfg(feature = "chacha20poly1305")]
use super::{CHACHA_LIMIT, ChaCha20Poly1305};

static PRF_SHA256: PrfUsingHmac<'static> = PrfUsingHmac(&hmac::SHA256);
#[cfg(feature = "aes256-gcm")]
static PRF_SHA384: PrfUsingHmac<'static> = PrfUsingHmac(&hmac::SHA384);

/// What the key of an ECDSA suite may sign with; Ed25519 counts as one (RFC 8422, 5.1.1).
static ECDSA: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ED25519,
];

#[cfg(feature = "rsa")]
static RSA: &[SignatureScheme] = &[
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
];

const fn aes128(suite: CipherSuite, sign: &'static [SignatureScheme]) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: common(suite, &hash::SHA256, GCM_LIMIT),
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &Tls12Aead::<Aes128Gcm, EXPLICIT_NONCE>::NEW,
        prf_provider: &PRF_SHA256,
    }
}

#[cfg(feature = "aes256-gcm")]
const fn aes256(suite: CipherSuite, sign: &'static [SignatureScheme]) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: common(suite, &hash::SHA384, GCM_LIMIT),
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &Tls12Aead::<Aes256Gcm, EXPLICIT_NONCE>::NEW,
        prf_provider: &PRF_SHA384,
    }
}

#[cfg(feature = "chacha20poly1305")]
const fn chacha(suite: CipherSuite, sign: &'static [SignatureScheme]) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: common(suite, &hash::SHA256, CHACHA_LIMIT),
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &Tls12Aead::<ChaCha20Poly1305, 0>::NEW,
        prf_provider: &PRF_SHA256,
    }
}

pub(super) static ECDHE_ECDSA_AES_128_GCM_SHA256: Tls12CipherSuite =
    aes128(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ECDSA);

#[cfg(feature = "aes256-gcm")]
pub(super) static ECDHE_ECDSA_AES_256_GCM_SHA384: Tls12CipherSuite =
    aes256(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ECDSA);

#[cfg(feature = "chacha20poly1305")]
pub(super) static ECDHE_ECDSA_CHACHA20_POLY1305_SHA256: Tls12CipherSuite =
    chacha(CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDSA);

#[cfg(feature = "rsa")]
pub(super) static ECDHE_RSA_AES_128_GCM_SHA256: Tls12CipherSuite =
    aes128(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA);

#[cfg(all(feature = "rsa", feature = "aes256-gcm"))]
pub(super) static ECDHE_RSA_AES_256_GCM_SHA384: Tls12CipherSuite =
    aes256(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, RSA);

#[cfg(all(feature = "rsa", feature = "chacha20poly1305"))]
pub(super) static ECDHE_RSA_CHACHA20_POLY1305_SHA256: Tls12CipherSuite =
    chacha(CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, RSA);
