//! Two parties of one authority, in memory.

use alloc::sync::Arc;

use hwcrypto_api::KeyRef;
use rustls::client::ResolvesClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::server::{ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, SupportedProtocolVersion,
    version,
};
use tls_glue::{Provider, Wait, certified_key};

use crate::element::{Element, SLOT};
use crate::pki::{Authority, Issued};

pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

pub(crate) fn chain(issued: &Issued) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(issued.chain.as_bytes()).map(Result::unwrap).collect()
}

pub(crate) fn in_memory(issued: &Issued) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
    let key = ring::default_provider().key_provider.load_private_key(key).unwrap();
    Arc::new(CertifiedKey::new(chain(issued), key))
}

pub(crate) fn in_element(element: &Element, issued: &Issued, wait: Wait) -> Arc<CertifiedKey> {
    Arc::new(certified_key(element.table, KeyRef::slot(SLOT), chain(issued), wait).unwrap())
}

pub(crate) fn in_slot(element: &Element, slot: u8, issued: &Issued) -> Arc<CertifiedKey> {
    Arc::new(certified_key(element.table, KeyRef::slot(slot), chain(issued), Wait::NONE).unwrap())
}

/// Two parties of one authority; what they run with is up to the test.
pub(crate) struct Parties {
    pub(crate) authority: Authority,
    pub(crate) roots: Arc<RootCertStore>,
    pub(crate) device: Issued,
    pub(crate) server: Issued,
}

impl Parties {
    pub(crate) fn new() -> Self {
        Self::of("authority")
    }

    /// Of an authority with this name.
    pub(crate) fn of(name: &str) -> Self {
        let authority = Authority::new(name);
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
        Self {
            roots: Arc::new(roots),
            device: authority.issue("device"),
            server: authority.issue("localhost"),
            authority,
        }
    }

    pub(crate) fn client(
        &self,
        provider: impl Into<Provider>,
        version: &'static SupportedProtocolVersion,
        identity: Arc<dyn ResolvesClientCert>,
    ) -> ClientConnection {
        self.client_of("localhost", provider, version, identity)
    }

    /// A client that expects this server.
    pub(crate) fn client_of(
        &self,
        server: &'static str,
        provider: impl Into<Provider>,
        version: &'static SupportedProtocolVersion,
        identity: Arc<dyn ResolvesClientCert>,
    ) -> ClientConnection {
        self.connect(server, provider, &[version], identity)
    }

    /// A client that offers both versions.
    pub(crate) fn client_of_both(
        &self,
        provider: impl Into<Provider>,
        identity: Arc<dyn ResolvesClientCert>,
    ) -> ClientConnection {
        self.connect("localhost", provider, &VERSIONS, identity)
    }

    fn connect(
        &self,
        server: &'static str,
        provider: impl Into<Provider>,
        versions: &[&'static SupportedProtocolVersion],
        identity: Arc<dyn ResolvesClientCert>,
    ) -> ClientConnection {
        let config = ClientConfig::builder_with_provider(provider.into().into())
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_client_cert_resolver(identity);
        ClientConnection::new(Arc::new(config), ServerName::try_from(server).unwrap()).unwrap()
    }

    /// `provider` also decides which signature schemes the server accepts of a client.
    pub(crate) fn server(
        &self,
        provider: impl Into<Provider>,
        identity: Arc<dyn ResolvesServerCert>,
    ) -> ServerConnection {
        let provider = Arc::from(provider.into());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::clone(&self.roots), Arc::clone(&provider))
                .build()
                .unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_cert_resolver(identity);
        ServerConnection::new(Arc::new(config)).unwrap()
    }
}

/// Carries bytes between the two until both are done or one fails.
pub(crate) fn shake(
    client: &mut ClientConnection,
    server: &mut ServerConnection,
) -> Result<(), rustls::Error> {
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            server.process_new_packets()?;
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        let mut rest = wire.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest).unwrap();
            client.process_new_packets()?;
        }
    }
    Ok(())
}

pub(crate) fn ring() -> CryptoProvider {
    ring::default_provider()
}
