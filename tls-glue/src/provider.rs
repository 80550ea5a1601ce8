//! A rustls provider with the element laid over it.

use alloc::boxed::Box;

use hwcrypto_api::HwCrypto;
use rustls::crypto::CryptoProvider;

use crate::{HwRandom, Wait};

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

/// Lays `element` over `base`: what `options` give to the element is done there, all else stays as it was.
///
/// Keys are not part of a provider: name them with [`certified_key`](crate::certified_key).
///
/// rustls wants the parts of a provider to live for ever, so a part given to the element costs a few bytes that are
/// never freed: make one provider per element and share it.
#[must_use]
pub fn provider(base: CryptoProvider, element: &'static HwCrypto, options: Options) -> CryptoProvider {
    match options.random {
        RandomSource::Base => base,
        RandomSource::Element => {
            let random = Box::leak(Box::new(HwRandom::new(element, options.wait)));
            CryptoProvider { secure_random: random, ..base }
        }
    }
}
