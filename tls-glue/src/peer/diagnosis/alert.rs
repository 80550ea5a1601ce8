//! What the peer is told.

use rustls::{CertificateError, Error};

use super::Diagnosis;

impl Diagnosis {
    /// The error with which rustls sends the peer the alert of RFC 8446 6.2 that fits best. It is chosen for that
    /// alone, and says less than the diagnosis.
    ///
    /// * `certificate_expired` before and after its time;
    /// * `unknown_ca` when there is no acceptable way to a trusted authority;
    /// * `decrypt_error` for a handshake that is not signed by the certificate's key;
    /// * `unsupported_certificate` for the wrong purpose or algorithm;
    /// * `bad_certificate` for one that does not verify, is too weak, for other names or not understood.
    #[must_use]
    pub const fn to_rustls(&self) -> Error {
        Error::InvalidCertificate(match self {
            Self::Expired { .. } => CertificateError::Expired,
            Self::NotYetValid { .. } => CertificateError::NotValidYet,
            Self::SelfSigned { .. }
            | Self::UntrustedRoot { .. }
            | Self::UnknownIssuer { .. }
            | Self::IssuerIsNoAuthority { .. }
            | Self::PathLength
            | Self::TooDeep
            | Self::TooManyPaths => CertificateError::UnknownIssuer,
            Self::WrongKey => CertificateError::BadSignature,
            Self::WrongPurpose { .. } | Self::UnsupportedSignature { .. } => CertificateError::InvalidPurpose,
            Self::WrongName { .. } | Self::OnlyCommonName { .. } | Self::NameConstraints => {
                CertificateError::NotValidForName
            }
            Self::CriticalExtension { .. } => CertificateError::UnhandledCriticalExtension,
            Self::WrongIssuerKey { .. }
            | Self::RsaTooSmall { .. }
            | Self::Sha1 { .. }
            | Self::AuthorityAsPeer
            | Self::Malformed { .. }
            | Self::Other(_) => CertificateError::BadEncoding,
        })
    }
}
