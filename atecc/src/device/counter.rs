use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{CountLimit, Counter, CounterId, ReadBlock, WriteBlock};
use crate::config::Count;
use crate::span::copy;
use crate::{Address, BLOCK_SIZE, Error, Misuse, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// The value of a monotonic counter, at most [`Count::MAX`](crate::config::Count::MAX).
    ///
    /// # Errors
    /// As any operation.
    pub async fn counter(&mut self, id: CounterId) -> Result<u32, Error<I2C::Error>> {
        self.execute(&Counter::read(id)).await
    }

    /// Adds one to a monotonic counter, for ever, and gives its new value. A garbled reply is read again; the counter
    /// is never stepped twice.
    ///
    /// # Errors
    /// A status if the counter is at its end. After [`Error::NoResponse`], read the counter: it may have been stepped.
    pub async fn increment_counter(&mut self, id: CounterId) -> Result<u32, Error<I2C::Error>> {
        self.execute(&Counter::increment(id)).await
    }

    /// Where CountMatch ends the uses of all keys with LimitedUse, if it is enabled: a value of Counter 0.
    ///
    /// # Errors
    /// [`Error::NotAsExpected`] if the slot holds no limit; a status if it is not readable in clear.
    pub async fn count_limit(&mut self) -> Result<Option<CountLimit>, Error<I2C::Error>> {
        let outcome = self.stored_limit().await;
        self.settle(outcome).await
    }

    async fn stored_limit(&mut self) -> Result<Option<CountLimit>, Error<I2C::Error>> {
        let zone = self.first_config_block().await?;
        let Some(slot) = zone.count_match().slot() else { return Ok(None) };
        let block = self.command(&ReadBlock(limit_block(slot)?)).await?;
        let bytes = block.first_chunk().copied().unwrap_or_default();
        CountLimit::from_bytes(bytes).map(Some).ok_or(Error::NotAsExpected)
    }

    /// Binds the keys with LimitedUse to `limit`: writes it into the slot that CountMatch names, in one piece. What else is
    /// in the first block of that slot stays, once data is locked; before that it becomes zeros.
    ///
    /// # Errors
    /// [`Misuse::Disabled`] if CountMatch is not enabled; a status if the slot is not readable and writable in clear.
    pub async fn set_count_limit(&mut self, limit: CountLimit) -> Result<(), Error<I2C::Error>> {
        let outcome = self.store_limit(limit).await;
        self.settle(outcome).await
    }

    async fn store_limit(&mut self, limit: CountLimit) -> Result<(), Error<I2C::Error>> {
        let mut zone = self.first_config_block().await?;
        self.config_block(2, zone.as_bytes_mut()).await?;
        let slot = zone.count_match().slot().ok_or(Misuse::Disabled)?;
        let address = limit_block(slot)?;
        let mut data = [0; BLOCK_SIZE];
        if zone.data_locked() {
            data = self.command(&ReadBlock(address)).await?;
        }
        copy(&mut data, &limit.to_bytes());
        self.command(&WriteBlock { address, data: &data }).await
    }

    /// How many uses the key in `slot` has left; `None` without LimitedUse. All such keys share them.
    ///
    /// # Errors
    /// As [`count_limit`](Self::count_limit).
    pub async fn remaining_uses(&mut self, slot: Slot) -> Result<Option<u32>, Error<I2C::Error>> {
        let outcome = self.uses_left(slot).await;
        self.settle(outcome).await
    }

    async fn uses_left(&mut self, slot: Slot) -> Result<Option<u32>, Error<I2C::Error>> {
        if !self.rules_of(slot).await?.slot_config(slot).limited_use() {
            return Ok(None);
        }
        let limit = self.stored_limit().await?.map_or(Count::MAX, CountLimit::count);
        let count = self.command(&Counter::read(CounterId::Zero)).await?;
        Ok(Some(limit.saturating_sub(count)))
    }
}

fn limit_block(slot: Slot) -> Result<Address, Misuse> {
    Address::data_block(slot, 0).ok_or(Misuse::Range)
}
