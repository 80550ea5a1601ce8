use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{Latch, SetLatch};
use crate::{Error, IoKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Whether the persistent latch is set: keys with PersistentDisable work only then.
    ///
    /// # Errors
    /// A status on an ATECC508A, which has none.
    pub async fn latch(&mut self) -> Result<bool, Error<I2C::Error>> {
        self.execute(&Latch).await
    }

    /// Clears the persistent latch, which needs no key.
    ///
    /// # Errors
    /// A status if VolatileKeyPermission does not enable the latch.
    pub async fn clear_latch(&mut self) -> Result<(), Error<I2C::Error>> {
        let mut outcome = self.command(&SetLatch(false)).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.command(&SetLatch(false)).await;
        }
        self.settle(outcome).await
    }

    /// Sets the persistent latch, authorised by `key`, that of VolatileKeyPermission: keys with PersistentDisable work from
    /// here on, until the supply drops. `num_in` is the host's share of the nonce: twenty random bytes.
    ///
    /// Four commands: those of [`authorise`](Self::authorise), and Info.
    ///
    /// # Errors
    /// [`Error::WrongKey`]; [`Misuse::Part`](crate::Misuse::Part) on an ATECC508A; a status if the configuration does not
    /// permit it, or under another key.
    pub async fn set_latch(&mut self, key: &IoKey<'_>, num_in: &[u8; 20]) -> Result<(), Error<I2C::Error>> {
        self.require_608()?;
        let mut outcome = self.set_latch_once(key, num_in).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.set_latch_once(key, num_in).await;
        }
        self.settle(outcome).await
    }

    async fn set_latch_once(&mut self, key: &IoKey<'_>, num_in: &[u8; 20]) -> Result<(), Error<I2C::Error>> {
        self.authorise_once(key, num_in).await?;
        self.command(&SetLatch(true)).await
    }
}
