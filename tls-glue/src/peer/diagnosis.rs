//! What is wrong with a peer's certificates, each cause by itself.

mod alert;
mod display;

use alloc::{string::String, vec::Vec};

use rustls_pki_types::UnixTime;

/// Which certificate is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Position {
    /// The peer's own.
    Own,
    /// The one at this position of what the peer sent, where its own is 0.
    Chain(usize),
    /// That of the trusted authority of this name.
    Root(String),
}

impl Position {
    pub(super) const fn at(index: usize) -> Self {
        if index == 0 { Self::Own } else { Self::Chain(index) }
    }
}

/// Why a peer's certificates are not accepted.
///
/// Names in it were chosen by the peer; they are cut to a reasonable length and hold no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Diagnosis {
    /// A certificate has expired.
    Expired {
        /// Which.
        position: Position,
        /// Its last moment.
        not_after: UnixTime,
    },
    /// A certificate is not valid yet.
    NotYetValid {
        /// Which.
        position: Position,
        /// Its first moment.
        not_before: UnixTime,
    },
    /// The server's certificate is for other names.
    WrongName {
        /// The name expected.
        expected: String,
        /// The names in the certificate.
        presented: Vec<String>,
    },
    /// The server's certificate has its name only where names were before RFC 2818 (2000).
    OnlyCommonName {
        /// The name expected.
        expected: String,
        /// What stands there.
        common_name: String,
    },
    /// The peer made its certificate itself.
    SelfSigned {
        /// Whose certificate it says it is.
        subject: String,
    },
    /// The chain ends at an authority that is not trusted.
    UntrustedRoot {
        /// Its name.
        root: String,
    },
    /// A certificate comes from somebody who is neither trusted nor vouched for in the chain: its authority is not
    /// trusted, or the peer does not send all that lies between.
    UnknownIssuer {
        /// Which certificate.
        position: Position,
        /// The name of its issuer.
        issuer: String,
    },
    /// There is an issuer of the right name, but the certificate is not signed with its key.
    WrongIssuerKey {
        /// Which certificate.
        position: Position,
        /// The name of its issuer.
        issuer: String,
    },
    /// An RSA key is too small.
    RsaTooSmall {
        /// Whose.
        position: Position,
        /// Its size (bits).
        bits: usize,
        /// The smallest acceptable size (bits).
        minimum: usize,
    },
    /// A certificate is signed with SHA-1.
    Sha1 {
        /// Which.
        position: Position,
    },
    /// A certificate has a signature of a kind, or by a key of a kind, that the crypto provider cannot verify.
    UnsupportedSignature {
        /// Which.
        position: Position,
        /// The signature's algorithm (OID).
        signature: String,
        /// The algorithm of the issuer's key (OID), if that is what does not fit.
        key: Option<String>,
    },
    /// The handshake is not signed by the key in the peer's certificate.
    WrongKey,
    /// A certificate is not for this side of TLS (extended key usage).
    WrongPurpose {
        /// Which.
        position: Position,
    },
    /// An authority of the chain may not issue certificates for such names (name constraints).
    NameConstraints,
    /// An authority of the chain may not have so many others below it (path length).
    PathLength,
    /// There are more certificates between the peer and any trusted authority than is looked at.
    TooDeep,
    /// The certificates that the peer sent vouch for each other in too many ways to look at all of them.
    TooManyPaths,
    /// The peer shows the certificate of an authority as its own.
    AuthorityAsPeer,
    /// A certificate was issued by somebody who is no authority.
    IssuerIsNoAuthority {
        /// Which.
        position: Position,
    },
    /// A certificate has a critical extension of unknown meaning.
    CriticalExtension {
        /// Which.
        position: Position,
    },
    /// A certificate cannot be read.
    Malformed {
        /// Which.
        position: Position,
    },
    /// Something rare.
    Other(String),
}
