//! A small HTTPS server: `/` greets the visitor, `/echo` sends back what it is sent.

use core::convert::Infallible;
use core::fmt;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::Arc;

use examples::{Failure, subject};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tls_glue_tokio::Handshakes;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::tls::reason;

/// Handshakes that may need the key at a time. A chip makes some ten signatures a second, so the last waits two seconds.
const HANDSHAKES: usize = 20;

/// Connections at a time, idle ones and those that say nothing included.
const CONNECTIONS: usize = 200;

/// The largest body that `/echo` sends back, in bytes.
const ECHO: usize = 64 * 1024;

/// How long requests may take that are being answered when the server ends.
const GRACE: Duration = Duration::from_secs(5);

/// Before the next try, when the system was short of something.
const PAUSE: Duration = Duration::from_millis(100);

/// Who is on the other side of a connection.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The subject of its certificate, if it showed one.
    pub subject: Option<String>,
    /// "1.2" or "1.3".
    pub tls_version: String,
}

impl fmt::Display for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Some(subject) => write!(f, "{subject}, over TLS {}", self.tls_version),
            None => write!(f, "a stranger without a certificate, over TLS {}", self.tls_version),
        }
    }
}

/// A connection that has ended.
#[derive(Debug)]
pub struct Visit {
    /// Who came.
    pub visitor: Visitor,
    /// How many requests were answered.
    pub requests: usize,
}

/// The server.
#[derive(Clone)]
pub struct Server {
    acceptor: TlsAcceptor,
    handshakes: Handshakes,
    greeting: Arc<dyn Fn(&Visitor) -> String + Send + Sync>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("handshakes", &self.handshakes).finish_non_exhaustive()
    }
}

impl Server {
    /// A server that shakes hands as `acceptor` says and greets with what `greeting` says.
    pub fn new(
        acceptor: impl Into<TlsAcceptor>,
        greeting: impl Fn(&Visitor) -> String + Send + Sync + 'static,
    ) -> Self {
        let handshakes = Handshakes::new(HANDSHAKES);
        Self { acceptor: acceptor.into(), handshakes, greeting: Arc::new(greeting) }
    }

    /// Serves the first who comes.
    ///
    /// # Errors
    /// What went wrong with it, in one line.
    pub async fn serve_one(&self, listener: &TcpListener) -> Result<Visit, Failure> {
        let (socket, address) = listener.accept().await?;
        let visit = self.serve(socket, GracefulShutdown::new().watcher()).await;
        Ok(visit.map_err(|failure| format!("{address}: {failure}"))?)
    }

    /// Serves whoever comes until `end`, and tells `visited` about each; requests that are being answered then get a
    /// while to end.
    pub async fn serve_until(
        &self,
        end: impl Future,
        listener: &TcpListener,
        visited: impl Fn(SocketAddr, Result<Visit, Failure>),
    ) {
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let mut end = core::pin::pin!(end);
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((_, address)) if connections.len() >= CONNECTIONS => {
                        visited(address, Err(format!("turned away, {CONNECTIONS} are connected").into()));
                    }
                    Ok((socket, address)) => {
                        let (server, watcher) = (self.clone(), graceful.watcher());
                        connections.spawn(async move { (address, server.serve(socket, watcher).await) });
                    }
                    // One who has gone again, or a shortage that passes: no reason to leave the others alone.
                    Err(error) => {
                        eprintln!("{error}");
                        sleep(PAUSE).await;
                    }
                },
                Some(Ok((address, visit))) = connections.join_next() => visited(address, visit),
                _ = &mut end => break,
            }
        }
        let _ = timeout(GRACE, graceful.shutdown()).await;
        while let Some(Ok((address, visit))) = connections.try_join_next() {
            visited(address, visit);
        }
    }

    async fn serve(&self, socket: TcpStream, watcher: Watcher) -> Result<Visit, Failure> {
        let stream = self.handshakes.accept(&self.acceptor, socket).await.map_err(|error| reason(&error))?;
        let session = stream.get_ref().1;
        let visitor = Visitor {
            subject: session.peer_certificates().and_then(|chain| subject(chain.first()?)),
            tls_version: tls_version(session.protocol_version()).into(),
        };
        let (greeting, requests) = (Bytes::from((self.greeting)(&visitor)), AtomicUsize::new(0));
        let service = service_fn(|request| {
            requests.fetch_add(1, Ordering::Relaxed);
            answer(request, greeting.clone())
        });
        // The timer ends connections whose next request takes too long to come.
        let connection =
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
        watcher.watch(connection).await.map_err(|error| reason(&error))?;
        Ok(Visit { visitor, requests: requests.into_inner() })
    }
}

fn tls_version(version: Option<rustls::ProtocolVersion>) -> &'static str {
    if version == Some(rustls::ProtocolVersion::TLSv1_2) { "1.2" } else { "1.3" }
}

async fn answer(request: Request<Incoming>, greeting: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = match (request.method(), request.uri().path()) {
        (&Method::GET, "/") => (StatusCode::OK, greeting),
        (&Method::POST, "/echo") => match Limited::new(request.into_body(), ECHO).collect().await {
            Ok(body) => (StatusCode::OK, body.to_bytes()),
            Err(error) => (StatusCode::PAYLOAD_TOO_LARGE, format!("{error}\n").into()),
        },
        (_, "/" | "/echo") => (StatusCode::METHOD_NOT_ALLOWED, "GET / or POST /echo\n".into()),
        _ => (StatusCode::NOT_FOUND, "there are / and /echo\n".into()),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    Ok(response)
}
