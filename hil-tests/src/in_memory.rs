//! A handshake in memory: the chip's side with what is under test, the other side with rustls and ring alone.

use std::sync::Arc;

use hwcrypto_api::{HwCrypto, KeyRef};
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, Issuer, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use tls_glue::{ClientIdentity, Provider, Wait, certified_key};

use crate::Onboarded;

/// Which side the chip is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The chip's key is the client's.
    Client,
    /// The chip's key is the server's.
    Server,
}

/// What a handshake led to.
#[derive(Debug)]
pub struct Shaken {
    /// Whether both sides finished.
    pub outcome: Result<(), rustls::Error>,
    /// All bytes that the chip's side sent.
    pub sent: Vec<u8>,
    /// What the other side decrypted.
    pub arrived: Vec<u8>,
}

/// The certificates of both sides, and the key of the other one; the chip's key is in the chip.
#[derive(Debug)]
pub struct Parties {
    roots: Arc<RootCertStore>,
    chip: Vec<CertificateDer<'static>>,
    other: Arc<CertifiedKey>,
}

impl Parties {
    /// From what an onboarding left.
    ///
    /// # Panics
    /// If that is not usable.
    #[must_use]
    pub fn of(onboarded: &Onboarded) -> Self {
        let ca = onboarded.read("ca.pem");
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&ca).unwrap()).unwrap();
        let chip = onboarded.read("device.pem");
        Self {
            roots: Arc::new(roots),
            chip: CertificateDer::pem_slice_iter(&chip).map(Result::unwrap).collect(),
            other: Arc::new(other(&ca, &onboarded.read("ca.key"))),
        }
    }

    /// The chip's certificate with the key in slot 0 of `element`.
    ///
    /// # Errors
    /// If they do not fit, or the element does not tell.
    pub fn identity(&self, element: &'static HwCrypto) -> Result<Arc<CertifiedKey>, tls_glue::Error> {
        certified_key(element, KeyRef::slot(0), self.chip.clone(), Wait::NONE).map(Arc::new)
    }

    /// Shakes hands with `identity` and `provider` as `role`; that side has `data` to send from the beginning. The other side
    /// demands a certificate too.
    ///
    /// # Panics
    /// If a side breaks rustls' rules.
    #[must_use]
    pub fn shake(
        &self,
        identity: Arc<CertifiedKey>,
        provider: &Provider,
        role: Role,
        version: &'static SupportedProtocolVersion,
        data: &[u8],
    ) -> Shaken {
        let ring = Provider::from(ring::default_provider());
        let (ours, others) = ((provider, identity), (&ring, Arc::clone(&self.other)));
        let (client, server) = if role == Role::Client { (ours, others) } else { (others, ours) };
        match self.connections(client, server, version) {
            Ok((client, server)) => exchange(client.into(), server.into(), role, data),
            Err(error) => Shaken { outcome: Err(error), sent: Vec::new(), arrived: Vec::new() },
        }
    }

    fn connections(
        &self,
        client: (&Provider, Arc<CertifiedKey>),
        server: (&Provider, Arc<CertifiedKey>),
        version: &'static SupportedProtocolVersion,
    ) -> Result<(rustls::ClientConnection, rustls::ServerConnection), rustls::Error> {
        let config = ClientConfig::builder_with_provider(Arc::clone(client.0.crypto()))
            .with_protocol_versions(&[version])?
            .with_root_certificates(Arc::clone(&self.roots))
            .with_client_cert_resolver(Arc::new(ClientIdentity::new(client.1)));
        let name = ServerName::try_from("localhost").unwrap();
        let client = rustls::ClientConnection::new(Arc::new(config), name)?;
        let crypto = Arc::clone(server.0.crypto());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::clone(&self.roots), Arc::clone(&crypto));
        let mut config = ServerConfig::builder_with_provider(crypto)
            .with_protocol_versions(&[version])?
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(server.1)));
        config.send_tls13_tickets = 0;
        Ok((client, rustls::ServerConnection::new(Arc::new(config))?))
    }
}

/// A certificate of the same authority for either side of TLS, and its key.
fn other(ca: &[u8], key: &[u8]) -> CertifiedKey {
    let text = |pem: &[u8]| String::from_utf8(pem.to_vec()).unwrap();
    let issuer = Issuer::from_ca_cert_pem(&text(ca), KeyPair::from_pem(&text(key)).unwrap()).unwrap();
    let mut params = CertificateParams::new(["localhost".to_string()]).unwrap();
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = ring::default_provider().key_provider.load_private_key(key).unwrap();
    CertifiedKey::new(vec![certificate.der().clone()], key)
}

/// Carries bytes between both sides until neither has any more, or one fails.
fn exchange(
    mut client: rustls::Connection,
    mut server: rustls::Connection,
    role: Role,
    data: &[u8],
) -> Shaken {
    use std::io::Write;
    let chip = if role == Role::Client { &mut client } else { &mut server };
    chip.writer().write_all(data).unwrap();
    let (mut from_client, mut from_server) = (Vec::new(), Vec::new());
    let outcome = loop {
        let there = carry(&mut client, &mut server, &mut from_client);
        let back = carry(&mut server, &mut client, &mut from_server);
        match (there, back) {
            (Err(error), _) | (_, Err(error)) => break Err(error),
            (Ok(0), Ok(0)) => break Ok(()),
            _ => {}
        }
    };
    let (sent, other) = if role == Role::Client { (from_client, server) } else { (from_server, client) };
    Shaken { outcome, sent, arrived: decrypted(other) }
}

/// Carries what `from` has to send; gives how many bytes that was.
fn carry(
    from: &mut rustls::Connection,
    to: &mut rustls::Connection,
    log: &mut Vec<u8>,
) -> Result<usize, rustls::Error> {
    let start = log.len();
    while from.wants_write() {
        from.write_tls(log).unwrap();
    }
    let mut rest = &log[start..];
    let mut outcome = Ok(());
    while !rest.is_empty() && outcome.is_ok() {
        to.read_tls(&mut rest).unwrap();
        outcome = to.process_new_packets().map(drop);
    }
    outcome.map(|()| log.len() - start)
}

fn decrypted(mut side: rustls::Connection) -> Vec<u8> {
    use std::io::Read;
    let mut data = Vec::new();
    // Would block at the end: there is no more.
    _ = side.reader().read_to_end(&mut data);
    data
}
