//! Which parts of TLS the element does.

use crate::Wait;

/// Where TLS takes its random numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RandomSource {
    /// From the base provider: no time on the element's bus.
    #[default]
    Base,
    /// From the element, for hosts without a good source of their own.
    Element,
}

/// Which parts of TLS the element does, besides signing.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options {
    /// Where random numbers come from; by default the base provider.
    pub random: RandomSource,
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

    /// Waits for a busy element as `wait` says.
    #[must_use]
    pub const fn wait(mut self, wait: Wait) -> Self {
        self.wait = wait;
        self
    }
}
