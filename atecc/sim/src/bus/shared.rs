use alloc::sync::Arc;
use std::path::Path;
use std::sync::Mutex;

use embedded_hal::i2c::{ErrorType, I2c, Operation, SevenBitAddress};

use super::{Bus, BusError, lock};
use crate::chip::{Chip, Core};
use crate::clock::{Clock, SimDelay};
use crate::eeprom::Eeprom;
use crate::factory;
use crate::i2c::SimI2c;
use crate::options::{Options, Time};
use crate::part::Part;
use crate::state::{self, Identity, StateError, StateFile};
use crate::trace::Sink;

/// A simulated I2C bus with any number of chips, none at first; clones are handles to the same bus.
///
/// The chips share clock, wires and supply. The general call wakes all of them. Two at the same address answer
/// together, as on a board: a byte that they send is the AND of theirs.
#[derive(Clone)]
pub struct SimBus(Arc<Mutex<Bus>>);

impl SimBus {
    /// A bus on which nobody answers yet.
    #[must_use]
    pub fn new(time: Time) -> Self {
        Self(Arc::new(Mutex::new(Bus::new(Clock::new(time)))))
    }

    /// Attaches a part fresh from the factory that lives as long as this process; see [`SimI2c::with_options`].
    ///
    /// [`Options::time`] is that of the bus already; the field has no effect here.
    ///
    /// # Errors
    /// [`StateError::Entropy`] if the operating system gives no random numbers.
    pub fn blank(&self, part: Part, seed: Option<u64>, options: Options) -> Result<SimI2c, StateError> {
        let identity = Identity { part, seed, power_ups: 1 };
        let eeprom = factory::deliver(part, seed, options.interface)?;
        Ok(self.attach(power_up(identity, eeprom, None, options)?))
    }

    /// Attaches a part fresh from the factory whose state is kept in a new file; see [`SimI2c::create`].
    ///
    /// # Errors
    /// [`StateError::Exists`] if there is a file already; else as [`SimBus::open`].
    pub fn create(
        &self,
        path: impl AsRef<Path>,
        part: Part,
        seed: Option<u64>,
        options: Options,
    ) -> Result<SimI2c, StateError> {
        let file = StateFile::create(path.as_ref())?;
        let identity = Identity { part, seed, power_ups: 1 };
        let eeprom = factory::deliver(part, seed, options.interface)?;
        let mut chip = power_up(identity, eeprom, Some(file), options)?;
        chip.save()?;
        Ok(self.attach(chip))
    }

    /// Attaches the part whose state is in a file; see [`SimI2c::open`].
    ///
    /// # Errors
    /// One variant of [`StateError`] per cause; the file is unchanged then.
    pub fn open(&self, path: impl AsRef<Path>, options: Options) -> Result<SimI2c, StateError> {
        let (file, identity, eeprom) = StateFile::open(path.as_ref())?;
        Ok(self.attach(power_up(identity.once_more(), eeprom, Some(file), options)?))
    }

    /// Attaches a part as a state file describes it, without a file; see [`SimI2c::from_state`].
    ///
    /// # Errors
    /// [`StateError::Format`], with `(memory)` for the path; [`StateError::Entropy`] as [`SimBus::blank`].
    pub fn from_state(&self, text: &[u8], options: Options) -> Result<SimI2c, StateError> {
        let (identity, eeprom) = state::parse(text)?;
        Ok(self.attach(power_up(identity.once_more(), eeprom, None, options)?))
    }

    fn attach(&self, chip: Chip) -> SimI2c {
        let chip = Arc::new(Mutex::new(chip));
        lock(&self.0).attach(Arc::clone(&chip));
        SimI2c::new(self.clone(), chip)
    }

    /// The delay that goes with this bus.
    #[must_use]
    pub fn delay(&self) -> SimDelay {
        SimDelay(lock(&self.0).clock.clone())
    }

    /// The bus clock, hertz: 100 kHz at first. The general-call wake works up to 133 kHz.
    pub fn set_bus_hz(&self, hz: u32) {
        lock(&self.0).set_hz(hz);
    }

    /// Nanoseconds on the clock of this bus.
    #[must_use]
    pub fn now(&self) -> u64 {
        lock(&self.0).clock.now_ns()
    }

    /// Bytes that went over the bus, address bytes included, acknowledged or not.
    #[must_use]
    pub fn bus_bytes(&self) -> u64 {
        lock(&self.0).bytes()
    }

    /// Tells `sink` from now on what happens on this bus, refusals with their reasons included, instead of
    /// whoever was told before. It is called in the middle of a transaction: it must not use the bus itself.
    pub fn observe(&self, sink: impl Sink + Send + 'static) {
        lock(&self.0).observer().set(Box::new(sink));
    }

    /// Holds SDA low for tWLO, as a host with control over the pin does.
    pub fn wake_pulse(&self) {
        lock(&self.0).wake_pulse();
    }

    /// Interrupts the supply of all chips for a moment.
    ///
    /// # Errors
    /// [`StateError`] if a state file cannot be written.
    pub fn power_cycle(&self) -> Result<(), StateError> {
        lock(&self.0).power_cycle()
    }

    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&mut Bus) -> T) -> T {
        use_it(&mut lock(&self.0))
    }
}

fn power_up(
    identity: Identity,
    eeprom: Eeprom,
    file: Option<StateFile>,
    options: Options,
) -> Result<Chip, StateError> {
    Ok(Chip::power_up(identity, Core::new(identity, eeprom, options)?, file))
}

impl core::fmt::Debug for SimBus {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SimBus").finish_non_exhaustive()
    }
}

impl ErrorType for SimBus {
    type Error = BusError;
}

impl I2c<SevenBitAddress> for SimBus {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        lock(&self.0).transaction(address, operations)
    }
}

impl embedded_hal_async::i2c::I2c<SevenBitAddress> for SimBus {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        lock(&self.0).transaction(address, operations)
    }
}
