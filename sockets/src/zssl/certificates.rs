//! Certificates and keys from PEM or DER bytes.

use alloc::{string::String, string::ToString, vec, vec::Vec};

use rustls_pki_types::pem::{Error, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};

use crate::ConfigError;

/// DER begins with this (a SEQUENCE), and PEM never does.
const SEQUENCE: u8 = 0x30;

/// Some editors begin a text with this; the parser would pass over its first section.
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

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
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let found = CertificateDer::pem_slice_iter(text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reason| pem(purpose, &reason))?;
    if found.is_empty() { Err(ConfigError::NoCertificate(purpose)) } else { Ok(found) }
}

/// The first private key of a PEM text, or the one of a DER encoding (PKCS #8, SEC 1 or PKCS #1).
pub(super) fn private_key(bytes: &[u8]) -> Result<PrivateKeyDer<'static>, ConfigError> {
    if is_der(bytes) {
        return PrivateKeyDer::try_from(bytes.to_vec())
            .map_err(|reason| ConfigError::PrivateKey(reason.to_string()));
    }
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    PrivateKeyDer::from_pem_slice(text).map_err(|reason| match reason {
        Error::NoItemsFound => ConfigError::NoPrivateKey,
        reason => pem("private key", &reason),
    })
}

/// Every public key of a PEM text, or the one of a DER encoding (SubjectPublicKeyInfo); at least one.
pub(super) fn public_keys(bytes: &[u8]) -> Result<Vec<SubjectPublicKeyInfoDer<'static>>, ConfigError> {
    if is_der(bytes) {
        return Ok(vec![SubjectPublicKeyInfoDer::from(bytes.to_vec())]);
    }
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let found = SubjectPublicKeyInfoDer::pem_slice_iter(text)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|reason| pem("trusted keys", &reason))?;
    if found.is_empty() { Err(ConfigError::NoPublicKey) } else { Ok(found) }
}

fn pem(purpose: &'static str, reason: &Error) -> ConfigError {
    let reason = match reason {
        Error::MissingSectionEnd { end_marker } => {
            alloc::format!("the line `-----END {}-----` is missing", String::from_utf8_lossy(end_marker))
        }
        Error::IllegalSectionStart { line } => {
            alloc::format!("`{}` begins nothing", String::from_utf8_lossy(line).trim_end())
        }
        Error::Base64Decode(_) => "what is between the lines BEGIN and END is not base64".into(),
        reason => reason.to_string(),
    };
    ConfigError::Pem { purpose, reason }
}
