//! How the peer is verified.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};

use rustls::RootCertStore;
use tls_glue::{PeerVerifier, PinnedKeys, VerifyMode, VerifyPolicy};

use super::{ClientSide, ContextBuilder, ServerSide};
use crate::ConfigError;
use crate::zssl::Resumption;
use crate::zssl::certificates::{certificates, public_keys};
use crate::zssl::settings::Verifier;

impl<S> ContextBuilder<S> {
    /// The limits within which the peer's certificates are accepted: size of RSA keys, SHA-1, what to do without a
    /// clock.
    #[must_use]
    pub const fn verify_policy(mut self, policy: VerifyPolicy) -> Self {
        self.policy = policy;
        self
    }

    pub(super) fn verifier(&self, mode: VerifyMode) -> Result<Verifier, ConfigError> {
        if let Some(pinned) = self.pinned_keys()? {
            return match mode {
                VerifyMode::Required => Ok(Verifier::Keys(pinned)),
                _ => Err(ConfigError::RawPublicKeys("a peer that is known by its key must show it")),
            };
        }
        let roots = if mode == VerifyMode::None { Arc::new(RootCertStore::empty()) } else { self.roots()? };
        let verifier = PeerVerifier::new(roots, &self.provider, self.policy).mode(mode);
        Ok(Verifier::Certificates(Box::new(verifier)))
    }

    /// A resumed session takes over what an earlier handshake found out about the peer.
    pub(super) fn may_resume(&self, mode: VerifyMode) -> Result<(), ConfigError> {
        let verified = mode == VerifyMode::Required || self.resumption == Resumption::Off;
        if verified { Ok(()) } else { Err(ConfigError::Resumption) }
    }

    /// Those who are trusted by their keys, if that is how peers are trusted.
    fn pinned_keys(&self) -> Result<Option<Arc<PinnedKeys>>, ConfigError> {
        if self.trusted_keys.is_empty() {
            return Ok(None);
        }
        if !self.trust.is_empty() {
            return Err(ConfigError::RawPublicKeys("trust authorities or raw public keys, not both"));
        }
        let mut keys = Vec::new();
        for bytes in &self.trusted_keys {
            keys.extend(public_keys(bytes)?);
        }
        Ok(Some(Arc::new(PinnedKeys::new(self.provider.crypto(), keys))))
    }

    fn roots(&self) -> Result<Arc<RootCertStore>, ConfigError> {
        let mut store = RootCertStore::empty();
        for bytes in &self.trust {
            for certificate in certificates(bytes, "trust roots")? {
                store.add(certificate).map_err(|reason| ConfigError::TrustRoot(reason.to_string()))?;
            }
        }
        if store.is_empty() { Err(ConfigError::NoTrustRoots) } else { Ok(Arc::new(store)) }
    }
}

impl ContextBuilder<ClientSide> {
    /// Continues with a server whose certificate does not hold, so that somebody in between may read and change
    /// everything unless the program looks at [`TlsInfo::verification`](crate::zssl::TlsInfo::verification) and acts
    /// on it.
    #[must_use]
    pub const fn dangerously_continue_with_bad_server(mut self) -> Self {
        self.side.mode = VerifyMode::Optional;
        self
    }

    /// Looks at no server's certificate: whoever is in between may read and change everything. No authorities are
    /// needed; the name is still sent (SNI).
    #[must_use]
    pub const fn dangerously_accept_any_server(mut self) -> Self {
        self.side.mode = VerifyMode::None;
        self
    }
}

impl ContextBuilder<ServerSide> {
    /// Refuses clients that show no certificate of a trusted authority, or no trusted key. Without this, clients are
    /// not asked for one.
    #[must_use]
    pub const fn require_client_certificate(mut self) -> Self {
        self.side.ask_clients = Some(VerifyMode::Required);
        self
    }

    /// Asks clients for a certificate of a trusted authority, and goes on without one or with a bad one:
    /// [`TlsInfo::verification`](crate::zssl::TlsInfo::verification) tells which, and the program decides what such a
    /// client may do.
    #[must_use]
    pub const fn request_client_certificate(mut self) -> Self {
        self.side.ask_clients = Some(VerifyMode::Optional);
        self
    }

    pub(super) fn client_verifier(&self) -> Result<Option<Verifier>, ConfigError> {
        let Some(mode) = self.side.ask_clients else { return Ok(None) };
        self.may_resume(mode)?;
        self.verifier(mode).map(Some)
    }
}
