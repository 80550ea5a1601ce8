//! Random numbers from the element.

use alloc::sync::Arc;

use hwcrypto_api::{HwCrypto, Random};
use rustls::crypto::{GetRandomFailed, SecureRandom};

use crate::Wait;
use crate::failures::Failures;

/// rustls' source of random numbers, drawn from the element.
///
/// A handshake draws one to seven times; ephemeral keys are the key exchange's business and do not come from here.
#[derive(Debug)]
pub(crate) struct HwRandom {
    pub(crate) element: &'static HwCrypto,
    pub(crate) wait: Wait,
    pub(crate) failures: Arc<Failures>,
}

impl SecureRandom for HwRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), GetRandomFailed> {
        self.wait.until_free(|| { self.element }.random(out)).map_err(|error| {
            self.failures.random(error);
            GetRandomFailed
        })
    }
}
