use alloc::{format, string::String, vec::Vec};
use core::{fmt, net};

use rustls::{AlertDescription, CertificateError, PeerIncompatible};
use rustls_pki_types::{IpAddr, ServerName};
use tls_glue::{ElementFailure, Mark, Provider};

use crate::Errno;

/// Why a secure session cannot be made or does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsError {
    /// The peer's certificate comes from an authority that the context does not trust.
    UnknownIssuer,
    /// The peer's certificate has expired.
    Expired,
    /// The peer's certificate is not valid yet.
    NotYetValid,
    /// The server's certificate is for other names than the one expected.
    NameMismatch {
        /// The name that the context expects.
        expected: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// A signature does not verify: of the certificate, by a trusted authority of the right name but with another
    /// key, or of the handshake, by the key in the certificate.
    BadSignature,
    /// The peer shows a key without a certificate, and that key is not among those trusted.
    UntrustedKey,
    /// The peer's certificate is unusable for another reason.
    Certificate(String),
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

    /// As [`from_rustls`](Self::from_rustls), unless it was `provider`'s element that failed after `mark`: rustls then
    /// says that a signature is bad, or that there are no random numbers.
    pub(super) fn of_step(error: &rustls::Error, greeted: bool, provider: &Provider, mark: Mark) -> Self {
        let silent =
            matches!(error, rustls::Error::InvalidCertificate(_) | rustls::Error::FailedToGetRandomBytes);
        match provider.failure_since(mark) {
            Some(failure) if silent => Self::Element(failure),
            _ => Self::from_rustls(error, greeted),
        }
    }

    /// Sorts a rustls error. `greeted` says whether the peer has spoken TLS before.
    fn from_rustls(error: &rustls::Error, greeted: bool) -> Self {
        if let Some(failure) = ElementFailure::of(error) {
            return Self::Element(failure);
        }
        match error {
            rustls::Error::InvalidCertificate(reason) => Self::certificate(reason),
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

    fn certificate(reason: &CertificateError) -> Self {
        match reason {
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::BadSignature => Self::BadSignature,
            CertificateError::ApplicationVerificationFailure => Self::UntrustedKey,
            CertificateError::NotValidForNameContext { expected, presented } => {
                Self::NameMismatch { expected: server_name(expected), presented: presented.clone() }
            }
            reason => Self::Certificate(printable(&format!("{reason}"))),
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

/// Names of a certificate that are shown; one with more is not worth a longer line.
const MAX_NAMES: usize = 5;

/// The names of a certificate, which its owner chose: some of them, without the parser's wrapping.
fn names(f: &mut fmt::Formatter<'_>, presented: &[String]) -> fmt::Result {
    if presented.is_empty() {
        return f.write_str("no name at all");
    }
    for (index, name) in presented.iter().take(MAX_NAMES).enumerate() {
        let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}{}", printable(inner.trim_matches('"')))?;
    }
    match presented.len() - presented.len().min(MAX_NAMES) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

/// A text that a peer may have had a hand in, on one line of reasonable length, with nothing that a terminal obeys.
fn printable(text: &str) -> String {
    const MAX_CHARACTERS: usize = 200;
    let plain = |c: char| if c.is_control() { '?' } else { c };
    let mut shown: String = text.chars().take(MAX_CHARACTERS).map(plain).collect();
    if text.chars().count() > MAX_CHARACTERS {
        shown.push_str("...");
    }
    shown
}

fn server_name(name: &ServerName<'_>) -> String {
    match name {
        ServerName::DnsName(name) => name.as_ref().into(),
        ServerName::IpAddress(IpAddr::V4(ip)) => format!("{}", net::Ipv4Addr::from(*ip.as_ref())),
        ServerName::IpAddress(IpAddr::V6(ip)) => format!("{}", net::Ipv6Addr::from(*ip.as_ref())),
        name => format!("{name:?}"),
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
            Self::UnknownIssuer => {
                "the peer's certificate comes from an authority that is not trusted here; check the trust roots"
            }
            Self::Expired => "the peer's certificate has expired; check it, and the clock of this host",
            Self::NotYetValid => {
                "the peer's certificate is not valid yet; check it, and the clock of this host"
            }
            Self::BadSignature => {
                "the peer's certificate does not come from the trusted authority of that name, \
                 or the peer does not hold its key; check the trust roots"
            }
            Self::UntrustedKey => "the peer's key is not among those that are trusted here; check the trusted keys",
            Self::NoPeerCertificate => "the peer showed no certificate, but one is required",
            Self::Truncated => "the stream was cut off: it ended without the peer closing the session",
            Self::ClosedDuringHandshake => {
                "the peer closed the connection during the handshake without saying why"
            }
            Self::NotTls => "the peer does not speak TLS; check the port",
            Self::ElementBusy => "other handshakes kept the crypto element busy; try again",
            Self::TooManyHandshakes => {
                "the peer was turned away: too many handshakes wait for the crypto element already"
            }
            Self::Deadline => "the peer did not finish the handshake in time",
            Self::NameMismatch { expected, presented } => {
                write!(f, "the server's certificate is not for `{expected}` but for ")?;
                return names(f, presented);
            }
            Self::Certificate(reason) => {
                return write!(f, "the peer's certificate cannot be accepted: {reason}");
            }
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

    #[test]
    fn what_a_peer_chose_stays_on_one_line_of_reasonable_length() {
        let presented = alloc::vec!["DnsName(\"a\nerror: fake\u{1b}[31m\")".into(); 3_000];
        let text = format!("{}", TlsError::NameMismatch { expected: "localhost".into(), presented });
        let start = "the server's certificate is not for `localhost` but for a?error: fake?[31m, ";
        assert!(text.starts_with(start), "{text}");
        assert!(text.ends_with(" and 2995 more") && text.len() < 300, "{text}");
        assert!(!text.contains(char::is_control), "{text}");
        let presented = alloc::vec!["DnsName(\"other.example\")".into(), "IpAddress(127.0.0.1)".into()];
        let text = format!("{}", TlsError::NameMismatch { expected: "x".into(), presented });
        assert_eq!(text, "the server's certificate is not for `x` but for other.example, 127.0.0.1");
        assert!(printable(&"x".repeat(1_000)).len() < 210);
    }
}
