//! Which certificate a server shows.

use alloc::{string::String, sync::Arc, vec, vec::Vec};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::ServerName;

use crate::Error;
use crate::identity::parsed;

/// A server's certificates and keys, of which each client sees the one that fits, whatever kind of keys those are.
///
/// The client names the server that it means (SNI, RFC 6066 3); the names of a certificate are those of its
/// subjectAltName, where `*.example.org` stands for one label, and an exact name comes before such a one. Of several
/// that fit, the first one that has a signature scheme in common with the client is shown.
#[derive(Debug)]
pub struct ServerIdentity {
    candidates: Vec<Candidate>,
    unknown_names: bool,
    raw: bool,
}

#[derive(Debug)]
struct Candidate {
    certified: Arc<CertifiedKey>,
    /// As they stand in the certificate, wildcards included.
    names: Vec<String>,
}

impl ServerIdentity {
    /// Shows one of `identities`. Clients that name no server, or one that no certificate is for, see the first.
    ///
    /// # Errors
    /// [`Error::EmptyChain`] for an identity without a certificate, [`Error::Certificate`] for one that cannot be parsed.
    pub fn one_of(identities: impl IntoIterator<Item = Arc<CertifiedKey>>) -> Result<Self, Error> {
        let candidates = identities.into_iter().map(Candidate::new).collect::<Result<_, _>>()?;
        Ok(Self { candidates, unknown_names: true, raw: false })
    }

    /// Shows a raw public key (RFC 7250), as [`raw_key`](crate::raw_key()) makes it, to clients that want such a thing, in
    /// TLS 1.3. It is for every name.
    #[must_use]
    pub fn raw(key: Arc<CertifiedKey>) -> Self {
        let candidate = Candidate { certified: key, names: Vec::new() };
        Self { candidates: vec![candidate], unknown_names: true, raw: true }
    }

    /// Refuses clients that name a server that no certificate is for (alert access_denied). Clients that name none still
    /// see the first identity.
    #[must_use]
    pub const fn refuse_unknown_names(mut self) -> Self {
        self.unknown_names = false;
        self
    }

    /// Those that fit the name, best first.
    fn named(&self, name: &str) -> Vec<&Candidate> {
        let (mut exact, others): (Vec<_>, Vec<_>) =
            self.candidates.iter().partition(|candidate| candidate.is_named(name));
        if let Ok(name) = ServerName::try_from(name) {
            exact.extend(others.into_iter().filter(|candidate| candidate.is_for(&name)));
        }
        exact
    }

    fn fitting(&self, name: Option<&str>) -> Vec<&Candidate> {
        let named = name.map(|name| self.named(name)).unwrap_or_default();
        if named.is_empty() && (name.is_none() || self.unknown_names || self.raw) {
            return self.candidates.iter().collect();
        }
        named
    }
}

impl Candidate {
    fn new(certified: Arc<CertifiedKey>) -> Result<Self, Error> {
        let leaf = certified.cert.first().ok_or(Error::EmptyChain)?;
        let names = parsed(0, leaf)?.valid_dns_names().map(String::from).collect();
        Ok(Self { certified, names })
    }

    fn is_named(&self, name: &str) -> bool {
        self.names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether a client would accept the certificate for `name`.
    fn is_for(&self, name: &ServerName<'_>) -> bool {
        let leaf = self.certified.cert.first().and_then(|leaf| parsed(0, leaf).ok());
        leaf.is_some_and(|leaf| leaf.verify_is_valid_for_subject_name(name).is_ok())
    }
}

impl ResolvesServerCert for ServerIdentity {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let fitting = self.fitting(hello.server_name());
        let offered = hello.signature_schemes();
        let usable = |candidate: &&&Candidate| candidate.certified.key.choose_scheme(offered).is_some();
        // Without a scheme in common rustls fails, and says so.
        let chosen = fitting.iter().find(usable).or_else(|| fitting.first())?;
        Some(Arc::clone(&chosen.certified))
    }

    fn only_raw_public_keys(&self) -> bool {
        self.raw
    }
}
