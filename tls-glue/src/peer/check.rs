//! The check itself, which webpki does, within the limits of a policy.

use alloc::{borrow::Cow, vec::Vec};
use core::cell::RefCell;

use rustls_pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

use super::certificate::{Certificate, PublicKey, display_name};
use super::effort;
use super::explain::explain;
use super::reader::{Reader, SEQUENCE, inside};
use super::{Clock, Diagnosis, Position, VerifyPolicy};
use crate::{ElementFailure, Mark, Provider};

/// What the peer's certificates are to prove.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Purpose<'a> {
    /// That it is the server of this name.
    Server(&'a ServerName<'a>),
    /// That it is a client of a trusted authority.
    Client,
}

/// Certificates under examination.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain<'a> {
    pub(super) own: &'a CertificateDer<'a>,
    pub(super) others: &'a [CertificateDer<'a>],
}

/// What certificates are examined with.
pub(super) struct Bench<'a> {
    pub(super) roots: &'a [TrustAnchor<'static>],
    pub(super) algorithms: Cow<'a, [&'static dyn SignatureVerificationAlgorithm]>,
    pub(super) policy: VerifyPolicy,
    /// Whose element may be among the algorithms, and may fail.
    pub(super) provider: &'a Provider,
    pub(super) since: Mark,
}

impl<'a> Chain<'a> {
    pub(super) fn all(&self) -> Vec<&'a CertificateDer<'a>> {
        core::iter::once(self.own).chain(self.others).collect()
    }

    /// The others, each once, however often it was sent: webpki would look at it again each time.
    fn others_once(&self) -> Vec<CertificateDer<'a>> {
        let mut once: Vec<CertificateDer<'a>> = Vec::with_capacity(self.others.len());
        for other in self.others {
            if !once.contains(other) {
                once.push(CertificateDer::from(other.as_ref()));
            }
        }
        once
    }

    /// Where the certificate with this encoding is.
    fn position(&self, der: &[u8]) -> Position {
        let others = self.others.iter().position(|other| other.as_ref() == der);
        Position::at(others.map_or(0, |index| index.saturating_add(1)))
    }

    /// When the youngest certificate began.
    fn youngest(&self) -> Option<UnixTime> {
        self.all().iter().filter_map(|der| Certificate::parse(der)).map(|parsed| parsed.not_before).max()
    }
}

impl Bench<'_> {
    /// Whether `chain` holds, at the time `now` or, without one, by the policy for an unknown time.
    pub(super) fn check(
        &self,
        chain: Chain<'_>,
        purpose: Purpose<'_>,
        now: Option<UnixTime>,
    ) -> Result<(), Diagnosis> {
        let own = EndEntityCert::try_from(chain.own).map_err(|error| explain(&error, chain, self))?;
        let others = chain.others_once();
        if !effort::is_bounded(&own, &others, self.roots) {
            return Err(Diagnosis::TooManyPaths);
        }
        let too_small = RefCell::new(None);
        let sizes = |path: &VerifiedPath<'_>| match self.small_key(path, chain) {
            None => Ok(()),
            found => {
                too_small.replace(found);
                // There may be another way to an authority.
                Err(webpki::Error::UnknownIssuer)
            }
        };
        let usage = match purpose {
            Purpose::Server(_) => KeyUsage::server_auth(),
            Purpose::Client => KeyUsage::client_auth(),
        };
        let time = self.time(chain, now);
        own.verify_for_usage(&self.algorithms, self.roots, &others, time, usage, None, Some(&sizes))
            .map_err(|error| too_small.take().unwrap_or_else(|| explain(&error, chain, self)))?;
        if let Purpose::Server(name) = purpose {
            own.verify_is_valid_for_subject_name(name).map_err(|error| explain(&error, chain, self))?;
        }
        Ok(())
    }

    /// What the element could not do during this.
    pub(super) fn failure(&self) -> Option<ElementFailure> {
        self.provider.failure_since(self.since)
    }

    fn time(&self, chain: Chain<'_>, now: Option<UnixTime>) -> UnixTime {
        let floor = match self.policy.clock {
            Clock::Unknown { not_before } => not_before,
            Clock::Trusted => UnixTime::since_unix_epoch(core::time::Duration::ZERO),
        };
        now.unwrap_or_else(|| chain.youngest().map_or(floor, |youngest| youngest.max(floor)))
    }

    /// The RSA key of a verified path that is too small.
    fn small_key(&self, path: &VerifiedPath<'_>, chain: Chain<'_>) -> Option<Diagnosis> {
        let minimum = self.policy.rsa_minimum();
        let small =
            |key: Option<PublicKey<'_>>| key.and_then(|key| key.rsa_bits()).filter(|bits| *bits < minimum);
        core::iter::once::<&webpki::Cert<'_>>(path.end_entity())
            .chain(path.intermediate_certificates())
            .find_map(|certificate| {
                let spki = certificate.subject_public_key_info();
                let bits = small(inside(&spki, SEQUENCE).and_then(PublicKey::parse))?;
                Some((chain.position(&certificate.der()), bits))
            })
            .or_else(|| {
                let root = path.anchor();
                let bits = small(PublicKey::parse(Reader::new(&root.subject_public_key_info)))?;
                Some((Position::Root(display_name(&root.subject)), bits))
            })
            .map(|(position, bits)| Diagnosis::RsaTooSmall { position, bits, minimum })
    }
}
