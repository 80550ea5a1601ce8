//! A client and a server of one authority, one of them with its key in an element.

use std::sync::Arc;

use hwcrypto_api::KeyRef;
use rustls::client::ResolvesClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tls_glue::{ClientIdentity, Wait, certified_key};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::element::{Hand, SLOT, holding};
use crate::pki::{Issued, issue};

/// Which side has its key in the element; the other has it in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
}

pub(crate) struct Parties {
    pub(crate) connector: TlsConnector,
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) hand: Hand,
}

pub(crate) fn server_name() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
}

impl Parties {
    pub(crate) fn new(in_element: Side) -> Self {
        let issued = issue();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(issued.authority.as_bytes()).unwrap()).unwrap();
        let roots = Arc::new(roots);
        let (element, hand) = holding(&issued.key);
        let chain = || CertificateDer::pem_slice_iter(issued.chain.as_bytes()).map(Result::unwrap).collect();
        let hard = Arc::new(certified_key(element, KeyRef::slot(SLOT), chain(), Wait::NONE).unwrap());
        let soft = Arc::new(CertifiedKey::new(chain(), private_key(&issued)));
        let (client, server) = if in_element == Side::Client { (hard, soft) } else { (soft, hard) };
        Self {
            connector: client_config(Arc::clone(&roots), Arc::new(ClientIdentity::new(client))).into(),
            acceptor: server_config(roots, Arc::new(SingleCertAndKey::from(server))).into(),
            hand,
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn private_key(issued: &Issued) -> Arc<dyn rustls::sign::SigningKey> {
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
    provider().key_provider.load_private_key(key).unwrap()
}

fn client_config(roots: Arc<RootCertStore>, identity: Arc<dyn ResolvesClientCert>) -> Arc<ClientConfig> {
    let config =
        ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_client_cert_resolver(identity))
}

fn server_config(roots: Arc<RootCertStore>, identity: Arc<dyn ResolvesServerCert>) -> Arc<ServerConfig> {
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider()).build().unwrap();
    let config =
        ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_client_cert_verifier(verifier).with_cert_resolver(identity))
}
