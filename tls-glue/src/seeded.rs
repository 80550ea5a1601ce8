//! Random numbers of a generator on the host that the element has seeded.

use alloc::sync::Arc;

use hwcrypto_api::{Error, HwCrypto, Random};
use rustls::crypto::{GetRandomFailed, SecureRandom};
use zeroize::Zeroizing;

use crate::Wait;
use crate::drbg::HmacDrbg;
use crate::failures::Failures;
use crate::lock::Lock;

/// How many draws the generator goes on with one seed. A handshake draws one to seven times; the standard would allow
/// 2⁴⁸ (SP 800-90A table 2).
const RESEED_INTERVAL: u32 = 1024;
/// Bytes of a seed: all the strength that the generator has, and what one Random command of a chip gives.
const SEED: usize = 32;
/// Tells this generator from others that are seeded alike.
const PERSONALIZATION: &[u8] = b"tls-glue";

/// rustls' source of random numbers: a generator in this program (HMAC_DRBG of SP 800-90A with SHA-256) that the element
/// seeds. Usable in a `static`.
///
/// The seed is asked for with the first draw, and again after every 1024. If there is a `base`, each draw mixes in fresh
/// numbers of that: whoever does not know both the element's seed and what the base gave cannot tell the numbers. What was
/// drawn before cannot be told from the state. A seed that fails when one is due again is asked for anew with the next
/// draw, and until then the generator goes on.
///
/// A process that was forked has its parent's state, and differs from it by what the base gives: without a base, draw in one
/// process only.
#[derive(Debug)]
pub struct SeededRandom {
    element: &'static HwCrypto,
    wait: Wait,
    base: Option<&'static dyn SecureRandom>,
    /// Of the provider that this belongs to, if it belongs to one.
    failures: Option<Arc<Failures>>,
    state: Lock<State>,
}

#[derive(Debug)]
struct State {
    /// Nothing before the first draw.
    drbg: Option<HmacDrbg>,
    draws: u32,
}

impl SeededRandom {
    /// Seeded by `element`; `wait` says what to do when that is busy.
    #[must_use]
    pub const fn new(element: &'static HwCrypto, wait: Wait) -> Self {
        let state = Lock::new(State { drbg: None, draws: 0 });
        Self { element, wait, base: None, failures: None, state }
    }

    /// Mixes in what `base` gives, as far as it gives anything.
    #[must_use]
    pub const fn mixed_with(mut self, base: &'static dyn SecureRandom) -> Self {
        self.base = Some(base);
        self
    }

    pub(crate) fn telling(self, failures: &Arc<Failures>) -> Self {
        Self { failures: Some(Arc::clone(failures)), ..self }
    }

    fn draw(&self, state: &mut State, out: &mut [u8]) -> Result<(), Error> {
        let fresh = self.of_base();
        let fresh = fresh.as_deref().map(<[u8; SEED]>::as_slice).unwrap_or_default();
        match &mut state.drbg {
            Some(drbg) if state.draws < RESEED_INTERVAL => drbg.generate(out, fresh),
            // A good state does not go bad: without the element it does until the next draw, which asks again.
            Some(drbg) => {
                if let Ok(seed) = self.of_element() {
                    drbg.reseed(&[&*seed]);
                    state.draws = 0;
                }
                drbg.generate(out, fresh);
            }
            none => {
                let seed = self.of_element()?;
                none.insert(HmacDrbg::new(&[&*seed, fresh, PERSONALIZATION])).generate(out, &[]);
            }
        }
        state.draws = state.draws.saturating_add(1);
        Ok(())
    }

    fn of_element(&self) -> Result<Zeroizing<[u8; SEED]>, Error> {
        let mut seed = Zeroizing::new([0; SEED]);
        self.wait.until_free(|| { self.element }.random(&mut *seed))?;
        Ok(seed)
    }

    /// What the base gives, if it gives anything.
    fn of_base(&self) -> Option<Zeroizing<[u8; SEED]>> {
        let mut fresh = Zeroizing::new([0; SEED]);
        self.base?.fill(&mut *fresh).ok()?;
        Some(fresh)
    }
}

impl SecureRandom for SeededRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), GetRandomFailed> {
        self.state.with(self.wait, |state| self.draw(state, out)).map_err(|error| {
            self.failures.iter().for_each(|failures| failures.random(error));
            GetRandomFailed
        })
    }
}
