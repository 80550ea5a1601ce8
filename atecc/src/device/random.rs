use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::Random;
use crate::{Error, SeedUpdate};

/// What Random answers until the configuration is locked, over and over.
const UNCONFIGURED: [u8; 4] = [0xFF, 0xFF, 0x00, 0x00];

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Fills `out` with random bytes, 32 per command.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] on a part whose configuration is not locked. On any error `out` must not be used.
    pub async fn random(&mut self, out: &mut [u8]) -> Result<(), Error<I2C::Error>> {
        let mut outcome = Ok(());
        for piece in out.chunks_mut(32) {
            outcome = self.random_piece(piece).await;
            if outcome.is_err() {
                break;
            }
        }
        self.settle(outcome).await
    }

    async fn random_piece(&mut self, piece: &mut [u8]) -> Result<(), Error<I2C::Error>> {
        let bytes = self.fresh_random().await?;
        if bytes.as_chunks().0.iter().all(|word| *word == UNCONFIGURED) {
            return Err(Error::NotConfigured);
        }
        for (to, from) in piece.iter_mut().zip(bytes) {
            *to = from;
        }
        Ok(())
    }

    /// Random numbers from a renewed seed, so that a signature after this one needs none of its own.
    async fn fresh_random(&mut self) -> Result<[u8; 32], Error<I2C::Error>> {
        let bytes = self.command(&Random::update_seed()).await?;
        self.seeded = self.link.volatile_state();
        Ok(bytes)
    }

    /// Renews the seed before a signature, as the configuration wants it.
    pub(super) async fn renew_seed(&mut self) -> Result<(), Error<I2C::Error>> {
        // Whoever used the chip meanwhile may have let it sleep.
        self.acquire().await?;
        let due = match self.link.config.seed_update {
            SeedUpdate::Never => false,
            SeedUpdate::Always => true,
            SeedUpdate::OncePerSleep => self.seed_is_stale(),
        };
        if due {
            self.fresh_random().await?;
        }
        Ok(())
    }

    /// A chip that slept between the renewal and now starts from its old seed: whoever is about to sign begins again.
    pub(super) fn check_seed(&self) -> Result<(), Error<I2C::Error>> {
        let stale = self.link.config.seed_update != SeedUpdate::Never && self.seed_is_stale();
        if stale { Err(Error::StateLost) } else { Ok(()) }
    }

    fn seed_is_stale(&self) -> bool {
        self.seeded.is_none() || self.seeded != self.link.volatile_state()
    }
}
