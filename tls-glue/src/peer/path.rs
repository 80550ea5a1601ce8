//! How the certificates that a peer sent hang together, by their names.

use alloc::vec::Vec;

use rustls_pki_types::{CertificateDer, TrustAnchor};

use super::certificate::{Certificate, PublicKey};
use super::reader::Reader;

/// Who issued a certificate.
#[derive(Debug, Clone, Copy)]
pub(super) enum Issuer<'a> {
    /// A trusted authority; its name, and its key unless that is of no known form.
    Trusted(&'a [u8], Option<PublicKey<'a>>),
    /// The holder of another certificate that the peer sent, at this position.
    Sent(usize, Certificate<'a>),
    /// Itself, and it is not trusted.
    Itself,
    /// Nobody who is known here.
    Unknown,
}

/// A certificate on the way to an authority.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    /// Where in what the peer sent; 0 is its own.
    pub(super) index: usize,
    pub(super) certificate: Certificate<'a>,
    pub(super) issuer: Issuer<'a>,
}

/// Follows the names of issuers from the peer's own certificate to an authority, or as far as that goes; as webpki
/// does, but without turning back.
pub(super) fn follow<'a>(chain: &[&'a CertificateDer<'a>], roots: &'a [TrustAnchor<'_>]) -> Vec<Step<'a>> {
    let mut unused: Vec<(usize, Certificate<'a>)> = chain
        .iter()
        .copied()
        .enumerate()
        .filter_map(|(index, der)| Some((index, Certificate::parse(der)?)))
        .collect();
    let mut steps = Vec::new();
    let mut next = unused.iter().position(|(index, _)| *index == 0);
    while let Some(position) = next {
        let (index, certificate) = unused.remove(position);
        next = None;
        let root = roots.iter().find(|root| root.subject.as_ref() == certificate.issuer);
        let issuer = if let Some(root) = root {
            Issuer::Trusted(&root.subject, PublicKey::parse(Reader::new(&root.subject_public_key_info)))
        } else if certificate.is_self_issued() {
            Issuer::Itself
        } else {
            next = unused.iter().position(|(_, other)| other.subject == certificate.issuer);
            next.and_then(|position| unused.get(position))
                .map_or(Issuer::Unknown, |(index, issuer)| Issuer::Sent(*index, *issuer))
        };
        steps.push(Step { index, certificate, issuer });
    }
    steps
}

impl<'a> Step<'a> {
    /// The issuer's key, if it is known.
    pub(super) const fn issuer_key(&self) -> Option<PublicKey<'a>> {
        match self.issuer {
            Issuer::Trusted(_, key) => key,
            Issuer::Sent(_, issuer) => Some(issuer.key),
            Issuer::Itself => Some(self.certificate.key),
            Issuer::Unknown => None,
        }
    }
}
