use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use tls_glue::Provider;

use super::connection::Connection;
use super::side::Side;
use super::sizes::Sizes;
use super::turn::Line;
use super::{ClientSide, ContextBuilder, ServerSide};
use crate::{ConfigError, Error};

/// The settings of secure sockets, for one side: who we are, whom we trust, what name we expect.
///
/// Cheap to clone; many sockets may share one.
///
/// Each handshake proves anew that the peer, and we, hold the key, unless the context has
/// [`resumption`](ContextBuilder::resumption).
#[derive(Clone)]
pub struct TlsContext {
    side: Arc<dyn Side>,
    provider: Provider,
    deadline: Duration,
    line: Option<Line>,
    sizes: Sizes,
}

impl TlsContext {
    /// Starts the context of a client, with the cryptography of `provider`.
    #[must_use]
    pub fn client(provider: impl Into<Provider>) -> ContextBuilder<ClientSide> {
        ContextBuilder::new(provider.into())
    }

    /// Starts the context of a server, with the cryptography of `provider`.
    #[must_use]
    pub fn server(provider: impl Into<Provider>) -> ContextBuilder<ServerSide> {
        ContextBuilder::new(provider.into())
    }

    pub(super) const fn new(
        side: Arc<dyn Side>,
        provider: Provider,
        deadline: Duration,
        line: Option<Line>,
    ) -> Self {
        Self { side, provider, deadline, line, sizes: Sizes::DEFAULT }
    }

    /// With records of these sizes.
    pub(super) const fn sized(mut self, sizes: Sizes) -> Self {
        self.sizes = sizes;
        self
    }

    /// Where handshakes stand in line, if they need an element.
    pub(super) const fn line(&self) -> Option<Line> {
        self.line
    }

    /// The cryptography under this context.
    pub(super) const fn provider(&self) -> &Provider {
        &self.provider
    }

    /// Whether this is a server's context.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.side.server_name().is_none()
    }

    /// How long lookup, connection and handshake together may take.
    #[must_use]
    pub const fn handshake_deadline(&self) -> Duration {
        self.deadline
    }

    pub(super) const fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// `Err(Role)` unless this context is for that side.
    pub(crate) fn require_server(&self, server: bool) -> Result<(), Error> {
        if self.is_server() == server { Ok(()) } else { Err(Error::Config(ConfigError::Role)) }
    }

    pub(super) fn connection(&self) -> Result<Connection, rustls::Error> {
        self.side.connection()
    }
}

impl fmt::Debug for TlsContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("TlsContext");
        match self.side.server_name() {
            Some(name) => debug.field("server_name", name),
            None => debug.field("server", &true),
        };
        debug.field("handshake_deadline", &self.deadline).finish_non_exhaustive()
    }
}
