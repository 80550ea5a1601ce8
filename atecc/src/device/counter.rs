use super::{Atecc, DelayNs, I2c, flavour};
use crate::Error;
use crate::command::{Counter, CounterId};

#[flavour]
impl<I2C: I2c, D: DelayNs> Atecc<I2C, D> {
    /// The value of a monotonic counter, at most [`COUNTER_MAX`](crate::policy::COUNTER_MAX).
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
}
