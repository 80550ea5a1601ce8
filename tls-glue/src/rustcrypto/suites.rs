//! The cipher suites, in order of preference.

use aes_gcm::Aes128Gcm;
#[cfg(feature = "aes256-gcm")]
use aes_gcm::Aes256Gcm;
#[cfg(feature = "chacha20poly1305")]
use chacha20poly1305::ChaCha20Poly1305;
use rustls::crypto::CipherSuiteCommon;
use rustls::crypto::hash::Hash;
use rustls::crypto::tls13::HkdfUsingHmac;
use rustls::{CipherSuite, SupportedCipherSuite, Tls13CipherSuite};

use super::aead::Tls13Aead;
use super::{hash, hmac};

#[cfg(feature = "tls12")]
mod tls12;

/// Records that one AES-GCM key may protect: the bound that rustls derives from its analysis
/// (<https://eprint.iacr.org/2020/1019>) for records of 2^14 bytes.
const GCM_LIMIT: u64 = 1 << 24;

/// ChaCha20-Poly1305 has no bound below that of the record number.
#[cfg(feature = "chacha20poly1305")]
const CHACHA_LIMIT: u64 = u64::MAX;

/// All suites that are compiled in, those of TLS 1.3 first.
///
/// ChaCha20-Poly1305 leads where it is compiled in: a core without AES instructions is several times faster with it.
pub(super) const ALL: &[SupportedCipherSuite] = &[
    #[cfg(feature = "chacha20poly1305")]
    SupportedCipherSuite::Tls13(&TLS13_CHACHA20_POLY1305_SHA256),
    SupportedCipherSuite::Tls13(&TLS13_AES_128_GCM_SHA256),
    #[cfg(feature = "aes256-gcm")]
    SupportedCipherSuite::Tls13(&TLS13_AES_256_GCM_SHA384),
    #[cfg(all(feature = "tls12", feature = "chacha20poly1305"))]
    SupportedCipherSuite::Tls12(&tls12::ECDHE_ECDSA_CHACHA20_POLY1305_SHA256),
    #[cfg(feature = "tls12")]
    SupportedCipherSuite::Tls12(&tls12::ECDHE_ECDSA_AES_128_GCM_SHA256),
    #[cfg(all(feature = "tls12", feature = "aes256-gcm"))]
    SupportedCipherSuite::Tls12(&tls12::ECDHE_ECDSA_AES_256_GCM_SHA384),
    #[cfg(all(feature = "tls12", feature = "rsa", feature = "chacha20poly1305"))]
    SupportedCipherSuite::Tls12(&tls12::ECDHE_RSA_CHACHA20_POLY1305_SHA256),
    #[cfg(all(feature = "tls12", feature = "rsa"))]
    SupportedCipherSuite::Tls12(&tls12::ECDHE_RSA_AES_128_GCM_SHA256),
    #[cfg(all(feature = "tls12", feature = "rsa", feature = "aes256-gcm"))]
    SupportedCipherSuite::Tls12(&tls12::ECDHE_RSA_AES_256_GCM_SHA384),
];

const fn common(suite: CipherSuite, hash: &'static dyn Hash, limit: u64) -> CipherSuiteCommon {
    CipherSuiteCommon { suite, hash_provider: hash, confidentiality_limit: limit }
}

static TLS13_AES_128_GCM_SHA256: Tls13CipherSuite = Tls13CipherSuite {
    common: common(CipherSuite::TLS13_AES_128_GCM_SHA256, &hash::SHA256, GCM_LIMIT),
    hkdf_provider: &HkdfUsingHmac(&hmac::SHA256),
    aead_alg: &Tls13Aead::<Aes128Gcm>::NEW,
    quic: None,
};

#[cfg(feature = "aes256-gcm")]
static TLS13_AES_256_GCM_SHA384: Tls13CipherSuite = Tls13CipherSuite {
    common: common(CipherSuite::TLS13_AES_256_GCM_SHA384, &hash::SHA384, GCM_LIMIT),
    hkdf_provider: &HkdfUsingHmac(&hmac::SHA384),
    aead_alg: &Tls13Aead::<Aes256Gcm>::NEW,
    quic: None,
};

#[cfg(feature = "chacha20poly1305")]
static TLS13_CHACHA20_POLY1305_SHA256: Tls13CipherSuite = Tls13CipherSuite {
    common: common(CipherSuite::TLS13_CHACHA20_POLY1305_SHA256, &hash::SHA256, CHACHA_LIMIT),
    hkdf_provider: &HkdfUsingHmac(&hmac::SHA256),
    aead_alg: &Tls13Aead::<ChaCha20Poly1305>::NEW,
    quic: None,
};
