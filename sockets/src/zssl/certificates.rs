//! Certificates and keys from PEM or DER bytes.

use alloc::{string::ToString, vec, vec::Vec};

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::ConfigError;

/// DER begins with this (a SEQUENCE), and PEM never does.
const SEQUENCE: u8 = 0x30;

fn is_der(bytes: &[u8]) -> bool {
    bytes.first() == Some(&SEQUENCE)
}

/// Every certificate of a PEM text, or the one of a DER encoding; at least one.
pub(super) fn certificates(
    bytes: &[u8],
    purpose: &'static str,
) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    if is_der(bytes) {
        return Ok(vec![CertificateDer::from(bytes.to_vec())]);
    }
    let found = CertificateDer::pem_slice_iter(bytes)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reason| ConfigError::Pem { purpose, reason: reason.to_string() })?;
    if found.is_empty() { Err(ConfigError::NoCertificate(purpose)) } else { Ok(found) }
}

/// The first private key of a PEM text, or the one of a DER encoding (PKCS #8, SEC 1 or PKCS #1).
pub(super) fn private_key(bytes: &[u8]) -> Result<PrivateKeyDer<'static>, ConfigError> {
    if is_der(bytes) {
        return PrivateKeyDer::try_from(bytes.to_vec())
            .map_err(|reason| ConfigError::PrivateKey(reason.to_string()));
    }
    PrivateKeyDer::from_pem_slice(bytes).map_err(|reason| match reason {
        rustls_pki_types::pem::Error::NoItemsFound => ConfigError::NoPrivateKey,
        reason => ConfigError::Pem { purpose: "private key", reason: reason.to_string() },
    })
}
