//! Verification of signatures: of certificates, and of peers in handshakes.

use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
#[cfg(feature = "sha1")]
use rustls_pki_types::SignatureVerificationAlgorithm;

mod ecdsa;
#[cfg(feature = "ed25519")]
mod ed25519;
#[cfg(feature = "rsa")]
mod rsa;

/// For certificates alone, and only for a policy that asks for them.
#[cfg(feature = "sha1")]
pub(crate) const SHA1: &[&dyn SignatureVerificationAlgorithm] = &[ecdsa::P256_SHA1, rsa::PKCS1_SHA1];

/// All algorithms that are compiled in, but for SHA-1.
///
/// `mapping` is what peers are told to sign with, in order of preference. TLS 1.3 takes the first algorithm of a scheme;
/// in TLS 1.2 a scheme names no curve, only the hash function.
pub(super) const ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        ecdsa::P256_SHA256,
        #[cfg(feature = "sha384")]
        ecdsa::P256_SHA384,
        #[cfg(feature = "p384")]
        ecdsa::P384_SHA256,
        #[cfg(feature = "p384")]
        ecdsa::P384_SHA384,
        #[cfg(feature = "ed25519")]
        ed25519::ED25519,
        #[cfg(feature = "rsa")]
        rsa::PSS_SHA256,
        #[cfg(feature = "rsa")]
        rsa::PSS_SHA384,
        #[cfg(feature = "rsa")]
        rsa::PSS_SHA512,
        #[cfg(feature = "rsa")]
        rsa::PKCS1_SHA256,
        #[cfg(feature = "rsa")]
        rsa::PKCS1_SHA384,
        #[cfg(feature = "rsa")]
        rsa::PKCS1_SHA512,
        #[cfg(feature = "rsa")]
        rsa::PKCS1_SHA256_ABSENT_PARAMS,
        #[cfg(feature = "rsa")]
        rsa::PKCS1_SHA384_ABSENT_PARAMS,
        #[cfg(feature = "rsa")]
        rsa::PKCS1_SHA512_ABSENT_PARAMS,
    ],
    mapping: &[
        (
            SignatureScheme::ECDSA_NISTP256_SHA256,
            &[
                ecdsa::P256_SHA256,
                #[cfg(feature = "p384")]
                ecdsa::P384_SHA256,
            ],
        ),
        #[cfg(feature = "p384")]
        (SignatureScheme::ECDSA_NISTP384_SHA384, &[ecdsa::P384_SHA384, ecdsa::P256_SHA384]),
        #[cfg(feature = "ed25519")]
        (SignatureScheme::ED25519, &[ed25519::ED25519]),
        #[cfg(feature = "rsa")]
        (SignatureScheme::RSA_PSS_SHA256, &[rsa::PSS_SHA256]),
        #[cfg(feature = "rsa")]
        (SignatureScheme::RSA_PSS_SHA384, &[rsa::PSS_SHA384]),
        #[cfg(feature = "rsa")]
        (SignatureScheme::RSA_PSS_SHA512, &[rsa::PSS_SHA512]),
        #[cfg(feature = "rsa")]
        (SignatureScheme::RSA_PKCS1_SHA256, &[rsa::PKCS1_SHA256]),
        #[cfg(feature = "rsa")]
        (SignatureScheme::RSA_PKCS1_SHA384, &[rsa::PKCS1_SHA384]),
        #[cfg(feature = "rsa")]
        (SignatureScheme::RSA_PKCS1_SHA512, &[rsa::PKCS1_SHA512]),
    ],
};
