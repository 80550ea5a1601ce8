//! A client and a server of one authority, one of them with its key in an element.

use std::sync::Arc;

use hwcrypto_api::KeyRef;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
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
        let (element, hand) = holding(&issued.key);
        let hard = Arc::new(certified_key(element, KeyRef::slot(SLOT), chain(&issued), Wait::NONE).unwrap());
        let soft = in_memory(&issued);
        let (client, server) = if in_element == Side::Client { (hard, soft) } else { (soft, hard) };
        Self {
            connector: client_config(provider(), roots(&issued), client).into(),
            acceptor: server_config(roots(&issued), server).into(),
            hand,
        }
    }
}

/// Both keys in memory; the client has the cryptography of `provider`.
pub(crate) fn with_client_provider(provider: Arc<CryptoProvider>) -> (TlsConnector, TlsAcceptor) {
    let issued = issue();
    let client = client_config(provider, roots(&issued), in_memory(&issued));
    (client.into(), server_config(roots(&issued), in_memory(&issued)).into())
}

fn roots(issued: &Issued) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(issued.authority.as_bytes()).unwrap()).unwrap();
    Arc::new(roots)
}

fn chain(issued: &Issued) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(issued.chain.as_bytes()).map(Result::unwrap).collect()
}

fn in_memory(issued: &Issued) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
    let key = provider().key_provider.load_private_key(key).unwrap();
    Arc::new(CertifiedKey::new(chain(issued), key))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn client_config(
    provider: Arc<CryptoProvider>,
    roots: Arc<RootCertStore>,
    key: Arc<CertifiedKey>,
) -> Arc<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let identity = Arc::new(ClientIdentity::new(key));
    Arc::new(config.with_root_certificates(roots).with_client_cert_resolver(identity))
}

fn server_config(roots: Arc<RootCertStore>, key: Arc<CertifiedKey>) -> Arc<ServerConfig> {
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider()).build().unwrap();
    let config =
        ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().unwrap();
    let identity = Arc::new(SingleCertAndKey::from(key));
    Arc::new(config.with_client_cert_verifier(verifier).with_cert_resolver(identity))
}
