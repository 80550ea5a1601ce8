//! A rustls provider with the element laid over it.

use alloc::{boxed::Box, sync::Arc, vec};
use core::ops::Deref;

use hwcrypto_api::HwCrypto;
use rustls::crypto::CryptoProvider;

use crate::{Gate, HwKeyExchange, HwRandom, KeyExchange, Options, RandomSource};

/// The cryptography of TLS: a rustls provider, parts of which an element may do.
///
/// Any rustls provider is one, with no part for the element; [`provider()`] makes the others. Wherever rustls wants a
/// provider, this turns into one.
#[derive(Debug, Clone)]
pub struct Provider {
    crypto: Arc<CryptoProvider>,
    options: Options,
    gate: Option<&'static Gate>,
}

impl Provider {
    /// The provider as rustls takes it.
    #[must_use]
    pub const fn crypto(&self) -> &Arc<CryptoProvider> {
        &self.crypto
    }

    /// What the element does; the defaults if there is none.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Where handshakes stand in line, if the element exchanges keys.
    #[must_use]
    pub const fn gate(&self) -> Option<&'static Gate> {
        self.gate
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
        Self { crypto, options: Options::default(), gate: None }
    }
}

impl From<CryptoProvider> for Provider {
    fn from(crypto: CryptoProvider) -> Self {
        Arc::new(crypto).into()
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
    let mut gate = None;
    if options.key_exchange == KeyExchange::Element {
        crypto.kx_groups = vec![Box::leak(Box::new(HwKeyExchange::new(element, options.wait)))];
        gate = Some(Gate::of(element));
    }
    Provider { crypto: Arc::new(crypto), options, gate }
}
