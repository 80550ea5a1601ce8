//! Which parts of TLS the element does.

use crate::Wait;

/// Where TLS takes its random numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RandomSource {
    /// From the base provider: no time on the element's bus.
    #[default]
    Base,
    /// From a generator in this program (HMAC_DRBG of SP 800-90A with SHA-256) that the element seeds with the first draw
    /// and again after every 1024, and into which each draw mixes fresh numbers of the base provider, as far as that has
    /// any. This is the way to use an element's random numbers: a handshake costs no time on its bus.
    ///
    /// What was drawn before cannot be told from the generator's state. A seed that fails when one is due again is
    /// asked for anew with the next draw, and until then the generator goes on. After a `fork` the base provider's part
    /// alone makes the two processes' numbers differ.
    Seeded,
    /// From the element, every single draw: one to seven commands a handshake.
    Element,
}

/// Which parts of TLS the element does, besides signing.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options {
    /// Where random numbers come from; by default the base provider.
    pub random: RandomSource,
    /// Whether the element checks the signatures of peers' certificates; by default the base provider does.
    pub verify_chains: bool,
    /// Whether the element checks the signatures of peers' handshakes; by default the base provider does.
    pub verify_handshakes: bool,
    /// What to do when the element is busy.
    pub wait: Wait,
}

impl Options {
    /// Takes random numbers from `source`.
    #[must_use]
    pub const fn random(mut self, source: RandomSource) -> Self {
        self.random = source;
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
