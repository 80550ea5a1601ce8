//! Handshakes of one element: bounded, and off the runtime's threads.

use core::time::Duration;
use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::server::Acceptor;
use tls_glue::Provider;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::{LazyConfigAcceptor, TlsAcceptor, TlsConnector, client, server};

use crate::admission::Admission;
use crate::off_worker::poll_off_worker;

/// How long a handshake may take, peer and element together.
const DEADLINE: Duration = Duration::from_secs(10);

/// The handshakes that use one element. Clones share its places.
///
/// A handshake has a place while it computes, and that is where it waits for the element; while it waits for its peer it
/// has none, so that a peer who says nothing keeps nobody out. Who comes when all places are taken is refused at once
/// with [`Refused`](crate::Refused): an element makes some ten signatures a second, and a queue that grows faster than it
/// is served would make everybody late. The last in the queue waits for all others, so `Wait` of `tls-glue` must be long
/// enough for as many signatures as there are places.
///
/// The time of a handshake is limited, to 10 s unless [`deadline`](Self::deadline) says otherwise. Its timer must be
/// there: a runtime built without `enable_time` panics, as it does for `tokio::time`.
#[derive(Debug, Clone)]
pub struct Handshakes {
    admission: Admission,
    deadline: Duration,
}

impl Handshakes {
    /// For an element with `limit` places, at least one: one handshake that uses it and those that wait.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { admission: Admission::places(limit), deadline: DEADLINE }
    }

    /// For handshakes with `provider`. If its element exchanges keys, they stand in the line of the element's
    /// [`Gate`](tls_glue::Gate), with all others that do, instead of failing with `Busy`: as many as there are places, in
    /// order of arrival. A handshake then also has its place while the element keeps a key for it, and loses key and place to
    /// those who wait after [`hold`](tls_glue::Options::hold).
    #[must_use]
    pub fn in_turn(mut self, provider: &Provider) -> Self {
        self.admission = self.admission.in_turn(provider);
        self
    }

    /// Limits each handshake to `deadline`, from the accepted or connected stream on.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Makes the server's side of a handshake. Dropped, it closes the stream.
    ///
    /// # Errors
    /// * [`ResourceBusy`](io::ErrorKind::ResourceBusy) with [`Refused`](crate::Refused) inside, if all places are taken;
    /// * [`TimedOut`](io::ErrorKind::TimedOut) at the deadline;
    /// * [`InvalidData`](io::ErrorKind::InvalidData) with a [`rustls::Error`] inside, which
    ///   [`tls_error`](crate::tls_error) finds: what was wrong with the peer, or what the element says;
    /// * what the stream says.
    pub async fn accept<S>(&self, acceptor: &TlsAcceptor, stream: S) -> io::Result<server::TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let config = Arc::clone(acceptor.config());
        self.in_time(async {
            // This asks nothing of the element, so that one who only opens a connection takes nobody's place.
            let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
            poll_off_worker(async { hello.into_stream(config).await }, &self.admission).await?
        })
        .await
    }

    /// Makes the client's side of a handshake with the server `name`. Dropped, it closes the stream.
    ///
    /// # Errors
    /// As those of [`accept`](Self::accept).
    pub async fn connect<S>(
        &self,
        connector: &TlsConnector,
        name: ServerName<'static>,
        stream: S,
    ) -> io::Result<client::TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let connector = connector.clone();
        // An element may make the key exchange's keys too, which the connector asks for before it is polled.
        let handshake = async move { connector.connect(name, stream).await };
        self.in_time(async { poll_off_worker(handshake, &self.admission).await? }).await
    }

    async fn in_time<T>(&self, handshake: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        timeout(self.deadline, handshake).await.unwrap_or_else(|_| {
            let text = format!("the TLS handshake was not done after {:?}", self.deadline);
            Err(io::Error::new(io::ErrorKind::TimedOut, text))
        })
    }
}
