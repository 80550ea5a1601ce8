//! The sockets with the names of the standard library, and the traits that they implement.

mod asynchronous;
mod datagrams;
mod embedded;
mod kinds;
mod nal;
mod nal_datagrams;
mod openssl;
mod plain;
mod readme;
mod secure;
mod truncation;

use alloc::sync::Arc;
use core::net::SocketAddr;
use std::net::TcpStream;
use std::thread;

use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use sockets::gzsock::Gzsock;
use sockets::net::{SecureListener, SecureStream};
use sockets::zssl::TlsContext;

use crate::harness::{Parties, crypto, host};

fn anywhere() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

/// Client and server after their handshake.
fn meet(sockets: &Arc<Gzsock>, client: &TlsContext, server: &TlsContext) -> (SecureStream, SecureStream) {
    let listener = SecureListener::bind(sockets, server, &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    thread::scope(|scope| {
        let serving = scope.spawn(|| {
            let (stream, _) = listener.accept().unwrap();
            stream.handshake().unwrap();
            stream
        });
        let client = SecureStream::connect(sockets, client, &address).unwrap();
        (client, serving.join().unwrap())
    })
}

/// Client and server of one authority over the host's sockets.
fn pair() -> (SecureStream, SecureStream) {
    let parties = Parties::new();
    meet(&host(), &parties.device().build().unwrap(), &parties.server().build().unwrap())
}

fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::unwrap).collect()
}

/// A client of rustls' that trusts the authority.
fn client_config(parties: &Parties) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    certificates(&parties.authority.pem()).into_iter().for_each(|root| roots.add(root).unwrap());
    let config = ClientConfig::builder_with_provider(crypto()).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

/// Connects; the handshake comes with the first bytes.
fn rustls_client(config: Arc<ClientConfig>, address: SocketAddr) -> StreamOwned<ClientConnection, TcpStream> {
    let connection = ClientConnection::new(config, "localhost".try_into().unwrap()).unwrap();
    StreamOwned::new(connection, TcpStream::connect(address).unwrap())
}
