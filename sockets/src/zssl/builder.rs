use alloc::{string::String, string::ToString, sync::Arc, vec::Vec};
use core::fmt;
use core::time::Duration;

use rustls::client::Resumption;
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion, version};
use rustls_pki_types::{ServerName, UnixTime};
use tls_glue::{ClientIdentity, Clock, PeerVerifier, Provider, VerifyMode, VerifyPolicy};

use super::certificates::certificates;
use super::context::Side;
use super::settings::{ClientSettings, ServerSettings};
use super::{Identity, TlsContext, TlsVersion};
use crate::ConfigError;

/// How long lookup, connection and handshake together may take, unless the context says otherwise.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(30);

/// Marks the builder of a client's context.
#[derive(Debug, Default)]
pub struct ClientSide {
    name: Option<String>,
    mode: VerifyMode,
}

/// Marks the builder of a server's context.
#[derive(Debug, Default)]
pub struct ServerSide {
    /// Not at all, unless this says how.
    ask_clients: Option<VerifyMode>,
}

/// Builds a [`TlsContext`]; [`build`](ContextBuilder::build) checks everything.
pub struct ContextBuilder<S> {
    provider: Provider,
    trust: Vec<Vec<u8>>,
    identity: Option<Identity>,
    versions: Option<Vec<TlsVersion>>,
    alpn: Vec<Vec<u8>>,
    deadline: Duration,
    time: Option<Arc<dyn TimeProvider>>,
    policy: VerifyPolicy,
    side: S,
}

impl<S: Default> ContextBuilder<S> {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            provider,
            trust: Vec::new(),
            identity: None,
            versions: None,
            alpn: Vec::new(),
            deadline: HANDSHAKE_DEADLINE,
            time: system_clock(),
            policy: VerifyPolicy::new(),
            side: S::default(),
        }
    }
}

impl<S> ContextBuilder<S> {
    /// Trusts peers whose certificates come from these authorities: PEM with one or more certificates, or one in DER.
    /// May be called repeatedly.
    #[must_use]
    pub fn trust(mut self, authorities: impl AsRef<[u8]>) -> Self {
        self.trust.push(authorities.as_ref().to_vec());
        self
    }

    /// Who we are. A client may do without if the server does not ask.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Which versions may be negotiated; by default all that this build has.
    #[must_use]
    pub fn versions(mut self, versions: &[TlsVersion]) -> Self {
        self.versions = Some(versions.to_vec());
        self
    }

    /// The application protocols to negotiate (ALPN), best first.
    #[must_use]
    pub fn alpn<P: AsRef<[u8]>>(mut self, protocols: impl IntoIterator<Item = P>) -> Self {
        self.alpn = protocols.into_iter().map(|protocol| protocol.as_ref().to_vec()).collect();
        self
    }

    /// How long lookup, connection and handshake together may take; 30 s unless set.
    #[must_use]
    pub const fn handshake_deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// The clock by which certificates are judged; by default the system's, where there is one.
    #[must_use]
    pub fn time(mut self, time: Arc<dyn TimeProvider>) -> Self {
        self.time = Some(time);
        self
    }

    /// The limits within which the peer's certificates are accepted: size of RSA keys, SHA-1, what to do without a clock.
    #[must_use]
    pub const fn verify_policy(mut self, policy: VerifyPolicy) -> Self {
        self.policy = policy;
        self
    }

    fn verifier(&self, mode: VerifyMode) -> Result<PeerVerifier, ConfigError> {
        let roots = if mode == VerifyMode::None { Arc::new(RootCertStore::empty()) } else { self.roots()? };
        Ok(PeerVerifier::new(roots, &self.provider, self.policy).mode(mode))
    }

    fn supported_versions(&self) -> Result<Vec<&'static SupportedProtocolVersion>, ConfigError> {
        let Some(versions) = &self.versions else { return Ok(rustls::ALL_VERSIONS.to_vec()) };
        if versions.is_empty() {
            return Err(ConfigError::Versions("none is chosen".into()));
        }
        versions
            .iter()
            .map(|version| match version {
                TlsVersion::Tls13 => Ok(&version::TLS13),
                #[cfg(feature = "tls12")]
                TlsVersion::Tls12 => Ok(&version::TLS12),
                #[cfg(not(feature = "tls12"))]
                TlsVersion::Tls12 => Err(ConfigError::Versions("this build lacks TLS 1.2".into())),
            })
            .collect()
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

    fn clock(&self) -> Result<Arc<dyn TimeProvider>, ConfigError> {
        match self.policy.clock {
            Clock::Unknown { not_before } => Ok(Arc::new(Unknown(not_before))),
            _ => self.time.clone().ok_or(ConfigError::NoClock),
        }
    }

    fn certified(&self) -> Result<Option<Arc<CertifiedKey>>, ConfigError> {
        self.identity.as_ref().map(|identity| identity.certified(&self.provider)).transpose()
    }
}

impl ContextBuilder<ClientSide> {
    /// The DNS name or IP address for which the server's certificate must be. A DNS name is also sent to the server
    /// (SNI).
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.side.name = Some(name.into());
        self
    }

    /// Continues with a server whose certificate does not hold, so that somebody in between may read and change
    /// everything unless the program looks at [`TlsInfo::verification`](super::TlsInfo::verification) and acts on it.
    #[must_use]
    pub const fn dangerously_continue_with_bad_server(mut self) -> Self {
        self.side.mode = VerifyMode::Optional;
        self
    }

    /// Looks at no server's certificate: whoever is in between may read and change everything. No authorities are needed;
    /// the name is still sent (SNI).
    #[must_use]
    pub const fn dangerously_accept_any_server(mut self) -> Self {
        self.side.mode = VerifyMode::None;
        self
    }

    /// The finished context.
    ///
    /// # Errors
    /// [`ConfigError`], whatever does not hold together.
    pub fn build(self) -> Result<TlsContext, ConfigError> {
        let name = self.side.name.as_ref().ok_or(ConfigError::NoServerName)?;
        // As an address stands in a URL.
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let name = ServerName::try_from(bare).map_err(|_| ConfigError::ServerName(name.clone()))?.to_owned();
        let verifier = self.verifier(self.side.mode)?;
        let identity = self.certified()?;
        let config = ClientConfig::builder_with_details(Arc::clone(self.provider.crypto()), self.clock()?)
            .with_protocol_versions(&self.supported_versions()?)
            .map_err(|reason| ConfigError::Versions(reason.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier.clone()));
        let mut config = match identity {
            Some(certified) => config.with_client_cert_resolver(Arc::new(ClientIdentity::new(certified))),
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = self.alpn;
        config.resumption = Resumption::disabled();
        let settings = ClientSettings { config: Arc::new(config), verifier, name };
        Ok(TlsContext::new(Side::Client(settings), self.deadline))
    }
}

impl ContextBuilder<ServerSide> {
    /// Refuses clients that show no certificate of a trusted authority. Without this, clients are not asked for one.
    #[must_use]
    pub const fn require_client_certificate(mut self) -> Self {
        self.side.ask_clients = Some(VerifyMode::Required);
        self
    }

    /// Asks clients for a certificate of a trusted authority, and goes on without one or with a bad one:
    /// [`TlsInfo::verification`](super::TlsInfo::verification) tells which, and the program decides what such a client may do.
    #[must_use]
    pub const fn request_client_certificate(mut self) -> Self {
        self.side.ask_clients = Some(VerifyMode::Optional);
        self
    }

    /// The finished context.
    ///
    /// # Errors
    /// [`ConfigError`], whatever does not hold together.
    pub fn build(self) -> Result<TlsContext, ConfigError> {
        let verifier = self.side.ask_clients.map(|mode| self.verifier(mode)).transpose()?;
        let certified = self.certified()?.ok_or(ConfigError::NoIdentity)?;
        let resolver = Arc::new(SingleCertAndKey::from(certified));
        let (provider, clock, versions) =
            (Arc::clone(self.provider.crypto()), self.clock()?, self.supported_versions()?);
        let settings = ServerSettings::new(verifier, move |verifier| {
            let mut config = ServerConfig::builder_with_details(Arc::clone(&provider), Arc::clone(&clock))
                .with_protocol_versions(&versions)?
                .with_client_cert_verifier(verifier)
                .with_cert_resolver(Arc::clone(&resolver) as _);
            config.alpn_protocols.clone_from(&self.alpn);
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
            Ok(config)
        })
        .map_err(|reason| ConfigError::Versions(reason.to_string()))?;
        Ok(TlsContext::new(Side::Server(settings), self.deadline))
    }
}

/// Stands in for a clock where there is none.
#[derive(Debug)]
struct Unknown(UnixTime);

impl TimeProvider for Unknown {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

#[cfg(feature = "std")]
#[expect(clippy::unnecessary_wraps, reason = "without a standard library there is none")]
fn system_clock() -> Option<Arc<dyn TimeProvider>> {
    Some(Arc::new(rustls::time_provider::DefaultTimeProvider))
}

#[cfg(not(feature = "std"))]
fn system_clock() -> Option<Arc<dyn TimeProvider>> {
    None
}

impl<S: fmt::Debug> fmt::Debug for ContextBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextBuilder")
            .field("side", &self.side)
            .field("identity", &self.identity)
            .field("versions", &self.versions)
            .field("handshake_deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
