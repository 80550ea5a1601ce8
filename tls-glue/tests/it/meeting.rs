//! A handshake in memory with a peer that shows what it is told to show.

use alloc::sync::Arc;
use core::ops::DerefMut;
use core::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::{CertifiedKey, Signer, SigningKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, Error, RootCertStore, ServerConfig, ServerConnection,
    SideData, SignatureAlgorithm, SignatureScheme, SupportedProtocolVersion,
};
use tls_glue::{PeerVerifier, Verification, VerificationRecord, VerifyMode, VerifyPolicy};

use crate::cases::Side;
use crate::forge::{Made, Shown};
use crate::parties::ring;

/// 2030-01-01, the time in all of these tests (seconds since 1970).
pub(crate) const NOW: u64 = 1_893_456_000;

#[derive(Debug)]
struct Stopped;

impl TimeProvider for Stopped {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(NOW)))
    }
}

/// Who looks at the certificate.
pub(crate) enum Onlooker {
    Ours(PeerVerifier),
    Stock(Arc<WebPkiServerVerifier>),
}

/// What came of it.
pub(crate) struct Meeting {
    /// Who showed the certificate.
    pub(crate) side: Side,
    /// How it ended for the one who looked at it.
    pub(crate) outcome: Result<(), Error>,
    /// The alert that the other one got.
    pub(crate) told: Option<String>,
    pub(crate) verification: Verification,
}

pub(crate) fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::unwrap).collect()
}

pub(crate) fn roots(shown: &Shown) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for root in certificates(&shown.roots) {
        roots.add(root).unwrap();
    }
    Arc::new(roots)
}

pub(crate) fn verifier(shown: &Shown, policy: VerifyPolicy) -> PeerVerifier {
    PeerVerifier::new(roots(shown), &ring().into(), policy)
}

/// `side` shows `shown`, the other side looks at it.
pub(crate) fn meet(
    shown: &Shown,
    side: Side,
    version: &'static SupportedProtocolVersion,
    onlooker: Onlooker,
) -> Meeting {
    let (server_verifier, client_verifier, record) = match onlooker {
        Onlooker::Ours(ours) => {
            let record = ours.record();
            let client: Arc<dyn ClientCertVerifier> = match side {
                Side::Server => WebPkiClientVerifier::no_client_auth(),
                Side::Client => Arc::new(ours.clone()),
            };
            let server = if side == Side::Server { ours } else { nobody_looks() };
            (Arc::new(server) as Arc<dyn ServerCertVerifier>, client, record)
        }
        Onlooker::Stock(stock) => {
            (stock as _, WebPkiClientVerifier::no_client_auth(), VerificationRecord::default())
        }
    };
    let good = Made::root("good");
    let good = good.peer(|_| ()).shown(&[], &good);
    let server_shows = if side == Side::Server { shown } else { &good };
    let mut client = client(server_verifier, (side == Side::Client).then_some(shown), shown.name, version);
    let mut server = server(client_verifier, server_shows);
    let (ours, theirs) = shake(&mut client, &mut server);
    let (outcome, theirs) = if side == Side::Server { (ours, theirs) } else { (theirs, ours) };
    let told = match theirs {
        Err(Error::AlertReceived(alert)) => Some(snake(&format!("{alert:?}"))),
        _ => None,
    };
    Meeting { side, outcome, told, verification: record.verification() }
}

fn nobody_looks() -> PeerVerifier {
    PeerVerifier::new(Arc::new(RootCertStore::empty()), &ring().into(), VerifyPolicy::new())
        .mode(VerifyMode::None)
}

fn client(
    verifier: Arc<dyn ServerCertVerifier>,
    shows: Option<&Shown>,
    name: &'static str,
    version: &'static SupportedProtocolVersion,
) -> ClientConnection {
    let config = ClientConfig::builder_with_details(Arc::new(ring()), Arc::new(Stopped))
        .with_protocol_versions(&[version])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match shows.filter(|shown| !shown.chain.is_empty()) {
        Some(shown) => config.with_client_cert_resolver(Arc::new(identity(shown))),
        None => config.with_no_client_auth(),
    };
    ClientConnection::new(Arc::new(config), ServerName::try_from(name).unwrap()).unwrap()
}

fn server(verifier: Arc<dyn ClientCertVerifier>, shows: &Shown) -> ServerConnection {
    let config = ServerConfig::builder_with_details(Arc::new(ring()), Arc::new(Stopped))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(identity(shows)));
    ServerConnection::new(Arc::new(config)).unwrap()
}

/// The two need not belong together.
fn identity(shown: &Shown) -> SingleCertAndKey {
    let key = PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap();
    let key = ring().key_provider.load_private_key(key).unwrap_or_else(|_| Arc::new(TooSmall));
    SingleCertAndKey::from(CertifiedKey::new(certificates(&shown.chain), key))
}

/// An RSA key so small that rustls' providers neither sign with it nor verify what it has signed, whatever that is.
#[derive(Debug, Clone)]
struct TooSmall;

impl SigningKey for TooSmall {
    fn choose_scheme(&self, _offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

impl Signer for TooSmall {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(vec![1; 1024 / 8])
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::RSA_PSS_SHA256
    }
}

/// Carries bytes between the two until neither has any more; each hears of the other's end.
fn shake(
    client: &mut ClientConnection,
    server: &mut ServerConnection,
) -> (Result<(), Error>, Result<(), Error>) {
    let (mut ours, mut theirs) = (Ok(()), Ok(()));
    loop {
        let to_server = records(client);
        deliver(&to_server, server, &mut theirs);
        let to_client = records(server);
        deliver(&to_client, client, &mut ours);
        if to_server.is_empty() && to_client.is_empty() {
            return (ours, theirs);
        }
    }
}

fn records<S: SideData>(from: &mut impl DerefMut<Target = ConnectionCommon<S>>) -> Vec<u8> {
    let mut wire = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut wire).unwrap();
    }
    wire
}

fn deliver<S: SideData>(
    mut wire: &[u8],
    to: &mut impl DerefMut<Target = ConnectionCommon<S>>,
    outcome: &mut Result<(), Error>,
) {
    while !wire.is_empty() && outcome.is_ok() {
        to.read_tls(&mut wire).unwrap();
        *outcome = to.process_new_packets().map(|_| ());
    }
}

/// `UnknownCA` as the standard writes it, `unknown_ca`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = letter.is_ascii_lowercase();
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
