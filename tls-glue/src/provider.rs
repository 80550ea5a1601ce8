//! A rustls provider with the element laid over it.

use alloc::{boxed::Box, sync::Arc};
use core::ops::Deref;

use hwcrypto_api::HwCrypto;
use rustls::crypto::CryptoProvider;

use crate::{HwRandom, Options, RandomSource};

/// The cryptography of TLS: a rustls provider, parts of which an element may do.
///
/// Any rustls provider is one, with no part for the element; [`provider()`] makes the others. Wherever rustls wants a
/// provider, this turns into one.
#[derive(Debug, Clone)]
pub struct Provider {
    crypto: Arc<CryptoProvider>,
}

impl Provider {
    /// The provider as rustls takes it.
    #[must_use]
    pub const fn crypto(&self) -> &Arc<CryptoProvider> {
        &self.crypto
    }
}

impl Deref for Provider {
    type Target = CryptoProvider;

    fn deref(&self) -> &CryptoProvider {
        &self.crypto
    }
}

impl From<Arc<CryptoProvider>> for Provider {
    fn from(crypto: Arc<CryptoProvider>) -> Self {
        Self { crypto }
    }
}

impl From<CryptoProvider> for Provider {
    fn from(crypto: CryptoProvider) -> Self {
        Self { crypto: Arc::new(crypto) }
    }
}

impl From<Provider> for Arc<CryptoProvider> {
    fn from(provider: Provider) -> Self {
        provider.crypto
    }
}

/// Lays `element` over `base`: what `options` give to the element is done there, all else stays as it was.
///
/// Keys are not part of a provider: name them with [`certified_key`](crate::certified_key).
///
/// rustls wants the parts of a provider to live for ever, so a part given to the element costs a few bytes that are
/// never freed: make one provider per element and share it.
#[must_use]
pub fn provider(base: CryptoProvider, element: &'static HwCrypto, options: Options) -> Provider {
    let mut crypto = base;
    if options.random == RandomSource::Element {
        crypto.secure_random = Box::leak(Box::new(HwRandom::new(element, options.wait)));
    }
    crypto.into()
}
