use atecc::packet::WordAddress;
use embedded_hal::i2c::Operation;

use super::{Fault, When};
use crate::wake::GENERAL_CALL;

/// The chip is busy for longer than it should be: after a command nobody acknowledges anything for a number of
/// transactions. An occasion is a command; the command itself arrives.
#[derive(Debug, Clone)]
pub struct StuckBusy {
    when: When,
    transactions: u64,
    left: u64,
}

impl StuckBusy {
    /// After these commands, for so many transactions; [`u64::MAX`] is for ever.
    #[must_use]
    pub const fn new(when: When, transactions: u64) -> Self {
        Self { when, transactions, left: 0 }
    }
}

impl Fault for StuckBusy {
    fn denies(&mut self, address: u8, operations: &[Operation<'_>]) -> bool {
        if address == GENERAL_CALL {
            return false;
        }
        if self.left > 0 {
            self.left -= u64::from(self.left != u64::MAX);
            return true;
        }
        let command = operations.iter().any(|operation| {
            matches!(operation, Operation::Write([word, ..]) if *word == WordAddress::Command as u8)
        });
        if command && self.when.happens() {
            self.left = self.transactions;
        }
        false
    }
}
