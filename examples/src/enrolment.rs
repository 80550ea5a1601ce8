//! The other side of the onboarding: a server that demands a client certificate. It uses ring and rustls' own
//! connection types, so that the device meets something other than itself.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use x509_cert::Certificate;
use x509_cert::der::Decode;

use crate::Failure;
use crate::folder::Credentials;

/// A device that says nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the server says of the device that it served.
#[derive(Debug)]
pub(crate) struct Enrolled {
    /// The subject of the certificate that it verified.
    pub(crate) subject: Option<String>,
}

/// A server that enrols one device.
pub(crate) struct Server {
    address: SocketAddr,
    thread: Option<JoinHandle<Result<Enrolled, Failure>>>,
}

impl Server {
    pub(crate) fn start(credentials: &Credentials) -> Result<Self, Failure> {
        let config = Arc::new(config(credentials)?);
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let thread = thread::spawn(move || {
            let (socket, _) = listener.accept()?;
            serve(socket, config)
        });
        Ok(Self { address, thread: Some(thread) })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for the device's enrolment to end.
    pub(crate) fn finish(mut self) -> Result<Enrolled, Failure> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            _ => Err("the onboarding server broke down".into()),
        }
    }
}

impl Drop for Server {
    /// The device never came: a visit ends the server's wait.
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            drop(TcpStream::connect(self.address));
            let _ = thread.join();
        }
    }
}

fn config(credentials: &Credentials) -> Result<ServerConfig, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(x509_cert::der::Encode::to_der(credentials.authority.certificate())?.into())?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(credentials.server_chain.as_bytes()).collect::<Result<_, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(credentials.server_key.to_pem()?.as_bytes())?;
    Ok(ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)?)
}

/// Reads one line, `ENROL serial`, and answers one.
fn serve(socket: TcpStream, config: Arc<ServerConfig>) -> Result<Enrolled, Failure> {
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    let mut stream = BufReader::new(StreamOwned::new(ServerConnection::new(config)?, socket));
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut stream = stream.into_inner();
    let subject = stream.conn.peer_certificates().and_then(|chain| subject(chain.first()?));
    let answer = match (line.trim().strip_prefix("ENROL "), &subject) {
        (Some(serial), Some(subject)) if *subject == format!("CN={serial}") => format!("enrolled {subject}"),
        _ => "refused: the certificate is not this device's".into(),
    };
    writeln!(stream, "{answer}")?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(Enrolled { subject })
}

/// The subject of a certificate (DER), if it is one.
#[must_use]
pub fn subject(certificate: &[u8]) -> Option<String> {
    Some(Certificate::from_der(certificate).ok()?.tbs_certificate().subject().to_string())
}
