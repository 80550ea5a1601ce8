//! rustls' configurations, with the identity in the chip or, for a server that the chip meets, in files.

use core::error::Error;
use std::sync::Arc;

use examples::{Demonstration, Device, Failure};
use hwcrypto_api::KeyRef;
use rustls::client::ResolvesClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion, version};
use sockets::zssl::TlsVersion;
use tls_glue::{ClientIdentity, ElementFailure, Wait, certified_key};
use tls_glue_tokio::tls_error;

/// Whether a server wants to see the certificates of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientCertificate {
    /// It looks at what it is shown.
    Optional,
    /// It serves nobody without.
    Required,
}

/// A client whose key is in the chip, which trusts `device.authority`.
///
/// # Errors
/// One line: what is wrong with certificates or chip.
pub fn client_config(device: &Device, version: Option<TlsVersion>) -> Result<ClientConfig, Failure> {
    let identity: Arc<dyn ResolvesClientCert> = Arc::new(ClientIdentity::new(in_chip(device)?));
    let config =
        ClientConfig::builder_with_provider(provider()).with_protocol_versions(&versions(version))?;
    Ok(config.with_root_certificates(roots(&device.authority)?).with_client_cert_resolver(identity))
}

/// A server whose key is in the chip, and whose clients' certificates come from `device.authority`.
///
/// # Errors
/// One line: what is wrong with certificates or chip.
pub fn server_config(
    device: &Device,
    clients: ClientCertificate,
    version: Option<TlsVersion>,
) -> Result<ServerConfig, Failure> {
    server(in_chip(device)?, &device.authority, clients, version)
}

/// The demonstration's server, whose key is in memory, and which demands certificates of the same authority.
///
/// # Errors
/// One line: what is wrong with the files.
pub fn demonstration_server(demonstration: &Demonstration) -> Result<ServerConfig, Failure> {
    let key = PrivateKeyDer::from_pem_slice(&demonstration.read("server.key")?)?;
    let key = provider().key_provider.load_private_key(key)?;
    let certified = CertifiedKey::new(certificates(&demonstration.read("server.pem")?)?, key);
    let authority = demonstration.read("ca.pem")?;
    server(Arc::new(certified), &authority, ClientCertificate::Required, None)
}

fn server(
    certified: Arc<CertifiedKey>,
    authority: &[u8],
    clients: ClientCertificate,
    version: Option<TlsVersion>,
) -> Result<ServerConfig, Failure> {
    let verifier = WebPkiClientVerifier::builder_with_provider(roots(authority)?, provider());
    let verifier = match clients {
        ClientCertificate::Optional => verifier.allow_unauthenticated(),
        ClientCertificate::Required => verifier,
    };
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&versions(version))?
        .with_client_cert_verifier(verifier.build()?);
    Ok(config.with_cert_resolver(Arc::new(SingleCertAndKey::from(certified))))
}

fn in_chip(device: &Device) -> Result<Arc<CertifiedKey>, Failure> {
    let (key, chain) = (KeyRef::slot(device.slot), certificates(&device.chain)?);
    Ok(Arc::new(certified_key(device.element(), key, chain, Wait::default())?))
}

/// Everything but the key's part is done in software.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn versions(only: Option<TlsVersion>) -> Vec<&'static SupportedProtocolVersion> {
    match only {
        Some(TlsVersion::Tls12) => vec![&version::TLS12],
        Some(TlsVersion::Tls13) => vec![&version::TLS13],
        _ => rustls::DEFAULT_VERSIONS.to_vec(),
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    match certificates.map_err(|error| format!("not certificates in PEM: {error}"))? {
        none if none.is_empty() => Err("no certificate in the certificate chain".into()),
        some => Ok(some),
    }
}

fn roots(pem: &[u8]) -> Result<Arc<RootCertStore>, Failure> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(pem).map_err(|error| format!("the authority: {error}"))? {
        roots.add(certificate)?;
    }
    Ok(Arc::new(roots))
}

/// What went wrong, in one line: what the chip or TLS says if it was that, however deep it lies, else the innermost reason.
#[must_use]
pub fn reason(error: &(dyn Error + 'static)) -> String {
    if let Some(error) = tls_error(error) {
        return ElementFailure::of(error).map_or_else(|| error.to_string(), |failure| failure.to_string());
    }
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
