use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{Latch, Revision};
use crate::explain::{Explanation, Refused, Volatile};
use crate::{ConfigZone, Error, Part};

impl<I2C, D> Atecc<I2C, D> {
    /// The command by which the last operation failed, if the chip refused one.
    #[must_use]
    pub const fn last_refusal(&self) -> Option<&Refused> {
        self.memory.refused.as_ref()
    }

    /// What is known of the chip's volatile memory, from the commands so far.
    #[must_use]
    pub fn known_volatile(&self) -> Volatile {
        self.memory.volatile(self.link.volatile_state())
    }
}

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Why the chip refused the command by which the last operation failed: reads the configuration and the
    /// persistent latch. `None` if no command was refused. With a snapshot of the configuration at hand,
    /// [`Refused::explain`] does it without the bus.
    ///
    /// # Errors
    /// As any operation.
    pub async fn explain(&mut self) -> Result<Option<Explanation>, Error<I2C::Error>> {
        let Some(mut refused) = self.memory.refused.take() else { return Ok(None) };
        let outcome = self.explain_refused(&mut refused).await;
        self.memory.refused = Some(refused);
        self.settle(outcome).await.map(Some)
    }

    async fn explain_refused(&mut self, refused: &mut Refused) -> Result<Explanation, Error<I2C::Error>> {
        let mut bytes = [0; ConfigZone::SIZE];
        for block in 0..4 {
            self.config_block(block, &mut bytes).await?;
        }
        let config = ConfigZone::new(bytes);
        if refused.volatile().latch.is_none() && Revision(config.revision()).part() == Some(Part::Atecc608) {
            refused.set_latch(self.command(&Latch).await?);
        }
        Ok(refused.explain(&config))
    }
}
