use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use atecc::blocking::Bus;
use atecc::packet::WordAddress;
use atecc::{Meanwhile, Opcode};

use crate::clock::Clock;

/// The address of a wake pulse.
const GENERAL_CALL: u8 = 0x00;

/// Counts what crosses a bus, whatever the chip behind it is.
#[derive(Debug)]
pub struct Meter<B> {
    bus: B,
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

impl<B> Meter<B> {
    pub(crate) fn new(bus: B, clock: Clock) -> Self {
        Self { bus, traffic: Traffic { counts: Arc::default(), clock } }
    }

    /// A handle on the counts.
    pub fn traffic(&self) -> Traffic {
        self.traffic.clone()
    }

    /// One transaction of `len` bytes and the address before them.
    fn measured<T, E>(&mut self, len: usize, work: impl FnOnce(&mut B) -> Result<T, E>) -> Result<T, E> {
        let outcome = self.traffic.clock.spend(|| work(&mut self.bus));
        // Without an acknowledge, the address is all there is.
        let len = if outcome.is_ok() { len } else { 0 };
        self.traffic.count(|counts| {
            counts.transactions += 1;
            counts.bytes += 1 + u64::try_from(len).unwrap_or(u64::MAX);
        });
        outcome
    }
}

impl<B: Bus> Bus for Meter<B> {
    type Error = B::Error;

    fn send(&mut self, address: u8, bytes: &[u8]) -> Result<(), B::Error> {
        if address == GENERAL_CALL {
            self.traffic.count(|counts| counts.wakes += 1);
        }
        if let [word, _, opcode, ..] = bytes
            && *word == WordAddress::Command as u8
        {
            let name = Opcode::from_byte(*opcode)
                .map_or_else(|| format!("{opcode:#04x}"), |opcode| opcode.name().to_lowercase());
            self.traffic.count(|counts| *counts.commands.entry(name).or_default() += 1);
        }
        self.measured(bytes.len(), |bus| bus.send(address, bytes))
    }

    fn receive(&mut self, address: u8, room: &mut [u8]) -> Result<(), B::Error> {
        self.measured(room.len(), |bus| bus.receive(address, room))
    }

    fn acquire(&mut self, address: u8) -> Result<Meanwhile, B::Error> {
        self.bus.acquire(address)
    }

    fn release(&mut self, keep: bool) {
        self.bus.release(keep);
    }

    fn sibling(&mut self, known: &[u8], index: usize) -> Option<u8> {
        self.bus.sibling(known, index)
    }
}

#[cfg(test)]
mod tests {
    use atecc_sim::{Part, SimI2c};
    use embedded_hal::delay::DelayNs;

    use super::*;

    #[test]
    fn an_address_byte_stands_before_the_others_or_alone() {
        let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
        let mut meter = Meter::new(chip.clone(), Clock::Virtual(chip.clone()));
        assert!(meter.send(0x60, &[1, 2, 3]).is_err());
        chip.wake_pulse();
        chip.delay().delay_us(1_500);
        meter.receive(0x60, &mut [0; 4]).unwrap();
        let counts = meter.traffic().snapshot();
        assert_eq!((counts.transactions, counts.bytes), (2, 1 + 1 + 4));
        assert_eq!(counts.bytes, chip.bus_bytes());
    }
}
