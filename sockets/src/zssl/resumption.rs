use alloc::sync::Arc;

use rustls::server::{NoServerSessionStorage, StoresServerSessions};
use rustls::{ClientConfig, ServerConfig};

/// Whether sessions go on in later connections.
///
/// A resumed handshake asks a crypto element for no signature and checks none: that the peer is the same is known from a
/// secret of the earlier session, and its certificate, which is not sent again, counts as it did then, even if it has
/// expired meanwhile. A session is resumed only between the two contexts that made it and for the same server name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resumption {
    /// Never: each handshake proves anew that the peer, and we, hold the key.
    #[default]
    Off,
    /// The context keeps about as many sessions as this in memory; what does not fit, the oldest, needs a full handshake. A
    /// client needs room for eight per server and uses each once in TLS 1.3. A server sends one ticket of TLS 1.3 for each
    /// handshake, which takes three draws of random numbers. Zero is the same as off.
    // A ticketer, which needs no memory, is not offered: two contexts that share one would let the clients of the one into the
    // other, whatever that asks of its own.
    #[cfg(feature = "std")]
    Memory(usize),
}

impl Resumption {
    pub(super) fn client(self, config: &mut ClientConfig) {
        config.resumption = match self {
            #[cfg(feature = "std")]
            Self::Memory(sessions @ 1..) => rustls::client::Resumption::in_memory_sessions(sessions),
            _ => rustls::client::Resumption::disabled(),
        };
    }

    /// Where a server's sessions are.
    pub(super) fn sessions(self) -> Sessions {
        match self {
            #[cfg(feature = "std")]
            Self::Memory(sessions @ 1..) => {
                Sessions { storage: rustls::server::ServerSessionMemoryCache::new(sessions), tickets: 1 }
            }
            _ => Sessions { storage: Arc::new(NoServerSessionStorage {}), tickets: 0 },
        }
    }
}

/// The sessions of a server's context, the same for all of its handshakes.
pub(super) struct Sessions {
    storage: Arc<dyn StoresServerSessions>,
    tickets: usize,
}

impl Sessions {
    pub(super) fn apply(&self, config: &mut ServerConfig) {
        config.session_storage = Arc::clone(&self.storage);
        config.send_tls13_tickets = self.tickets;
    }
}
