//! What rustls is set up with: for each handshake a verifier of its own, which notes what it finds.

use alloc::sync::Arc;

use rustls::client::UnbufferedClientConnection;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{UnbufferedServerConnection, WebPkiClientVerifier};
use rustls::{ClientConfig, Error, ServerConfig};
use rustls_pki_types::ServerName;
use tls_glue::PeerVerifier;

use super::connection::Connection;

/// A client's settings.
#[derive(Clone)]
pub(super) struct ClientSettings {
    pub(super) config: Arc<ClientConfig>,
    pub(super) verifier: PeerVerifier,
    pub(super) name: ServerName<'static>,
}

impl ClientSettings {
    pub(super) fn connection(&self) -> Result<Connection, Error> {
        let verifier = self.verifier.anew();
        let record = verifier.record();
        let mut config = ClientConfig::clone(&self.config);
        config.dangerous().set_certificate_verifier(Arc::new(verifier));
        let connection = UnbufferedClientConnection::new(Arc::new(config), self.name.clone())?;
        Ok(Connection::client(connection, record))
    }
}

/// Makes what rustls takes for a server; its verifier cannot be changed afterwards.
type MakeConfig = dyn Fn(Arc<dyn ClientCertVerifier>) -> Result<ServerConfig, Error> + Send + Sync;

/// A server's settings.
#[derive(Clone)]
pub(super) enum ServerSettings {
    /// Clients are not asked for certificates.
    Anyone(Arc<ServerConfig>),
    /// They are.
    Asking { verifier: PeerVerifier, make: Arc<MakeConfig> },
}

impl ServerSettings {
    /// Finds now what `make` cannot do.
    pub(super) fn new(
        verifier: Option<PeerVerifier>,
        make: impl Fn(Arc<dyn ClientCertVerifier>) -> Result<ServerConfig, Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let config = make(WebPkiClientVerifier::no_client_auth())?;
        Ok(match verifier {
            None => Self::Anyone(Arc::new(config)),
            Some(verifier) => Self::Asking { verifier, make: Arc::new(make) },
        })
    }

    pub(super) fn connection(&self) -> Result<Connection, Error> {
        let (config, record) = match self {
            Self::Anyone(config) => (Arc::clone(config), None),
            Self::Asking { verifier, make } => {
                let verifier = verifier.anew();
                let record = verifier.record();
                (Arc::new(make(Arc::new(verifier))?), Some(record))
            }
        };
        Ok(Connection::server(UnbufferedServerConnection::new(config)?, record))
    }
}
