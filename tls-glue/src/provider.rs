//! A rustls provider with the element laid over it.

use alloc::{boxed::Box, sync::Arc, vec};
use core::ops::Deref;

use hwcrypto_api::HwCrypto;
use rustls::crypto::CryptoProvider;

use crate::failures::{Failures, Mark};
use crate::rng::HwRandom;
use crate::seeded::SeededRandom;
use crate::verify::HwVerify;
use crate::{ElementFailure, Gate, HwKeyExchange, KeyExchange, Options, RandomSource, verify};

/// The cryptography of TLS: a rustls provider, parts of which an element may do.
///
/// Any rustls provider is one, with no part for the element; [`provider()`] makes the others. Wherever rustls wants a
/// provider, this turns into one.
#[derive(Debug, Clone)]
pub struct Provider {
    crypto: Arc<CryptoProvider>,
    options: Options,
    gate: Option<&'static Gate>,
    failures: Arc<Failures>,
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

    /// A moment, for [`failure_since`](Self::failure_since).
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.failures.mark()
    }

    /// What the element could not do after `mark` was taken, if that was random numbers or verification: rustls itself
    /// then says only that there are no random numbers, or that a signature is bad. Other failures travel in rustls'
    /// error, see [`ElementFailure::of`].
    ///
    /// Sessions that run at once under one provider may all see a failure that was one session's.
    ///
    /// ```
    /// # fn handshake() -> Result<(), rustls::Error> { Err(rustls::Error::FailedToGetRandomBytes) }
    /// # let provider = tls_glue::Provider::from(rustls::crypto::ring::default_provider());
    /// let mark = provider.mark();
    /// if let Err(error) = handshake() {
    ///     let failure = tls_glue::ElementFailure::of(&error).or_else(|| provider.failure_since(mark));
    ///     assert_eq!(failure, None, "it was not the element");
    /// }
    /// ```
    #[must_use]
    pub fn failure_since(&self, mark: Mark) -> Option<ElementFailure> {
        self.failures.since(mark)
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
        Self { crypto, options: Options::default(), gate: None, failures: Arc::default() }
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
    let failures = Arc::new(Failures::default());
    lay_random(&mut crypto, element, options, &failures);
    lay_verification(&mut crypto, element, options, &failures);
    let mut gate = None;
    if options.key_exchange == KeyExchange::Element {
        crypto.kx_groups = vec![Box::leak(Box::new(HwKeyExchange::new(element, options.wait)))];
        gate = Some(Gate::of(element));
    }
    Provider { crypto: Arc::new(crypto), options, gate, failures }
}

fn lay_random(
    crypto: &mut CryptoProvider,
    element: &'static HwCrypto,
    options: Options,
    failures: &Arc<Failures>,
) {
    match options.random {
        RandomSource::Base => {}
        RandomSource::Seeded => {
            let random = SeededRandom::new(element, options.wait).mixed_with(crypto.secure_random);
            crypto.secure_random = Box::leak(Box::new(random.telling(failures)));
        }
        RandomSource::Element => {
            let random = HwRandom::new(element, options.wait).telling(failures);
            crypto.secure_random = Box::leak(Box::new(random));
        }
    }
}

fn lay_verification(
    crypto: &mut CryptoProvider,
    element: &'static HwCrypto,
    options: Options,
    failures: &Arc<Failures>,
) {
    if !options.verify_chains && !options.verify_handshakes {
        return;
    }
    let verify = HwVerify { element, wait: options.wait, failures: Arc::clone(failures) };
    let verify: &'static HwVerify = Box::leak(Box::new(verify));
    let algorithms = &mut crypto.signature_verification_algorithms;
    if options.verify_chains {
        verify::for_chains(algorithms, verify);
    }
    if options.verify_handshakes {
        verify::for_handshakes(algorithms, verify);
    }
}
