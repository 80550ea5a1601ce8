use alloc::{format, string::String};
use core::fmt;

use rustls::{AlertDescription, CertificateError, PeerIncompatible};
use tls_glue::{Diagnosis, ElementFailure, Verification, printable};

use crate::Errno;

/// Why a secure session cannot be made or does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsError {
    /// The peer's certificate cannot be accepted, for this reason.
    Certificate(Diagnosis),
    /// The peer shows a key without a certificate, and that key is not among those trusted.
    UntrustedKey,
    /// The peer showed no certificate although the context requires one.
    NoPeerCertificate,
    /// The peer refused our certificate, or the lack of one, with this alert.
    CertificateRefused(String),
    /// The peer ended the session with this alert.
    Alert(String),
    /// The stream ended without a close_notify: somebody may have cut it off.
    Truncated,
    /// The peer closed the connection before the handshake was done.
    ClosedDuringHandshake,
    /// What the peer sends is not TLS.
    NotTls,
    /// The peer sent a record, or during the handshake a message, that is longer than the context accepts.
    TooLong,
    /// The handshake was not done when its deadline passed.
    Deadline,
    /// The peer and the context have no version, cipher suite, signature scheme or server name in common.
    Incompatible(String),
    /// Other handshakes had the crypto element until the deadline, or this one may not wait for it.
    ElementBusy,
    /// So many handshakes wait for the crypto element that this one was turned away.
    TooManyHandshakes,
    /// The crypto element did not do its part; nothing is known about the peer.
    Element(ElementFailure),
    /// The protocol was broken, or something that has no case of its own happened.
    Protocol(String),
}

impl TlsError {
    pub(crate) const fn errno(&self) -> Errno {
        match self {
            Self::Truncated | Self::ClosedDuringHandshake => Errno::ECONNABORTED,
            Self::Deadline => Errno::ETIMEDOUT,
            Self::ElementBusy | Self::TooManyHandshakes => Errno::EBUSY,
            Self::Element(_) => Errno::EIO,
            _ => Errno::EPROTO,
        }
    }

    /// Sorts what rustls says of a step. It says little of a bad certificate, of which `verification` may know more;
    /// and if the element `failed` meanwhile, it takes that for a bad signature, or says that there are no random
    /// numbers.
    pub(super) fn of_step(
        error: &rustls::Error,
        greeted: bool,
        failed: Option<ElementFailure>,
        verification: Option<Verification>,
    ) -> Self {
        match (error, failed, verification) {
            (
                rustls::Error::InvalidCertificate(_) | rustls::Error::FailedToGetRandomBytes,
                Some(failure),
                _,
            ) => Self::Element(failure),
            (rustls::Error::InvalidCertificate(_), None, Some(Verification::Failed(diagnosis))) => {
                Self::Certificate(diagnosis)
            }
            _ => Self::from_rustls(error, greeted),
        }
    }

    /// Sorts a rustls error. `greeted` says whether the peer has spoken TLS before.
    fn from_rustls(error: &rustls::Error, greeted: bool) -> Self {
        if let Some(failure) = ElementFailure::of(error) {
            return Self::Element(failure);
        }
        match error {
            rustls::Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure) => {
                Self::UntrustedKey
            }
            rustls::Error::InvalidCertificate(reason) => {
                Self::Certificate(Diagnosis::Other(printable(&format!("{reason}"))))
            }
            rustls::Error::NoCertificatesPresented => Self::NoPeerCertificate,
            rustls::Error::AlertReceived(alert) => Self::alert(*alert),
            rustls::Error::PeerIncompatible(reason) => Self::Incompatible(incompatible(reason)),
            rustls::Error::InvalidMessage(_) if !greeted => Self::NotTls,
            // Only a server that refuses unknown names has none to show.
            rustls::Error::General(text) if text == NO_CERTIFICATE => {
                Self::Incompatible("no server name".into())
            }
            rustls::Error::General(text) => Self::Protocol(printable(text)),
            error => Self::Protocol(printable(&format!("{error}"))),
        }
    }

    fn alert(alert: AlertDescription) -> Self {
        let name = alert_name(alert);
        match alert {
            AlertDescription::NoCertificate
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            | AlertDescription::CertificateRequired => Self::CertificateRefused(name),
            _ => Self::Alert(name),
        }
    }
}

/// What rustls says when a server's resolver finds nothing.
const NO_CERTIFICATE: &str = "no server certificate chain resolved";

fn incompatible(reason: &PeerIncompatible) -> String {
    match reason {
        PeerIncompatible::NoCipherSuitesInCommon => "no cipher suite".into(),
        PeerIncompatible::NoSignatureSchemesInCommon => "no signature scheme".into(),
        PeerIncompatible::IncorrectCertificateTypeExtension
        | PeerIncompatible::UnsolicitedCertificateTypeExtension => {
            "no certificate type (X.509 or raw public keys)".into()
        }
        PeerIncompatible::NoKxGroupsInCommon => "no key exchange group".into(),
        PeerIncompatible::SupportedVersionsExtensionRequired
        | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
        | PeerIncompatible::ServerDoesNotSupportTls12Or13
        | PeerIncompatible::Tls12NotOffered
        | PeerIncompatible::Tls12NotOfferedOrEnabled
        // A client so old that it does not name its signature schemes.
        | PeerIncompatible::SignatureAlgorithmsExtensionRequired
        | PeerIncompatible::Tls13RequiredForQuic => "no TLS version".into(),
        reason => format!("no setting ({reason:?})"),
    }
}

/// The name of an alert as RFC 8446 writes it: `certificate_required`.
fn alert_name(alert: AlertDescription) -> String {
    let mut name = String::new();
    let mut after_lower = false;
    for letter in format!("{alert:?}").chars() {
        if letter.is_ascii_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = letter.is_ascii_lowercase();
        name.push(letter.to_ascii_lowercase());
    }
    name
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UntrustedKey => {
                "the peer's key is not among those that are trusted here; check the trusted keys"
            }
            Self::NoPeerCertificate => "the peer showed no certificate, but one is required",
            Self::Truncated => "the stream was cut off: it ended without the peer closing the session",
            Self::ClosedDuringHandshake => {
                "the peer closed the connection during the handshake without saying why"
            }
            Self::NotTls => "the peer does not speak TLS; check the port",
            Self::TooLong => {
                "the peer sends longer records than are accepted here; limit them there, or accept longer ones \
                 (max_received_len, ZERYNTH_SSL_IN_CONTENT_LEN)"
            }
            Self::ElementBusy => "other handshakes kept the crypto element busy; try again",
            Self::TooManyHandshakes => {
                "the peer was turned away: too many handshakes wait for the crypto element already"
            }
            Self::Deadline => "the peer did not finish the handshake in time",
            Self::Certificate(diagnosis) => return diagnosis.fmt(f),
            Self::CertificateRefused(alert) => {
                return write!(f, "the peer refused our certificate: alert {alert}");
            }
            Self::Alert(alert) => return write!(f, "the peer ended the session: alert {alert}"),
            Self::Incompatible(what) => return write!(f, "the peer has {what} in common with us"),
            Self::Element(failure) => return failure.fmt(f),
            Self::Protocol(text) => text,
        })
    }
}

impl core::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Element(failure) => Some(failure),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_have_the_names_of_the_standard() {
        assert_eq!(alert_name(AlertDescription::CertificateRequired), "certificate_required");
        assert_eq!(alert_name(AlertDescription::UnknownCA), "unknown_ca");
        assert_eq!(alert_name(AlertDescription::HandshakeFailure), "handshake_failure");
    }
}
