//! The two wires, and what hangs on them.

mod error;
mod observer;
mod shared;

use alloc::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};

use embedded_hal::i2c::{NoAcknowledgeSource, Operation};

pub use self::error::BusError;
use self::observer::Observer;
pub use self::shared::SimBus;
use crate::chip::Chip;
use crate::clock::Clock;
use crate::fault::Countdown;
use crate::options::Interface;
use crate::state::StateError;
use crate::wake;

/// Bits of a byte on the bus, its acknowledge included.
const BITS_PER_BYTE: u64 = 9;
/// The bus clock unless told otherwise: one that the general-call wake works at.
const DEFAULT_HZ: u32 = 100_000;

/// A chip that several handles share with its bus.
pub(crate) type SharedChip = Arc<Mutex<Chip>>;

/// A thread that panicked while it used the chip left it between two bytes at worst.
pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A bus with any number of chips; they share the wires and the supply.
pub(crate) struct Bus {
    chips: Vec<SharedChip>,
    /// Those that acknowledged the last address byte.
    addressed: Vec<SharedChip>,
    /// Those of them that did not acknowledge a byte: they see no more bytes, but the stop.
    silent: Vec<SharedChip>,
    pub(crate) clock: Clock,
    hz: u32,
    bytes: u64,
    power_cut: Option<Countdown>,
    watchdog: Option<Countdown>,
    /// Whose watchdog it is.
    watched: Option<SharedChip>,
    observer: Observer,
}

impl Bus {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            chips: Vec::new(),
            addressed: Vec::new(),
            silent: Vec::new(),
            clock,
            hz: DEFAULT_HZ,
            bytes: 0,
            power_cut: None,
            watchdog: None,
            watched: None,
            observer: Observer::default(),
        }
    }

    pub(crate) fn attach(&mut self, chip: SharedChip) {
        self.chips.push(chip);
    }

    pub(crate) const fn set_hz(&mut self, hz: u32) {
        self.hz = hz;
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) const fn observer(&mut self) -> &mut Observer {
        &mut self.observer
    }

    pub(crate) const fn arm_power_cut(&mut self, countdown: Countdown) {
        self.power_cut = Some(countdown);
    }

    pub(crate) fn arm_watchdog(&mut self, countdown: Countdown, chip: SharedChip) {
        self.watchdog = Some(countdown);
        self.watched = Some(chip);
    }

    pub(crate) const fn fault_is_pending(&self) -> bool {
        self.power_cut.is_some() || self.watchdog.is_some()
    }

    /// A start, the operations, a stop.
    pub(crate) fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), BusError> {
        let start_ns = self.clock.now_ns();
        let result = self.operations(address, operations);
        self.bits(1);
        let ended = self.end_of_write();
        self.addressed.clear();
        self.silent.clear();
        let result = result.and(ended);
        self.observer.transaction(start_ns, address, operations, &result);
        self.observer.refusals(self.clock.now_ns(), &self.chips);
        result
    }

    /// SDA held low for as long as a wake needs, whatever the bus clock.
    pub(crate) fn wake_pulse(&mut self) {
        self.observer.wake_pulse(self.clock.now_ns());
        self.clock.advance(crate::chip::WAKE_PULSE_NS);
        self.low_pulse(crate::chip::WAKE_PULSE_NS);
    }

    /// Interrupts the supply of all chips for a moment.
    pub(crate) fn power_cycle(&mut self) -> Result<(), StateError> {
        self.observer.power_cycle(self.clock.now_ns());
        self.addressed.clear();
        self.silent.clear();
        self.chips.iter().try_for_each(|chip| lock(chip).power_cycle())
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
                Operation::Read(buffer) => self.read(buffer)?,
                Operation::Write(bytes) => self.write(bytes)?,
            }
        }
        Ok(())
    }

    /// A start and the address byte. A sleeping chip does not acknowledge it, but may wake from it.
    fn start(&mut self, address: u8, read: bool) -> Result<(), BusError> {
        let byte = address << 1 | u8::from(read);
        let now_ns = self.clock.now_ns();
        self.addressed.clear();
        self.silent.clear();
        for chip in &self.chips {
            if lock(chip).acknowledges(now_ns, address, read) {
                self.addressed.push(Arc::clone(chip));
            }
        }
        self.bits(1);
        self.byte()?;
        self.low_pulse(wake::low_ns(byte, self.hz));
        if self.addressed.is_empty() {
            return Err(BusError::NoAcknowledge(NoAcknowledgeSource::Address));
        }
        Ok(())
    }

    /// A byte is acknowledged if one chip does; those that did not listen no more.
    fn write(&mut self, bytes: &[u8]) -> Result<(), BusError> {
        for byte in bytes {
            self.disturb(*byte);
            self.byte()?;
            let silent = self.addressed.extract_if(.., |chip| !lock(chip).write_byte(*byte));
            self.silent.extend(silent);
            if self.addressed.is_empty() {
                return Err(BusError::NoAcknowledge(NoAcknowledgeSource::Data));
            }
        }
        Ok(())
    }

    /// Whoever sends a zero wins; without a sender the wires stay high.
    fn read(&mut self, buffer: &mut [u8]) -> Result<(), BusError> {
        for byte in buffer {
            self.byte()?;
            *byte = self.addressed.iter().fold(0xFF, |wires, chip| wires & lock(chip).read_byte());
            self.disturb(*byte);
        }
        Ok(())
    }

    fn end_of_write(&self) -> Result<(), BusError> {
        let now_ns = self.clock.now_ns();
        let mut chips = self.addressed.iter().chain(&self.silent);
        chips.try_for_each(|chip| lock(chip).end_of_write(now_ns)).map_err(BusError::State)
    }

    fn low_pulse(&self, low_ns: u64) {
        for chip in &self.chips {
            lock(chip).low_pulse(Interface::I2c, self.clock.now_ns(), low_ns);
        }
    }

    /// Traffic holds SDA low as well: it may wake those that it is not for.
    fn disturb(&self, byte: u8) {
        let low_ns = wake::low_ns(byte, self.hz);
        if low_ns < crate::chip::WAKE_PULSE_NS {
            return;
        }
        for chip in &self.chips {
            if !self.addressed.iter().any(|addressed| Arc::ptr_eq(addressed, chip)) {
                lock(chip).low_pulse(Interface::I2c, self.clock.now_ns(), low_ns);
            }
        }
    }

    /// Nine bits; perhaps the last ones before the supply fails.
    fn byte(&mut self) -> Result<(), BusError> {
        self.bytes += 1;
        self.bits(BITS_PER_BYTE);
        if Countdown::fires(&mut self.power_cut) {
            self.power_cycle().map_err(BusError::State)?;
        }
        if Countdown::fires(&mut self.watchdog)
            && let Some(chip) = self.watched.take()
        {
            lock(&chip).time_out();
            self.addressed.retain(|other| !Arc::ptr_eq(other, &chip));
        }
        Ok(())
    }

    fn bits(&self, bits: u64) {
        self.clock.advance(bits * wake::bit_ns(self.hz));
    }
}
