use alloc::{format, string::String, vec::Vec};
use core::fmt;

use rustls::server::ParsedCertificate;
use rustls::{CommonState, HandshakeKind, ProtocolVersion};
use rustls_pki_types::CertificateDer;
use tls_glue::Verification;

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    Tls12,
    /// TLS 1.3 (RFC 8446).
    Tls13,
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls12 => "1.2",
            Self::Tls13 => "1.3",
        })
    }
}

/// What a handshake has agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsInfo {
    /// The version of TLS.
    pub version: TlsVersion,
    /// The cipher suite by its IANA name, such as `TLS_AES_256_GCM_SHA384`.
    pub cipher_suite: String,
    /// The application protocol, if one was negotiated (ALPN).
    pub alpn: Option<Vec<u8>>,
    /// The peer's certificates in DER, leaf first; empty if it showed none.
    pub peer_certificates: Vec<Vec<u8>>,
    /// The peer's public key as a SubjectPublicKeyInfo in DER: that of its certificate, or the one that it showed without a
    /// certificate (RFC 7250).
    pub peer_public_key: Option<Vec<u8>>,
    /// Whether the peer proved who it is: its certificate chain was verified, or its key is trusted as such, and it holds
    /// the key.
    pub peer_verified: bool,
    /// What the verification of the peer came to. It may have failed, or not have taken place, only if the context says
    /// that this does not matter.
    pub verification: Verification,
    /// Whether this goes on with an earlier session: the peer was verified then, and no signature was made now.
    pub resumed: bool,
}

impl TlsInfo {
    pub(super) fn of(state: &CommonState, verification: Verification) -> Option<Self> {
        let version = match state.protocol_version()? {
            ProtocolVersion::TLSv1_2 => TlsVersion::Tls12,
            ProtocolVersion::TLSv1_3 => TlsVersion::Tls13,
            _ => return None,
        };
        // rustls marks the suites of TLS 1.3, the IANA names do not.
        let suite = format!("{:?}", state.negotiated_cipher_suite()?.suite()).replacen("TLS13_", "TLS_", 1);
        let (peer_certificates, peer_public_key) = peer(state.peer_certificates().unwrap_or_default());
        Some(Self {
            version,
            cipher_suite: suite,
            alpn: state.alpn_protocol().map(<[u8]>::to_vec),
            peer_verified: verification == Verification::Verified,
            peer_certificates,
            peer_public_key,
            verification,
            resumed: state.handshake_kind() == Some(HandshakeKind::Resumed),
        })
    }
}

/// The certificates and the key of a peer. A raw key stands in rustls where its certificate would, and is none.
fn peer(shown: &[CertificateDer<'_>]) -> (Vec<Vec<u8>>, Option<Vec<u8>>) {
    let Some(first) = shown.first() else { return (Vec::new(), None) };
    match ParsedCertificate::try_from(first) {
        Ok(leaf) => {
            (shown.iter().map(|der| der.to_vec()).collect(), Some(leaf.subject_public_key_info().to_vec()))
        }
        Err(_) => (Vec::new(), Some(first.to_vec())),
    }
}
