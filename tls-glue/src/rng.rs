//! Random numbers from the element.

use hwcrypto_api::{HwCrypto, Random};
use rustls::crypto::{GetRandomFailed, SecureRandom};

use crate::Wait;

/// rustls' source of random numbers, drawn from the element.
///
/// A handshake draws one to seven times; ephemeral keys are the key exchange's business and do not come from here.
#[derive(Debug, Clone, Copy)]
pub struct HwRandom {
    element: &'static HwCrypto,
    wait: Wait,
}

impl HwRandom {
    /// Draws from `element`; `wait` says what to do when it is busy.
    #[must_use]
    pub const fn new(element: &'static HwCrypto, wait: Wait) -> Self {
        Self { element, wait }
    }
}

impl SecureRandom for HwRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), GetRandomFailed> {
        self.wait.until_free(|| { self.element }.random(out)).map_err(|_| GetRandomFailed)
    }
}
