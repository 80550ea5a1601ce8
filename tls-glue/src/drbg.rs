//! A deterministic random bit generator: HMAC_DRBG with SHA-256 (NIST SP 800-90A Rev. 1, 10.1.2), of 256 bits of strength.

#[cfg(test)]
mod tests;

use core::{fmt, slice};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The generator's state. What it gave before cannot be computed from it: both halves change with every output.
pub(crate) struct HmacDrbg {
    /// The key in the first half; HMAC would fill it up to its block with zeros anyway.
    key: Zeroizing<[u8; 64]>,
    value: Zeroizing<[u8; OUTPUT]>,
}

/// What HMAC with SHA-256 gives, in bytes.
const OUTPUT: usize = 32;
/// The most bytes of one request (table 2).
const MAX_REQUEST: usize = 1 << 16;

impl HmacDrbg {
    /// A generator that `seed` determines: entropy, nonce and personalization string.
    pub(crate) fn new(seed: &[&[u8]]) -> Self {
        let mut drbg = Self { key: Zeroizing::new([0; 64]), value: Zeroizing::new([1; OUTPUT]) };
        drbg.update(seed);
        drbg
    }

    /// Mixes in `seed`: entropy and additional input.
    pub(crate) fn reseed(&mut self, seed: &[&[u8]]) {
        self.update(seed);
    }

    /// Fills `out`. `additional` is mixed in before and after, unless empty.
    pub(crate) fn generate(&mut self, out: &mut [u8], additional: &[u8]) {
        let additional = if additional.is_empty() { &[][..] } else { slice::from_ref(&additional) };
        for request in out.chunks_mut(MAX_REQUEST) {
            if !additional.is_empty() {
                self.update(additional);
            }
            for block in request.chunks_mut(OUTPUT) {
                self.next_value();
                block.copy_from_slice(self.value.get(..block.len()).unwrap_or_default());
            }
            self.update(additional);
        }
    }

    fn update(&mut self, data: &[&[u8]]) {
        self.next_key(0, data);
        if !data.is_empty() {
            self.next_key(1, data);
        }
    }

    fn next_key(&mut self, round: u8, data: &[&[u8]]) {
        let mut mac = self.mac();
        mac.update(&[round]);
        for part in data {
            mac.update(part);
        }
        for (place, byte) in self.key.iter_mut().zip(mac.finalize().into_bytes()) {
            *place = byte;
        }
        self.next_value();
    }

    fn next_value(&mut self) {
        *self.value = self.mac().finalize().into_bytes().into();
    }

    /// HMAC with the key, over the value so far.
    fn mac(&self) -> Hmac<Sha256> {
        let mut mac = Hmac::new((&*self.key).into());
        mac.update(&*self.value);
        mac
    }
}

impl fmt::Debug for HmacDrbg {
    /// Shows that it is there, and nothing of what it will give.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacDrbg").finish_non_exhaustive()
    }
}
