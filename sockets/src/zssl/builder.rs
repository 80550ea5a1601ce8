use alloc::{string::String, string::ToString, sync::Arc, vec::Vec};
use core::fmt;
use core::time::Duration;

use rustls::client::Resumption;
use rustls::client::WebPkiServerVerifier;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion, version};
use rustls_pki_types::ServerName;
use tls_glue::{ClientIdentity, Gate, Provider};

use super::certificates::certificates;
use super::context::Side;
use super::custom::{self, CustomConfig};
use super::sizes::Sizes;
use super::turn::Line;
use super::{Identity, TlsContext, TlsVersion};
use crate::ConfigError;

/// How long lookup, connection and handshake together may take, unless the context says otherwise.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(30);

/// How many handshakes may be at the crypto element of a server or wait for it, unless the context says otherwise: the last
/// of them waits for a few seconds.
const MAX_WAITING_HANDSHAKES: usize = 16;

/// Marks the builder of a client's context.
#[derive(Debug, Default)]
pub struct ClientSide {
    name: Option<String>,
}

/// Marks the builder of a server's context.
#[derive(Debug, Default)]
pub struct ServerSide {
    require_client_certificate: bool,
    max_waiting_handshakes: Option<usize>,
}

/// Builds a [`TlsContext`]; [`build`](ContextBuilder::build) checks everything.
pub struct ContextBuilder<S> {
    provider: Provider,
    trust: Vec<Vec<u8>>,
    identity: Option<Identity>,
    versions: Option<Vec<TlsVersion>>,
    alpn: Vec<Vec<u8>>,
    deadline: Duration,
    sizes: Sizes,
    time: Option<Arc<dyn TimeProvider>>,
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
            sizes: Sizes::DEFAULT,
            time: system_clock(),
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

    /// The most plaintext in a record that is sent, 64 to 16384 bytes; `ZERYNTH_SSL_MAX_CONTENT_LEN` of the build, or
    /// 8192, unless set.
    #[must_use]
    pub const fn max_content_len(mut self, len: usize) -> Self {
        self.sizes.send = len;
        self
    }

    /// The most plaintext in a record that is accepted, 64 to 16384 bytes; `ZERYNTH_SSL_IN_CONTENT_LEN` of the build, or
    /// 16384, unless set. A session keeps a buffer of this size. A peer cannot be told and ends up with
    /// [`TlsError::TooLong`](super::TlsError::TooLong) when it sends more; nor can a handshake message be longer, and a
    /// certificate chain is one.
    #[must_use]
    pub const fn max_received_len(mut self, len: usize) -> Self {
        self.sizes.receive = len;
        self
    }

    /// The clock by which certificates are judged; by default the system's, where there is one.
    #[must_use]
    pub fn time(mut self, time: Arc<dyn TimeProvider>) -> Self {
        self.time = Some(time);
        self
    }

    /// Lets the custom configuration of the build, if there is one, have the last word.
    fn customize(&mut self, server: bool) {
        custom::apply(&mut CustomConfig {
            server,
            versions: &mut self.versions,
            alpn: &mut self.alpn,
            deadline: &mut self.deadline,
            sizes: &mut self.sizes,
        });
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
        self.time.clone().ok_or(ConfigError::NoClock)
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

    /// The finished context.
    ///
    /// # Errors
    /// [`ConfigError`], whatever does not hold together.
    pub fn build(mut self) -> Result<TlsContext, ConfigError> {
        self.customize(false);
        let sizes = self.sizes.check()?;
        let name = self.side.name.as_ref().ok_or(ConfigError::NoServerName)?;
        // As an address stands in a URL.
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let name = ServerName::try_from(bare).map_err(|_| ConfigError::ServerName(name.clone()))?.to_owned();
        let verifier =
            WebPkiServerVerifier::builder_with_provider(self.roots()?, Arc::clone(self.provider.crypto()))
                .build()
                .map_err(|reason| ConfigError::TrustRoot(reason.to_string()))?;
        let identity = self.certified()?;
        let config = ClientConfig::builder_with_details(Arc::clone(self.provider.crypto()), self.clock()?)
            .with_protocol_versions(&self.supported_versions()?)
            .map_err(|reason| ConfigError::Versions(reason.to_string()))?
            .with_webpki_verifier(verifier);
        let mut config = match identity {
            Some(certified) => config.with_client_cert_resolver(Arc::new(ClientIdentity::new(certified))),
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = self.alpn;
        config.resumption = Resumption::disabled();
        config.max_fragment_size = sizes.max_fragment_size();
        let line = Line::of(&self.provider);
        let side = Side::Client { config: Arc::new(config), name };
        Ok(TlsContext::new(side, self.provider, self.deadline, line).sized(sizes))
    }
}

impl ContextBuilder<ServerSide> {
    /// Refuses clients that show no certificate of a trusted authority. Without this, clients are not asked for one.
    #[must_use]
    pub const fn require_client_certificate(mut self) -> Self {
        self.side.require_client_certificate = true;
        self
    }

    /// How many handshakes may be at the crypto element or wait for it, in order of arrival; 16 unless set, at least one.
    /// Whoever comes while there are so many is turned away before any cryptography is done, with the alert `internal_error`
    /// and [`TlsError::TooManyHandshakes`](super::TlsError::TooManyHandshakes). An element makes some ten signatures a
    /// second: without a bound, strangers could make everybody wait for ever.
    ///
    /// A client that connects and says nothing takes no place. Counted are all handshakes at that element, whichever
    /// context they belong to. Means nothing if neither key nor key exchange is in an element.
    #[must_use]
    pub fn max_waiting_handshakes(mut self, limit: usize) -> Self {
        self.side.max_waiting_handshakes = Some(limit.max(1));
        self
    }

    /// Where clients stand in line, if there is an element that signs or exchanges keys.
    fn line(&self) -> Result<Option<Line>, ConfigError> {
        let line = match (Line::of(&self.provider), &self.identity) {
            (None, Some(identity)) => identity
                .in_element()?
                .map(|(element, _)| Line::new(Gate::of(element), identity.patience(), &self.provider)),
            (line, _) => line,
        };
        let limit = self.side.max_waiting_handshakes.unwrap_or(MAX_WAITING_HANDSHAKES);
        Ok(line.map(|line| line.limited(limit)))
    }

    /// The finished context.
    ///
    /// # Errors
    /// [`ConfigError`], whatever does not hold together.
    pub fn build(mut self) -> Result<TlsContext, ConfigError> {
        self.customize(true);
        let sizes = self.sizes.check()?;
        let line = self.line()?;
        let verifier = if self.side.require_client_certificate {
            WebPkiClientVerifier::builder_with_provider(self.roots()?, Arc::clone(self.provider.crypto()))
                .build()
                .map_err(|reason| ConfigError::TrustRoot(reason.to_string()))?
        } else {
            WebPkiClientVerifier::no_client_auth()
        };
        let certified = self.certified()?.ok_or(ConfigError::NoIdentity)?;
        let mut config =
            ServerConfig::builder_with_details(Arc::clone(self.provider.crypto()), self.clock()?)
                .with_protocol_versions(&self.supported_versions()?)
                .map_err(|reason| ConfigError::Versions(reason.to_string()))?
                .with_client_cert_verifier(verifier)
                .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        config.alpn_protocols = self.alpn;
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        config.max_fragment_size = sizes.max_fragment_size();
        let side = Side::Server { config: Arc::new(config) };
        Ok(TlsContext::new(side, self.provider, self.deadline, line).sized(sizes))
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
            .field("sizes", &self.sizes)
            .finish_non_exhaustive()
    }
}
