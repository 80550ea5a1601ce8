//! What rustls is set up with: for each handshake a verifier of its own, which notes what it finds.

use alloc::{boxed::Box, sync::Arc};

use rustls::client::UnbufferedClientConnection;
use rustls::client::danger::ServerCertVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{UnbufferedServerConnection, WebPkiClientVerifier};
use rustls::{ClientConfig, Error, ServerConfig};
use rustls_pki_types::ServerName;
use tls_glue::{PeerVerifier, PinnedKeys};

use super::connection::{Connection, Finding};
use super::side::Side;

/// How peers are known.
#[derive(Clone)]
pub(super) enum Verifier {
    /// By certificates of trusted authorities.
    Certificates(Box<PeerVerifier>),
    /// By their keys.
    Keys(Arc<PinnedKeys>),
}

impl Verifier {
    pub(super) fn of_servers(&self) -> Arc<dyn ServerCertVerifier> {
        match self {
            Self::Certificates(verifier) => Arc::new(PeerVerifier::clone(verifier)),
            Self::Keys(keys) => Arc::clone(keys) as _,
        }
    }

    fn of_clients(&self) -> Arc<dyn ClientCertVerifier> {
        match self {
            Self::Certificates(verifier) => Arc::new(PeerVerifier::clone(verifier)),
            Self::Keys(keys) => Arc::clone(keys) as _,
        }
    }

    /// The same for another handshake.
    fn anew(&self) -> Self {
        match self {
            Self::Certificates(verifier) => Self::Certificates(Box::new(verifier.anew())),
            Self::Keys(keys) => Self::Keys(Arc::clone(keys)),
        }
    }

    fn finding(&self) -> Finding {
        match self {
            Self::Certificates(verifier) if verifier.is_required() => {
                Finding::Required(Some(verifier.record()))
            }
            Self::Certificates(verifier) => Finding::Noted(verifier.record()),
            Self::Keys(_) => Finding::Required(None),
        }
    }
}

/// A client's settings.
pub(super) struct ClientSettings {
    pub(super) config: Arc<ClientConfig>,
    pub(super) verifier: Verifier,
    pub(super) name: ServerName<'static>,
    /// rustls goes on with sessions only under the very verifier that they were made with.
    pub(super) resumes: bool,
}

impl Side for ClientSettings {
    fn connection(&self) -> Result<Connection, Error> {
        let (config, finding) = if self.resumes {
            (Arc::clone(&self.config), self.verifier.finding())
        } else {
            let verifier = self.verifier.anew();
            let mut config = ClientConfig::clone(&self.config);
            config.dangerous().set_certificate_verifier(verifier.of_servers());
            (Arc::new(config), verifier.finding())
        };
        let connection = UnbufferedClientConnection::new(config, self.name.clone())?;
        Ok(Connection::new(connection, finding))
    }

    fn server_name(&self) -> Option<&ServerName<'static>> {
        Some(&self.name)
    }
}

/// Makes what rustls takes for a server; its verifier cannot be changed afterwards.
type MakeConfig = dyn Fn(Arc<dyn ClientCertVerifier>) -> Result<ServerConfig, Error> + Send + Sync;

/// A server's settings.
pub(super) enum ServerSettings {
    /// Clients are not asked for certificates.
    Anyone(Arc<ServerConfig>),
    /// They are.
    Asking { verifier: Verifier, make: Arc<MakeConfig> },
}

impl ServerSettings {
    /// Finds now what `make` cannot do.
    pub(super) fn new(
        verifier: Option<Verifier>,
        make: impl Fn(Arc<dyn ClientCertVerifier>) -> Result<ServerConfig, Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let config = make(WebPkiClientVerifier::no_client_auth())?;
        Ok(match verifier {
            None => Self::Anyone(Arc::new(config)),
            Some(verifier) => Self::Asking { verifier, make: Arc::new(make) },
        })
    }
}

impl Side for ServerSettings {
    fn connection(&self) -> Result<Connection, Error> {
        let (config, finding) = match self {
            Self::Anyone(config) => (Arc::clone(config), Finding::Unasked),
            Self::Asking { verifier, make } => {
                let verifier = verifier.anew();
                (Arc::new(make(verifier.of_clients())?), verifier.finding())
            }
        };
        Ok(Connection::new(UnbufferedServerConnection::new(config)?, finding))
    }

    fn server_name(&self) -> Option<&ServerName<'static>> {
        None
    }
}
