//! What is wrong, in words that say what to do.

use alloc::string::String;
use core::fmt;

use super::super::date::Day;
use super::{Diagnosis, Position};

/// Names of a certificate that are shown; one with more is not worth a longer line.
const MAX_NAMES: usize = 5;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("the peer's certificate"),
            Self::Chain(index) => write!(f, "certificate {index} of the peer's chain (0 is its own)"),
            Self::Root(name) => write!(f, "the certificate of the trusted authority `{name}`"),
        }
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { position, not_after } => {
                write!(
                    f,
                    "{position} has expired on {}; check it, and the clock of this host",
                    Day(*not_after)
                )
            }
            Self::NotYetValid { position, not_before } => write!(
                f,
                "{position} is not valid yet, but from {} on; check it, and the clock of this host",
                Day(*not_before),
            ),
            Self::WrongName { expected, presented } => {
                write!(f, "the server's certificate is not for `{expected}` but for ")?;
                names(f, presented)
            }
            Self::OnlyCommonName { expected, common_name } => write!(
                f,
                "the server's certificate is not for `{expected}`: it names `{common_name}` only as its common \
                 name, which does not count; have it issued with a subject alternative name",
            ),
            Self::RsaTooSmall { position, bits, minimum } => write!(
                f,
                "{position} has an RSA key of {bits} bits, less than the {minimum} asked for here; \
                 have it issued for a larger key",
            ),
            Self::Sha1 { position } => {
                write!(
                    f,
                    "{position} is signed with SHA-1, which is not accepted; have it issued with SHA-256"
                )
            }
            Self::UnsupportedSignature { position, signature, key } => {
                write!(f, "{position} has a signature of a kind ({signature}")?;
                key.as_ref().map_or(Ok(()), |key| write!(f, " by a key of kind {key}"))?;
                f.write_str(
                    ") that the crypto provider cannot verify; have it issued with ECDSA or RSA and SHA-256",
                )
            }
            Self::CriticalExtension { position } => {
                write!(f, "{position} has a critical extension that is not understood here")
            }
            Self::Malformed { position } => {
                write!(f, "{position} cannot be read: it is no X.509 v3 certificate in DER")
            }
            Self::Other(what) => write!(f, "the peer's certificate cannot be accepted: {what}"),
            issuer => issuer.issuer(f),
        }
    }
}

impl Diagnosis {
    /// What is wrong with who issued what.
    fn issuer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelfSigned { subject } => write!(
                f,
                "the peer's certificate, for `{subject}`, is signed by itself and not trusted here; \
                 have an authority issue one, or trust this very certificate",
            ),
            Self::UntrustedRoot { root } => write!(
                f,
                "the peer's certificate comes from the authority `{root}`, which is not trusted here; \
                 check the trust roots",
            ),
            Self::UnknownIssuer { position, issuer } => write!(
                f,
                "{position} comes from `{issuer}`, an authority that is neither trusted here nor in the peer's chain; \
                 check the trust roots, or have the peer send the intermediate certificates",
            ),
            Self::WrongIssuerKey { position, issuer } => write!(
                f,
                "{position} is not signed with the key that is known here of its issuer `{issuer}`: \
                 the authority has another key by now, or the certificate is forged; check the trust roots",
            ),
            Self::WrongPurpose { position } => write!(
                f,
                "{position} is not for this side of TLS; have it issued with the extended key usage \
                 serverAuth for a server, clientAuth for a client",
            ),
            Self::IssuerIsNoAuthority { position } => write!(
                f,
                "{position} was issued with a certificate that is not an authority's (basic constraints without CA)",
            ),
            fixed => f.write_str(fixed.fixed()),
        }
    }

    const fn fixed(&self) -> &'static str {
        match self {
            Self::WrongKey => {
                "the peer does not hold the key of its certificate: the handshake is not signed with it"
            }
            Self::NameConstraints => {
                "an authority in the peer's chain may not issue certificates for these names (name constraints)"
            }
            Self::PathLength => {
                "an authority in the peer's chain may not have that many authorities below it (path length)"
            }
            Self::TooDeep => {
                "the peer's chain has too many intermediate certificates; at most 6 are followed"
            }
            Self::TooManyPaths => {
                "the peer's certificates vouch for each other in more ways than are looked at; \
                 have it send only the chain that leads to its authority"
            }
            Self::AuthorityAsPeer => {
                "the peer shows the certificate of an authority (basic constraints with CA) as its own; \
                 have that authority issue one for the peer"
            }
            _ => "the peer's certificate cannot be accepted",
        }
    }
}

fn names(f: &mut fmt::Formatter<'_>, presented: &[String]) -> fmt::Result {
    if presented.is_empty() {
        return f.write_str("no name at all");
    }
    for (index, name) in presented.iter().take(MAX_NAMES).enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}{name}")?;
    }
    match presented.len().saturating_sub(MAX_NAMES) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

impl core::error::Error for Diagnosis {}
