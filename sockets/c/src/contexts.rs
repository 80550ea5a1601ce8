//! TLS contexts behind numbers, so that a wrong one is an error and never a wild pointer.

use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;
use sockets::Errno;
use sockets::zssl::{ContextBuilder, Identity, Resumption, TlsContext, TlsVersion};

use crate::failure::Failure;

static PROVIDER: LazyLock<Arc<CryptoProvider>> =
    LazyLock::new(|| Arc::new(rustls::crypto::ring::default_provider()));

static CONTEXTS: Mutex<Contexts> = Mutex::new(Contexts { last: 0, open: BTreeMap::new() });

struct Contexts {
    /// Numbers are never given out twice.
    last: i32,
    open: BTreeMap<i32, TlsContext>,
}

fn contexts() -> MutexGuard<'static, Contexts> {
    CONTEXTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a context; gives its number, above zero.
pub(crate) fn keep(context: TlsContext) -> Result<i32, Failure> {
    let mut contexts = contexts();
    let number = contexts.last.checked_add(1).ok_or(Errno::EMFILE)?;
    contexts.last = number;
    contexts.open.insert(number, context);
    Ok(number)
}

/// The context of this number.
pub(crate) fn find(number: i32) -> Result<TlsContext, Failure> {
    contexts().open.get(&number).cloned().ok_or(UNKNOWN)
}

/// Lets go of a context; sockets that have it keep it.
pub(crate) fn free(number: i32) -> Result<(), Failure> {
    contexts().open.remove(&number).map(drop).ok_or(UNKNOWN)
}

const UNKNOWN: Failure = Failure::argument("there is no such context; it was freed, or making it has failed");

/// How the peer is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verify {
    /// It must show a certificate that holds.
    Required,
    /// A client goes on with a server whose certificate does not hold.
    AnyoneButTell,
    /// A client looks at no certificate.
    Nobody,
    /// A server asks, and goes on whatever comes.
    Requested,
    /// A server does not ask.
    NotAsked,
}

/// What C has set.
pub(crate) struct Settings<'a> {
    pub(crate) trust: &'a [u8],
    pub(crate) identities: Vec<Identity>,
    pub(crate) server_name: Option<&'a str>,
    pub(crate) alpn: Vec<&'a [u8]>,
    pub(crate) verify: Verify,
    /// All, if this names none.
    pub(crate) versions: Vec<TlsVersion>,
    /// The library's own, if this is `None`.
    pub(crate) deadline: Option<Duration>,
    /// How many sessions may go on later; zero is off.
    pub(crate) sessions: usize,
}

impl Settings<'_> {
    fn apply<S>(&mut self, mut builder: ContextBuilder<S>) -> ContextBuilder<S> {
        if !self.trust.is_empty() {
            builder = builder.trust(self.trust);
        }
        for identity in self.identities.drain(..) {
            builder = builder.identity(identity);
        }
        if !self.versions.is_empty() {
            builder = builder.versions(&self.versions);
        }
        if let Some(deadline) = self.deadline {
            builder = builder.handshake_deadline(deadline);
        }
        builder.alpn(&self.alpn).resumption(Resumption::Memory(self.sessions))
    }

    /// The context of a client.
    pub(crate) fn client(mut self) -> Result<TlsContext, Failure> {
        let mut builder = self.apply(TlsContext::client(Arc::clone(&PROVIDER)));
        if let Some(name) = self.server_name {
            builder = builder.server_name(name);
        }
        let builder = match self.verify {
            Verify::Required => builder,
            Verify::AnyoneButTell => builder.dangerously_continue_with_bad_server(),
            Verify::Nobody => builder.dangerously_accept_any_server(),
            Verify::Requested | Verify::NotAsked => {
                return Err(Failure::argument("this way to verify is for servers"));
            }
        };
        Ok(builder.build()?)
    }

    /// The context of a server.
    pub(crate) fn server(mut self) -> Result<TlsContext, Failure> {
        if self.server_name.is_some() {
            return Err(Failure::argument("a server expects no name; its certificate says its own"));
        }
        let builder = self.apply(TlsContext::server(Arc::clone(&PROVIDER)));
        let builder = match self.verify {
            Verify::Required => builder.require_client_certificate(),
            Verify::Requested => builder.request_client_certificate(),
            Verify::NotAsked => builder,
            Verify::AnyoneButTell | Verify::Nobody => {
                return Err(Failure::argument("this way to verify is for clients"));
            }
        };
        Ok(builder.build()?)
    }
}
