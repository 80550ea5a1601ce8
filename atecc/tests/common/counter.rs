//! Counts what crosses a simulated bus, and says what it took beside the floor that chip and bus themselves set.

use atecc::Opcode;
use atecc::timing::{ClockDivider, WAKE_HIGH_US};
use atecc_sim::{BusError, Counts, SimI2c};
use embedded_hal::i2c::{ErrorType, I2c, Operation};

const WAKE_HZ: u32 = 100_000;
const GENERAL_CALL: u8 = 0x00;

/// Counts what crosses a simulated bus, and lowers its clock for wake pulses.
#[derive(Debug)]
pub(crate) struct Counter {
    chip: SimI2c,
    hz: u32,
    seen: Seen,
}

/// Traffic of one kind and another.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    wakes: u64,
    transactions: u64,
    /// Bytes that were acknowledged, addresses included.
    acknowledged: u64,
}

impl Counter {
    /// Counts on the bus of `chip`, whose clock is `hz`.
    pub(crate) fn new(chip: SimI2c, hz: u32) -> Self {
        chip.set_bus_hz(hz);
        Self { chip, hz, seen: Seen::default() }
    }

    /// Where the counts stand now.
    pub(crate) fn mark(&self) -> Mark {
        let (counts, bytes, ns) = (self.chip.counts(), self.chip.bus_bytes(), self.chip.now());
        Mark { seen: self.seen, counts, bytes, ns }
    }

    /// What came since `mark`.
    pub(crate) fn since(&self, mark: &Mark) -> Cost {
        let now = self.mark();
        let commands: Vec<_> = now
            .counts
            .iter()
            .map(|(opcode, count)| (opcode, count - mark.counts.of(opcode)))
            .filter(|(_, count)| *count > 0)
            .collect();
        let wakes = now.seen.wakes - mark.seen.wakes;
        let acknowledged = (now.seen.acknowledged - mark.seen.acknowledged) * byte_ns(self.hz);
        let execution: u64 = commands.iter().map(|(opcode, count)| count * typical_ns(*opcode)).sum();
        Cost {
            wakes,
            transactions: now.seen.transactions - mark.seen.transactions,
            bytes: now.bytes - mark.bytes,
            ns: now.ns - mark.ns,
            floor_ns: byte_ns(WAKE_HZ) + u64::from(WAKE_HIGH_US) * 1_000 + execution + acknowledged,
            commands,
        }
    }
}

/// The counts of a [`Counter`] at a moment.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    seen: Seen,
    counts: Counts,
    bytes: u64,
    ns: u64,
}

impl ErrorType for Counter {
    type Error = BusError;
}

impl I2c for Counter {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        self.seen.transactions += 1;
        self.seen.wakes += u64::from(address == GENERAL_CALL);
        if address == GENERAL_CALL {
            self.chip.set_bus_hz(WAKE_HZ);
        }
        let outcome = self.chip.transaction(address, operations);
        self.chip.set_bus_hz(self.hz);
        if outcome.is_ok() {
            self.seen.acknowledged += operations.iter().map(bytes).sum::<u64>();
        }
        outcome
    }
}

/// Of one operation, its address included.
fn bytes(operation: &Operation<'_>) -> u64 {
    1 + match operation {
        Operation::Read(data) => data.len() as u64,
        Operation::Write(data) => data.len() as u64,
    }
}

/// What one operation cost.
#[derive(Debug, Clone)]
pub(crate) struct Cost {
    /// The commands, in the order of the data sheet's table.
    pub(crate) commands: Vec<(Opcode, u64)>,
    /// Wake pulses.
    pub(crate) wakes: u64,
    /// Bus transactions: pulses, writes and reads, those that nobody acknowledged included.
    pub(crate) transactions: u64,
    /// Bytes on the bus, addresses included.
    pub(crate) bytes: u64,
    /// Virtual time, nanoseconds.
    pub(crate) ns: u64,
    /// The least that it can take, nanoseconds: one wake pulse and tWHI, the typical execution times, and the bytes that
    /// were acknowledged.
    pub(crate) floor_ns: u64,
}

impl Cost {
    /// Its time in thousandths of the floor.
    pub(crate) const fn permille(&self) -> u64 {
        self.ns * 1_000 / self.floor_ns
    }

    /// Commands, wakes, transactions, bytes, time and its ratio to the floor, as columns of a table.
    pub(crate) fn columns(&self) -> String {
        let commands: Vec<_> =
            self.commands.iter().map(|(opcode, count)| format!("{count} {}", opcode.name())).collect();
        format!(
            "| {} | {} | {} | {} | {}.{} ms | {}.{:03} |",
            commands.join(", "),
            self.wakes,
            self.transactions,
            self.bytes,
            self.ns / 1_000_000,
            self.ns / 100_000 % 10,
            self.permille() / 1_000,
            self.permille() % 1_000,
        )
    }
}

/// Nine bit times.
fn byte_ns(hz: u32) -> u64 {
    9 * 1_000_000_000 / u64::from(hz)
}

fn typical_ns(opcode: Opcode) -> u64 {
    u64::from(opcode.execution_time().typical_us(ClockDivider::M0)) * 1_000
}
