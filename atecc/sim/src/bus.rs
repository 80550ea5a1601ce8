use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource, Operation};

use crate::chip::Chip;
use crate::clock::Clock;
use crate::state::StateError;
use crate::wake;

/// Bits of a byte on the bus, its acknowledge included.
const BITS_PER_BYTE: u64 = 9;
/// The bus clock unless told otherwise: one that the general-call wake works at.
const DEFAULT_HZ: u32 = 100_000;

/// The two wires, and what hangs on them.
pub(crate) struct Bus {
    pub(crate) chip: Chip,
    pub(crate) clock: Clock,
    hz: u32,
    bytes: u64,
}

/// Why a transaction failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum BusError {
    /// Nobody acknowledged: the address (the chip is busy, idle, asleep or elsewhere) or a byte.
    NoAcknowledge(NoAcknowledgeSource),
    /// The chip did what it was told, but its state file could not be written.
    State(StateError),
}

impl core::fmt::Display for BusError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NoAcknowledge(NoAcknowledgeSource::Address) => {
                f.write_str("no chip acknowledges the address")
            }
            Self::NoAcknowledge(_) => f.write_str("the chip does not acknowledge the byte"),
            Self::State(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for BusError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NoAcknowledge(_) => None,
            Self::State(error) => error.source(),
        }
    }
}

impl embedded_hal::i2c::Error for BusError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoAcknowledge(source) => ErrorKind::NoAcknowledge(*source),
            Self::State(_) => ErrorKind::Other,
        }
    }
}

impl Bus {
    pub(crate) const fn new(chip: Chip, clock: Clock) -> Self {
        Self { chip, clock, hz: DEFAULT_HZ, bytes: 0 }
    }

    pub(crate) const fn set_hz(&mut self, hz: u32) {
        self.hz = hz;
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A start, the operations, a stop.
    pub(crate) fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), BusError> {
        let result = self.operations(address, operations);
        self.bits(1);
        let ended = self.end_of_write();
        result.and(ended)
    }

    /// SDA held low for as long as a wake needs, whatever the bus clock.
    pub(crate) fn wake_pulse(&mut self) {
        self.clock.advance(crate::chip::WAKE_PULSE_NS);
        self.chip.low_pulse(self.clock.now_ns(), crate::chip::WAKE_PULSE_NS);
    }

    /// Neighbours in the same direction are one transfer; a change of direction is another start.
    fn operations(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        let mut reading = None;
        for operation in operations {
            let read = matches!(operation, Operation::Read(_));
            if reading != Some(read) {
                if reading.is_some() {
                    self.end_of_write()?;
                }
                self.start(address, read)?;
                reading = Some(read);
            }
            match operation {
                Operation::Read(buffer) => self.read(buffer),
                Operation::Write(bytes) => self.write(bytes)?,
            }
        }
        Ok(())
    }

    /// A start and the address byte. A sleeping chip does not acknowledge it, but may wake from it.
    fn start(&mut self, address: u8, read: bool) -> Result<(), BusError> {
        let byte = address << 1 | u8::from(read);
        let acknowledged = self.chip.acknowledges(self.clock.now_ns(), address, read);
        self.bits(1);
        self.byte();
        self.chip.low_pulse(self.clock.now_ns(), wake::low_ns(byte, self.hz));
        if acknowledged { Ok(()) } else { Err(BusError::NoAcknowledge(NoAcknowledgeSource::Address)) }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), BusError> {
        for byte in bytes {
            self.byte();
            if !self.chip.write_byte(*byte) {
                return Err(BusError::NoAcknowledge(NoAcknowledgeSource::Data));
            }
        }
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            self.byte();
            *byte = self.chip.read_byte();
        }
    }

    fn end_of_write(&mut self) -> Result<(), BusError> {
        self.chip.end_of_write(self.clock.now_ns()).map_err(BusError::State)
    }

    fn byte(&mut self) {
        self.bytes += 1;
        self.bits(BITS_PER_BYTE);
    }

    fn bits(&self, bits: u64) {
        self.clock.advance(bits * wake::bit_ns(self.hz));
    }
}
