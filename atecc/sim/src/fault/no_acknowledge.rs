use embedded_hal::i2c::Operation;

use super::{Fault, When};
use crate::wake::GENERAL_CALL;

/// Nobody acknowledges an address. An occasion is a transaction; general calls, which nobody acknowledges anyway, are
/// none.
#[derive(Debug, Clone)]
pub struct NoAcknowledge(When);

impl NoAcknowledge {
    /// At these transactions.
    #[must_use]
    pub const fn new(when: When) -> Self {
        Self(when)
    }
}

impl Fault for NoAcknowledge {
    fn denies(&mut self, address: u8, _: &[Operation<'_>]) -> bool {
        address != GENERAL_CALL && self.0.happens()
    }
}
