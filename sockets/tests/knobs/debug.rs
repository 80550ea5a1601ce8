//! What goes to the log: as much as was asked for, and no secrets.

use alloc::sync::Arc;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;

use log::{Level, LevelFilter, Log, Metadata, Record};
use rustls::KeyLog;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use sockets::zsock::MsgFlags;
use sockets::zssl::TlsVersion;
use tls_glue::debug::DebugLog;
use tls_glue::knobs;

use crate::harness::{Parties, VERSIONS, crypto, host};

/// Keeps what it is given.
struct Kept(Mutex<Vec<(Level, String)>>);

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{}: {}", record.target(), record.args());
        self.0.lock().unwrap().push((record.level(), line));
    }

    fn flush(&self) {}
}

impl Kept {
    const fn new() -> DebugLog<Self> {
        DebugLog::new(Self(Mutex::new(Vec::new())))
    }
}

static AS_BUILT: DebugLog<Kept> = Kept::new();
static EVERYTHING: DebugLog<Kept> = Kept::new().level(LevelFilter::Trace);

/// Tells both, one message after the other.
struct Both(Mutex<()>);

static LOG: Both = Both(Mutex::new(()));

impl Log for Both {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let _turn = self.0.lock();
        AS_BUILT.log(record);
        EVERYTHING.log(record);
    }

    fn flush(&self) {}
}

/// The secrets of the sessions of a peer.
#[derive(Debug, Default)]
struct Secrets(Mutex<Vec<Vec<u8>>>);

impl KeyLog for Secrets {
    fn log(&self, _: &str, _: &[u8], secret: &[u8]) {
        self.0.lock().unwrap().push(secret.to_vec());
    }
}

const PLAINTEXT: &[u8] = b"the password is swordfish";

/// A mutual handshake with a peer that is not ours, and some data; gives the peer's secrets.
fn session(parties: &Parties, version: TlsVersion) -> Vec<Vec<u8>> {
    let secrets = Arc::new(Secrets::default());
    let mut config = peer(parties);
    config.key_log = Arc::clone(&secrets) as _;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = std::thread::spawn(move || {
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut tcp = listener.accept().unwrap().0;
        let mut stream = rustls::Stream::new(&mut tls, &mut tcp);
        let mut data = [0; PLAINTEXT.len()];
        stream.read_exact(&mut data).unwrap();
        stream.write_all(&data).unwrap();
    });
    let sockets = host();
    let context = parties.device().versions(&[version]).build().unwrap();
    let fd = sockets.connect_name("127.0.0.1", port, Some(&context)).unwrap();
    sockets.send_all(fd, PLAINTEXT).unwrap();
    sockets.recv(fd, &mut [0; 64], MsgFlags::NONE).unwrap();
    sockets.close(fd).unwrap();
    serving.join().unwrap();
    secrets.0.lock().unwrap().clone()
}

fn peer(parties: &Parties) -> rustls::ServerConfig {
    let der = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(der(&parties.authority.pem())).unwrap();
    let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), crypto());
    let key = PrivateKeyDer::from_pem_slice(parties.server.key.as_bytes()).unwrap();
    rustls::ServerConfig::builder_with_provider(crypto())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![der(&parties.server.chain)], key)
        .unwrap()
}

/// Whether `text` shows 8 bytes of `secret` one after the other, in hexadecimal, as numbers or as they are.
fn shows(text: &str, secret: &[u8]) -> bool {
    secret.windows(8).any(|part| {
        let hex: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
        let numbers = format!("{part:?}");
        let plain = core::str::from_utf8(part).is_ok_and(|plain| text.contains(plain));
        plain || text.contains(&hex) || text.contains(numbers.trim_matches(['[', ']']))
    })
}

#[test]
fn the_log_has_what_was_asked_for_and_no_secrets() {
    log::set_logger(&LOG).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let parties = Parties::new();
    let mut secrets: Vec<_> = VERSIONS.into_iter().flat_map(|version| session(&parties, version)).collect();
    let keys = secrets.len();
    assert!(keys >= 5, "one of TLS 1.2 and four or more of TLS 1.3: {keys}");
    secrets.push(PLAINTEXT.to_vec());
    for pem in [&parties.device.key, &parties.server.key] {
        secrets.push(PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap().secret_der().to_vec());
    }
    // Nobody is trusted: a session that fails.
    let stranger = Parties::of("others").client().build().unwrap();
    let server = parties.open_server().build().unwrap();
    let (refused, _) = crate::harness::meet((&host(), &stranger), (&host(), &server));
    assert!(refused.is_err());

    // The other tests of this program go on talking.
    let _turn = LOG.0.lock();
    let everything = EVERYTHING.logger().0.lock().unwrap();
    let text: String = everything.iter().map(|(_, line)| line.to_lowercase() + "\n").collect();
    assert!(text.contains("rustls::") && text.contains("sockets: the handshake is done"), "{text}");
    assert!(everything.iter().any(|(level, _)| *level == Level::Trace));
    for secret in &secrets {
        // The public half of a key is in its encoding, and in messages.
        let secret = if secret.len() > 100 { &secret[36..68] } else { secret };
        assert!(!shows(&text, secret), "{secret:02x?} in {text}");
    }
    // The test can see what is there: the name that the client sent is no secret.
    assert!(shows(&text, b"localhost"));

    let as_built = AS_BUILT.logger().0.lock().unwrap();
    let expected = [None, Some(Level::Error), Some(Level::Warn), Some(Level::Debug), Some(Level::Trace)];
    let most = expected[knobs::DEBUG];
    let wanted: Vec<_> = everything.iter().filter(|(level, _)| Some(*level) <= most).cloned().collect();
    assert_eq!(*as_built, wanted);
    assert_eq!(wanted.is_empty(), knobs::DEBUG < 2, "a session failed, which is a warning");
}
