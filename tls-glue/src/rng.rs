//! Random numbers from the element.

use alloc::sync::Arc;

use hwcrypto_api::{HwCrypto, Random};
use rustls::crypto::{GetRandomFailed, SecureRandom};

use crate::Wait;
use crate::failures::Failures;

/// rustls' source of random numbers, each drawn from the element. Usable in a `static`.
///
/// A handshake draws one to seven times; ephemeral keys are the key exchange's business and do not come from here, unless
/// the base provider is given this as its source. A [`SeededRandom`](crate::SeededRandom) costs less time.
#[derive(Debug)]
pub struct HwRandom {
    element: &'static HwCrypto,
    wait: Wait,
    /// Of the provider that this belongs to, if it belongs to one.
    failures: Option<Arc<Failures>>,
}

impl HwRandom {
    /// Draws from `element`; `wait` says what to do when it is busy.
    #[must_use]
    pub const fn new(element: &'static HwCrypto, wait: Wait) -> Self {
        Self { element, wait, failures: None }
    }

    pub(crate) fn telling(self, failures: &Arc<Failures>) -> Self {
        Self { failures: Some(Arc::clone(failures)), ..self }
    }
}

impl SecureRandom for HwRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), GetRandomFailed> {
        self.wait.until_free(|| { self.element }.random(out)).map_err(|error| {
            self.failures.iter().for_each(|failures| failures.random(error));
            GetRandomFailed
        })
    }
}
