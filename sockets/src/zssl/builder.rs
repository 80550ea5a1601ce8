mod clock;
mod verify;

use alloc::{string::String, string::ToString, sync::Arc, vec, vec::Vec};
use core::fmt;
use core::time::Duration;

use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ServerConfig, SupportedProtocolVersion, version};
use rustls_pki_types::ServerName;
use tls_glue::{ClientIdentity, Gate, Provider, ServerIdentity, VerifyMode, VerifyPolicy};

use self::clock::system_clock;
use super::custom::{self, CustomConfig};
use super::settings::{ClientSettings, ServerSettings};
use super::sizes::Sizes;
use super::turn::Line;
use super::{Identity, Resumption, TlsContext, TlsVersion};
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
    mode: VerifyMode,
}

/// Marks the builder of a server's context.
#[derive(Debug, Default)]
pub struct ServerSide {
    /// Not at all, unless this says how.
    ask_clients: Option<VerifyMode>,
    refuse_unknown_names: bool,
    max_waiting_handshakes: Option<usize>,
}

/// Builds a [`TlsContext`]; [`build`](ContextBuilder::build) checks everything.
pub struct ContextBuilder<S> {
    provider: Provider,
    trust: Vec<Vec<u8>>,
    trusted_keys: Vec<Vec<u8>>,
    identities: Vec<Identity>,
    versions: Option<Vec<TlsVersion>>,
    alpn: Vec<Vec<u8>>,
    resumption: Resumption,
    deadline: Duration,
    sizes: Sizes,
    time: Option<Arc<dyn TimeProvider>>,
    policy: VerifyPolicy,
    side: S,
}

impl<S: Default> ContextBuilder<S> {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            provider,
            trust: Vec::new(),
            trusted_keys: Vec::new(),
            identities: Vec::new(),
            versions: None,
            alpn: Vec::new(),
            resumption: Resumption::Off,
            deadline: HANDSHAKE_DEADLINE,
            sizes: Sizes::DEFAULT,
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

    /// Trusts peers that hold one of these keys and show it without a certificate (RFC 7250), under any name and at any
    /// time: PEM with one or more public keys, or one in DER (SubjectPublicKeyInfo). May be called repeatedly, but not
    /// together with [`trust`](Self::trust). Only in TLS 1.3.
    #[must_use]
    pub fn trust_raw_key(mut self, keys: impl AsRef<[u8]>) -> Self {
        self.trusted_keys.push(keys.as_ref().to_vec());
        self
    }

    /// Who we are. A client may do without if the server does not ask.
    ///
    /// May be called repeatedly, for keys in several slots, elements, or in memory. A client then shows the first
    /// identity that comes from an authority which the server names, a server the first whose certificate is for the name
    /// that the client asks for (SNI), or else the first of all; either only if the peer accepts a signature of that key.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identities.push(identity);
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

    /// Whether sessions go on in later connections; by default they do not.
    #[must_use]
    pub const fn resumption(mut self, resumption: Resumption) -> Self {
        self.resumption = resumption;
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
        if self.has_raw_keys() {
            return self.version_of_raw_keys();
        }
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

    fn has_raw_keys(&self) -> bool {
        !self.trusted_keys.is_empty() || self.identities.iter().any(Identity::is_raw)
    }

    fn version_of_raw_keys(&self) -> Result<Vec<&'static SupportedProtocolVersion>, ConfigError> {
        match self.versions.as_deref() {
            None | Some([TlsVersion::Tls13]) => Ok(vec![&version::TLS13]),
            _ => Err(ConfigError::RawPublicKeys("raw public keys need TLS 1.3, and nothing older beside it")),
        }
    }

    /// Our raw public key, if that is who we are.
    fn raw_identity(&self) -> Result<Option<Arc<CertifiedKey>>, ConfigError> {
        match self.identities.as_slice() {
            [identity] if identity.is_raw() => identity.certified(&self.provider).map(Some),
            identities if identities.iter().any(Identity::is_raw) => {
                Err(ConfigError::RawPublicKeys("a raw public key must be the only identity"))
            }
            _ => Ok(None),
        }
    }

    fn certified(&self) -> Result<Vec<Arc<CertifiedKey>>, ConfigError> {
        self.identities.iter().map(|identity| identity.certified(&self.provider)).collect()
    }
}

impl ContextBuilder<ClientSide> {
    /// The DNS name or IP address for which the server's certificate must be. A DNS name is also sent to the server
    /// (SNI), which is all that it is for with [raw public keys](Self::trust_raw_key).
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
        let mode = self.side.mode;
        self.may_resume(mode)?;
        let (verifier, identity) = (self.verifier(mode)?, self.client_identity()?);
        let mut config =
            ClientConfig::builder_with_details(Arc::clone(self.provider.crypto()), self.clock()?)
                .with_protocol_versions(&self.supported_versions()?)
                .map_err(|reason| ConfigError::Versions(reason.to_string()))?
                .dangerous()
                .with_custom_certificate_verifier(verifier.of_servers())
                .with_client_cert_resolver(Arc::new(identity));
        config.alpn_protocols = self.alpn;
        config.max_fragment_size = sizes.max_fragment_size();
        self.resumption.client(&mut config);
        let line = Line::of(&self.provider);
        let resumes = self.resumption != Resumption::Off;
        let side = Arc::new(ClientSettings { config: Arc::new(config), verifier, name, resumes });
        Ok(TlsContext::new(side, self.provider, self.deadline, line).sized(sizes))
    }

    fn client_identity(&self) -> Result<ClientIdentity, ConfigError> {
        match self.raw_identity()? {
            Some(raw) => Ok(ClientIdentity::raw(raw)),
            None => ClientIdentity::one_of(self.certified()?).map_err(ConfigError::Element),
        }
    }
}

impl ContextBuilder<ServerSide> {
    /// Refuses clients that ask for a name (SNI) that none of our certificates is for. Without this they see the first
    /// identity, and judge it themselves. Clients that ask for no name see that one in any case.
    #[must_use]
    pub const fn refuse_unknown_names(mut self) -> Self {
        self.side.refuse_unknown_names = true;
        self
    }

    /// How many handshakes may be at the crypto element or wait for it, in order of arrival; 16 unless set, at least one.
    /// Whoever comes while there are so many is turned away before any cryptography is done, with the alert `internal_error`
    /// and [`TlsError::TooManyHandshakes`](super::TlsError::TooManyHandshakes). An element makes some ten signatures a
    /// second: without a bound, strangers could make everybody wait for ever.
    ///
    /// A client that connects and says nothing takes no place. Counted are all handshakes at that element, whichever
    /// context they belong to. Means nothing if neither key nor key exchange is in an element; with keys in several, the
    /// line is that of the first.
    #[must_use]
    pub fn max_waiting_handshakes(mut self, limit: usize) -> Self {
        self.side.max_waiting_handshakes = Some(limit.max(1));
        self
    }

    /// Where clients stand in line, if there is an element that signs or exchanges keys.
    fn line(&self) -> Result<Option<Line>, ConfigError> {
        let mut line = Line::of(&self.provider);
        for identity in &self.identities {
            if let (None, Some((element, _))) = (&line, identity.in_element()?) {
                line = Some(Line::new(Gate::of(element), identity.patience(), &self.provider));
            }
        }
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
        let (verifier, identity) = (self.client_verifier()?, Arc::new(self.server_identity()?));
        let (crypto, clock, versions) =
            (Arc::clone(self.provider.crypto()), self.clock()?, self.supported_versions()?);
        let sessions = self.resumption.sessions();
        let settings = ServerSettings::new(verifier, move |verifier| {
            let mut config = ServerConfig::builder_with_details(Arc::clone(&crypto), Arc::clone(&clock))
                .with_protocol_versions(&versions)?
                .with_client_cert_verifier(verifier)
                .with_cert_resolver(Arc::clone(&identity) as _);
            config.alpn_protocols.clone_from(&self.alpn);
            config.max_fragment_size = sizes.max_fragment_size();
            sessions.apply(&mut config);
            Ok(config)
        })
        .map_err(|reason| ConfigError::Versions(reason.to_string()))?;
        Ok(TlsContext::new(Arc::new(settings), self.provider, self.deadline, line).sized(sizes))
    }

    fn server_identity(&self) -> Result<ServerIdentity, ConfigError> {
        if self.identities.is_empty() {
            return Err(ConfigError::NoIdentity);
        }
        let identity = match self.raw_identity()? {
            Some(raw) => ServerIdentity::raw(raw),
            None => ServerIdentity::one_of(self.certified()?).map_err(ConfigError::Element)?,
        };
        let refusing = self.side.refuse_unknown_names;
        Ok(if refusing { identity.refuse_unknown_names() } else { identity })
    }
}

impl<S: fmt::Debug> fmt::Debug for ContextBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextBuilder")
            .field("side", &self.side)
            .field("identities", &self.identities)
            .field("versions", &self.versions)
            .field("handshake_deadline", &self.deadline)
            .field("sizes", &self.sizes)
            .finish_non_exhaustive()
    }
}
