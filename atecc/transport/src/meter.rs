use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use atecc::Opcode;
use atecc::packet::WordAddress;
use embedded_hal::i2c::{ErrorType, I2c, Operation};

use crate::clock::Clock;

/// Counts what crosses a bus, whatever the chip behind it is.
#[derive(Debug)]
pub struct Meter<I2C> {
    i2c: I2C,
    traffic: Traffic,
}

/// The counts of a [`Meter`], readable while the meter is in use elsewhere.
#[derive(Debug, Clone)]
pub struct Traffic {
    counts: Arc<Mutex<Snapshot>>,
    clock: Clock,
}

/// The counts at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Commands sent, taken or not, by the data sheet's name in lower case.
    pub commands: BTreeMap<String, u64>,
    /// Wake pulses by general call.
    pub wakes: u64,
    /// Bus transactions, acknowledged or not: from START to STOP.
    pub transactions: u64,
    /// Bytes on the bus: data, and the address byte of each transaction, also where nobody acknowledged it.
    pub bytes: u64,
    /// Time for the chip: virtual if it is simulated, else the time spent with it.
    pub time: Duration,
}

impl Snapshot {
    /// What came since `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let commands = self.commands.iter().map(|(name, count)| {
            (name.clone(), count.saturating_sub(earlier.commands.get(name).copied().unwrap_or(0)))
        });
        Self {
            commands: commands.filter(|(_, count)| *count > 0).collect(),
            wakes: self.wakes.saturating_sub(earlier.wakes),
            transactions: self.transactions.saturating_sub(earlier.transactions),
            bytes: self.bytes.saturating_sub(earlier.bytes),
            time: self.time.saturating_sub(earlier.time),
        }
    }
}

impl Traffic {
    /// The counts now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Snapshot { time: self.clock.now(), ..counts }
    }

    fn count(&self, change: impl FnOnce(&mut Snapshot)) {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<I2C> Meter<I2C> {
    pub(crate) fn new(i2c: I2C, clock: Clock) -> Self {
        Self { i2c, traffic: Traffic { counts: Arc::default(), clock } }
    }

    /// A handle on the counts.
    pub fn traffic(&self) -> Traffic {
        self.traffic.clone()
    }
}

impl<I2C: ErrorType> ErrorType for Meter<I2C> {
    type Error = I2C::Error;
}

impl<I2C: I2c> I2c for Meter<I2C> {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2C::Error> {
        if address == 0 {
            self.traffic.count(|counts| counts.wakes += 1);
        }
        for operation in operations.iter() {
            if let Operation::Write([word, _, opcode, ..]) = operation
                && *word == WordAddress::Command as u8
            {
                let name = Opcode::from_byte(*opcode)
                    .map_or_else(|| format!("{opcode:#04x}"), |opcode| opcode.name().to_lowercase());
                self.traffic.count(|counts| *counts.commands.entry(name).or_default() += 1);
            }
        }
        let outcome = self.traffic.clock.spend(|| self.i2c.transaction(address, operations));
        let bytes = match &outcome {
            Ok(()) => on_the_wire(operations),
            // Nobody acknowledged the address.
            Err(_) => 1,
        };
        self.traffic.count(|counts| {
            counts.transactions += 1;
            counts.bytes += bytes;
        });
        outcome
    }
}

/// Data bytes, and an address byte wherever the direction changes.
fn on_the_wire(operations: &[Operation<'_>]) -> u64 {
    let mut last = None;
    let mut bytes = 0;
    for operation in operations {
        let (reads, len) = match operation {
            Operation::Read(data) => (true, data.len()),
            Operation::Write(data) => (false, data.len()),
        };
        bytes += u64::from(last != Some(reads)) + u64::try_from(len).unwrap_or(u64::MAX);
        last = Some(reads);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_byte_stands_before_each_direction() {
        let mut room = [0; 4];
        let (write, read) = (Operation::Write(&[1, 2]), Operation::Read(&mut room));
        assert_eq!(on_the_wire(&[write, read]), 1 + 2 + 1 + 4);
        assert_eq!(on_the_wire(&[Operation::Write(&[1]), Operation::Write(&[2])]), 1 + 2);
    }
}
