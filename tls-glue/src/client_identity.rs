//! Which certificate a client shows.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec, vec::Vec};

use rustls::client::ResolvesClientCert;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{DistinguishedName, SignatureAlgorithm, SignatureScheme};
use rustls_pki_types::CertificateDer;

use crate::Error;
use crate::identity::parsed;

/// A client's certificate and key, or several of them, whatever kind of keys those are.
///
/// When the server has no use for any, rustls would go on without a certificate and leave the caller to guess why the
/// server refused. Here the handshake fails and says so.
#[derive(Debug)]
pub struct ClientIdentity {
    candidates: Vec<Candidate>,
    raw: bool,
}

#[derive(Debug)]
struct Candidate {
    certified: Arc<CertifiedKey>,
    /// Who issued the certificates of the chain, as servers name authorities.
    issuers: Vec<DistinguishedName>,
}

impl ClientIdentity {
    /// Shows `certified` to every server that asks for a certificate, whatever authorities that names.
    #[must_use]
    pub fn new(certified: Arc<CertifiedKey>) -> Self {
        Self { candidates: vec![Candidate { certified, issuers: Vec::new() }], raw: false }
    }

    /// Shows a raw public key (RFC 7250), as [`raw_key`](crate::raw_key()) makes it, to servers that want such a thing, in
    /// TLS 1.3.
    #[must_use]
    pub fn raw(key: Arc<CertifiedKey>) -> Self {
        Self { raw: true, ..Self::new(key) }
    }

    /// Shows the first of `identities` that comes from an authority that the server names, if it names any, and that
    /// has a signature scheme in common with it. A single one is shown as by [`new`](Self::new), and with none the
    /// client goes without.
    ///
    /// # Errors
    /// [`Error::Certificate`] for a certificate that cannot be parsed.
    pub fn one_of(identities: impl IntoIterator<Item = Arc<CertifiedKey>>) -> Result<Self, Error> {
        let candidate = |certified: Arc<CertifiedKey>| {
            let issuers = issuers(&certified.cert)?;
            Ok(Candidate { certified, issuers })
        };
        let candidates = identities.into_iter().map(candidate).collect::<Result<_, _>>()?;
        Ok(Self { candidates, raw: false })
    }

    fn choose(&self, authorities: &[&[u8]], offered: &[SignatureScheme]) -> Result<&Candidate, Refusal> {
        let usable = |candidate: &&Candidate| candidate.certified.key.choose_scheme(offered).is_some();
        let first = self.candidates.iter().find(usable).ok_or(Refusal::NoCommonScheme)?;
        if authorities.is_empty() || self.candidates.len() == 1 {
            return Ok(first);
        }
        let known = |candidate: &&Candidate| {
            candidate.issuers.iter().any(|issuer| authorities.contains(&issuer.as_ref()))
        };
        self.candidates.iter().filter(usable).find(known).ok_or(Refusal::NoCommonAuthority)
    }
}

impl ResolvesClientCert for ClientIdentity {
    fn resolve(&self, authorities: &[&[u8]], offered: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // Who has no identity at all may still be welcome.
        self.has_certs().then(|| match self.choose(authorities, offered) {
            Ok(candidate) => Arc::clone(&candidate.certified),
            // Nothing about us is told to a server with which we go no further.
            Err(refusal) => Arc::new(CertifiedKey::new(Vec::new(), Arc::new(refusal))),
        })
    }

    fn has_certs(&self) -> bool {
        !self.candidates.is_empty()
    }

    fn only_raw_public_keys(&self) -> bool {
        self.raw
    }
}

fn issuers(chain: &[CertificateDer<'_>]) -> Result<Vec<DistinguishedName>, Error> {
    let issuer = |(position, certificate)| {
        parsed(position, certificate).map(|parsed| DistinguishedName::in_sequence(parsed.issuer()))
    };
    chain.iter().enumerate().map(issuer).collect()
}

/// Stands in for a key that the server has no use for: it signs nothing and says why.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    NoCommonScheme,
    NoCommonAuthority,
}

impl SigningKey for Refusal {
    fn choose_scheme(&self, _offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(*self))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for Refusal {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let text = match self {
            Self::NoCommonScheme => {
                "the server asks for a certificate but accepts no signature scheme of our key; \
                 allow ecdsa_secp256r1_sha256 there for a P-256 key"
            }
            Self::NoCommonAuthority => {
                "the server asks for a certificate of other authorities than issued ours; \
                 give the identity that it wants, or a single one"
            }
        };
        Err(rustls::Error::General(text.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}
