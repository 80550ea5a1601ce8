//! Two parties of one authority that meet on the loopback interface.

use alloc::sync::Arc;
use core::net::SocketAddr;
use std::thread;

use rustls::crypto::{CryptoProvider, ring};
use sockets::Error;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, SockType};
use sockets::zssl::{ClientSide, ContextBuilder, Identity, ServerSide, TlsContext, TlsVersion};

use crate::pki::{Authority, Issued};

pub(crate) const VERSIONS: [TlsVersion; 2] = [TlsVersion::Tls12, TlsVersion::Tls13];

pub(crate) fn crypto() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

pub(crate) struct Parties {
    pub(crate) authority: Authority,
    pub(crate) server: Issued,
    pub(crate) device: Issued,
}

impl Parties {
    pub(crate) fn new() -> Self {
        Self::of("authority")
    }

    /// Of an authority with this name.
    pub(crate) fn of(name: &str) -> Self {
        let authority = Authority::new(name);
        let (server, device) = (authority.issue("localhost"), authority.issue("device"));
        Self { authority, server, device }
    }

    /// A client that trusts the authority and expects the server's name; without an identity.
    pub(crate) fn client(&self) -> ContextBuilder<ClientSide> {
        TlsContext::client(crypto()).trust(self.authority.pem()).server_name("localhost")
    }

    /// A client with the device's key in memory.
    pub(crate) fn device(&self) -> ContextBuilder<ClientSide> {
        self.client().identity(in_memory(&self.device))
    }

    /// A server with its key in memory that requires certificates of the authority.
    pub(crate) fn server(&self) -> ContextBuilder<ServerSide> {
        self.open_server().trust(self.authority.pem()).require_client_certificate()
    }

    /// A server with its key in memory that asks for no certificate.
    pub(crate) fn open_server(&self) -> ContextBuilder<ServerSide> {
        TlsContext::server(crypto()).identity(in_memory(&self.server))
    }
}

pub(crate) fn in_memory(issued: &Issued) -> Identity {
    Identity::pem(&issued.chain, &issued.key)
}

pub(crate) fn host() -> Arc<Gzsock> {
    Arc::new(Gzsock::host())
}

/// A listening socket on a port of the system's choice.
pub(crate) fn listener(sockets: &Gzsock, context: Option<&TlsContext>) -> (Fd, SocketAddr) {
    let fd = sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, context).unwrap();
    sockets.bind(fd, &"127.0.0.1:0".parse().unwrap()).unwrap();
    sockets.listen(fd, 8).unwrap();
    (fd, sockets.getsockname(fd).unwrap())
}

pub(crate) fn stream(sockets: &Gzsock, context: Option<&TlsContext>) -> Fd {
    sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, context).unwrap()
}

/// One end of a connection.
pub(crate) struct End {
    pub(crate) sockets: Arc<Gzsock>,
    pub(crate) fd: Fd,
}

impl End {
    pub(crate) fn send_all(&self, data: &[u8]) -> Result<(), Error> {
        self.sockets.send_all(self.fd, data)
    }

    pub(crate) fn recv(&self, buffer: &mut [u8]) -> Result<usize, Error> {
        self.sockets.recv(self.fd, buffer, MsgFlags::NONE)
    }

    /// Receives exactly `len` bytes.
    pub(crate) fn recv_exactly(&self, len: usize) -> Result<Vec<u8>, Error> {
        let (mut data, mut got) = (vec![0; len], 0);
        while got < len {
            match self.recv(&mut data[got..])? {
                0 => panic!("the stream ended after {got} of {len} bytes"),
                more => got += more,
            }
        }
        Ok(data)
    }

    pub(crate) fn close(&self) {
        self.sockets.close(self.fd).unwrap();
    }
}

/// Client and server meet; gives what each of them got. A socket whose handshake fails is closed.
pub(crate) fn meet(
    (client, client_context): (&Arc<Gzsock>, &TlsContext),
    (server, server_context): (&Arc<Gzsock>, &TlsContext),
) -> (Result<End, Error>, Result<End, Error>) {
    let (listening, address) = listener(server, Some(server_context));
    thread::scope(|scope| {
        let served = scope.spawn(|| {
            let (fd, _) = server.accept(listening)?;
            finish(server, fd, server.handshake(fd))
        });
        let fd = stream(client, Some(client_context));
        let connected = finish(client, fd, client.connect(fd, &address));
        let served = served.join().unwrap();
        server.close(listening).unwrap();
        (connected, served)
    })
}

fn finish(sockets: &Arc<Gzsock>, fd: Fd, outcome: Result<(), Error>) -> Result<End, Error> {
    match outcome {
        Ok(()) => Ok(End { sockets: Arc::clone(sockets), fd }),
        Err(error) => {
            sockets.close(fd).unwrap();
            Err(error)
        }
    }
}

/// Client and server meet over the host's sockets, and must succeed.
pub(crate) fn pair(client: &TlsContext, server: &TlsContext) -> (End, End) {
    let (client, server) = meet((&host(), client), (&host(), server));
    (client.unwrap(), server.unwrap())
}
