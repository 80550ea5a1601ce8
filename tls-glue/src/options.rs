//! Which parts of TLS the element does.

use core::time::Duration;

use crate::Wait;

/// Where TLS takes its random numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RandomSource {
    /// From the base provider: no time on the element's bus.
    #[default]
    Base,
    /// From a generator in this program that the element seeds, mixed with what the base provider gives
    /// ([`SeededRandom`](crate::SeededRandom)). This is the way to use an element's random numbers: a handshake costs no
    /// time on its bus.
    Seeded,
    /// From the element, every single draw: one to seven commands a handshake.
    Element,
}

/// Who makes the ephemeral keys and agrees on the secret (ECDHE).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyExchange {
    /// The base provider, with all its groups: no time on the element's bus, and as many handshakes at once as come.
    #[default]
    Base,
    /// The element, in secp256r1, and nobody else: the groups of the base provider are not offered, so that a peer cannot
    /// choose past the element. All of TLS 1.3 has secp256r1 (RFC 8446, 9.1); a peer of TLS 1.2 without it is refused.
    /// One handshake at a time ([`Gate`](crate::Gate)).
    Element,
}

/// How long a handshake may keep the element's ephemeral key while others wait, unless set: a peer that signs, verifies
/// and agrees with a slow element of its own takes some two seconds.
const HOLD: Duration = Duration::from_secs(4);

/// Which parts of TLS the element does, besides signing.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Options {
    /// Where random numbers come from; by default the base provider.
    pub random: RandomSource,
    /// Who exchanges keys; by default the base provider.
    pub key_exchange: KeyExchange,
    /// How long a handshake may keep the element's ephemeral key once another one waits for it; 4 s unless set.
    pub hold: Duration,
    /// Whether the element checks the signatures of peers' certificates; by default the base provider does.
    pub verify_chains: bool,
    /// Whether the element checks the signatures of peers' handshakes; by default the base provider does.
    pub verify_handshakes: bool,
    /// What to do when the element is busy.
    pub wait: Wait,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            random: RandomSource::default(),
            key_exchange: KeyExchange::default(),
            hold: HOLD,
            verify_chains: false,
            verify_handshakes: false,
            wait: Wait::default(),
        }
    }
}

impl Options {
    /// Takes random numbers from `source`.
    #[must_use]
    pub const fn random(mut self, source: RandomSource) -> Self {
        self.random = source;
        self
    }

    /// Exchanges keys as `key_exchange` says.
    #[must_use]
    pub const fn key_exchange(mut self, key_exchange: KeyExchange) -> Self {
        self.key_exchange = key_exchange;
        self
    }

    /// Lets a handshake keep the element's ephemeral key for `limit` once another one waits for it. A client has it from
    /// its first message to the server's answer, a server of TLS 1.2 from its own answer to the client's: a peer that takes
    /// longer loses the handshake.
    #[must_use]
    pub const fn hold(mut self, limit: Duration) -> Self {
        self.hold = limit;
        self
    }

    /// Lets the element check the signatures of peers' certificates, as far as they are ECDSA with P-256 and SHA-256.
    #[must_use]
    pub const fn verify_chains(mut self) -> Self {
        self.verify_chains = true;
        self
    }

    /// Lets the element check the signatures of peers' handshakes, as far as they are ECDSA with P-256 and SHA-256.
    #[must_use]
    pub const fn verify_handshakes(mut self) -> Self {
        self.verify_handshakes = true;
        self
    }

    /// Waits for a busy element as `wait` says.
    #[must_use]
    pub const fn wait(mut self, wait: Wait) -> Self {
        self.wait = wait;
        self
    }
}
