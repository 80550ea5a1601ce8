use crate::Error;

/// Counters that only go up, for ever.
pub trait MonotonicCounter {
    /// The value of counter `id`.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if there is no such counter.
    fn counter(&mut self, id: u32) -> Result<u64, Error>;

    /// Adds one and gives the new value.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if there is no such counter, [`Error::Refused`] at its end. After [`Error::NoResponse`], read
    /// the counter: it may have been stepped.
    fn increment_counter(&mut self, id: u32) -> Result<u64, Error>;
}
