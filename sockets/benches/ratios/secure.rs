//! Secure ends: rustls' own stream and gzsock's, with the same provider, keys and settings.

use alloc::sync::Arc;
use core::ops::DerefMut;
use std::net::TcpStream;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::version::TLS13;
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, RootCertStore, ServerConfig, ServerConnection,
    SideData, StreamOwned,
};
use sockets::zssl::{Identity, TlsContext, TlsVersion};

use crate::ends::{Dial, Stream, over_gzsock, over_tcp};
use crate::pki::{Authority, Issued};

/// What rustls counts as part of a fragment.
const HEADER: usize = 5;

/// A server's identity, and what both sides do it with. Sessions are not resumed, and no tickets are sent.
pub(crate) struct Settings {
    authority: String,
    server: Issued,
    crypto: Arc<CryptoProvider>,
}

impl Settings {
    pub(crate) fn new() -> Self {
        let authority = Authority::new("authority");
        let crypto = Arc::new(ring::default_provider());
        Self { server: authority.issue("localhost"), authority: authority.pem(), crypto }
    }

    /// rustls' `StreamOwned` over the standard library's sockets, with records of up to `len` bytes.
    pub(crate) fn rustls(&self, len: usize) -> Dial {
        let (client, server) = (Arc::new(self.client_config(len)), Arc::new(self.server_config(len)));
        let name = ServerName::try_from("localhost").unwrap();
        over_tcp(
            move |tcp| {
                let connection = ClientConnection::new(Arc::clone(&client), name.clone()).unwrap();
                Box::new(StreamOwned::new(connection, tcp))
            },
            move |tcp| Box::new(StreamOwned::new(ServerConnection::new(Arc::clone(&server)).unwrap(), tcp)),
        )
    }

    fn client_config(&self, len: usize) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.authority.as_bytes()).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.crypto))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        config.max_fragment_size = Some(len + HEADER);
        config
    }

    fn server_config(&self, len: usize) -> ServerConfig {
        let chain = CertificateDer::pem_slice_iter(self.server.chain.as_bytes()).map(Result::unwrap);
        let key = PrivateKeyDer::from_pem_slice(self.server.key.as_bytes()).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.crypto))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain.collect(), key)
            .unwrap();
        config.send_tls13_tickets = 0;
        config.max_fragment_size = Some(len + HEADER);
        config
    }

    /// gzsock's secure sockets, with records of up to `len` bytes.
    pub(crate) fn gzsock(&self, len: usize) -> Dial {
        let client = TlsContext::client(Arc::clone(&self.crypto)).trust(&self.authority);
        let client = client.server_name("localhost").versions(&[TlsVersion::Tls13]).max_content_len(len);
        let server = TlsContext::server(Arc::clone(&self.crypto));
        let server = server.identity(Identity::pem(&self.server.chain, &self.server.key));
        let server = server.versions(&[TlsVersion::Tls13]).max_content_len(len);
        over_gzsock(Some((client.build().unwrap(), server.build().unwrap())))
    }
}

impl<C, S> Stream for StreamOwned<C, TcpStream>
where
    C: DerefMut<Target = ConnectionCommon<S>> + Send,
    S: SideData,
{
    fn finish(&mut self) {
        self.conn.send_close_notify();
        self.conn.complete_io(&mut self.sock).unwrap();
    }
}
