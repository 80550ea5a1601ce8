use alloc::sync::Arc;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use embedded_hal::i2c::{ErrorType, I2c, Operation, SevenBitAddress};

use crate::bus::{Bus, BusError};
use crate::chip::{Chip, Core};
use crate::clock::{Clock, SimDelay};
use crate::counts::Counts;
use crate::eeprom::Eeprom;
use crate::options::Options;
use crate::part::Part;
use crate::refused::Refused;
use crate::state::{Identity, StateError, StateFile};

/// A handle to a simulated I2C bus with a chip on it; clones are handles to the same bus.
#[derive(Clone)]
pub struct SimI2c {
    bus: Arc<Mutex<Bus>>,
}

impl SimI2c {
    /// A blank part that lives as long as this process, with default [`Options`].
    ///
    /// With a seed its serial number and its random numbers are the same each time.
    ///
    /// # Errors
    /// [`StateError::Entropy`] if the operating system gives no random numbers.
    pub fn blank(part: Part, seed: Option<u64>) -> Result<Self, StateError> {
        Self::with_options(part, seed, Options::default())
    }

    /// As [`SimI2c::blank`], with options.
    ///
    /// # Errors
    /// As [`SimI2c::blank`].
    pub fn with_options(part: Part, seed: Option<u64>, options: Options) -> Result<Self, StateError> {
        let identity = Identity { part, seed, power_ups: 1 };
        Self::power_up(identity, part.blank(seed)?, None, options)
    }

    /// A blank part whose state is kept in a new file.
    ///
    /// # Errors
    /// [`StateError::Exists`] if there is a file already; else as [`SimI2c::open`].
    pub fn create(path: impl AsRef<Path>, part: Part, seed: Option<u64>) -> Result<Self, StateError> {
        Self::create_with_options(path, part, seed, Options::default())
    }

    /// As [`SimI2c::create`], with options.
    ///
    /// # Errors
    /// As [`SimI2c::create`].
    pub fn create_with_options(
        path: impl AsRef<Path>,
        part: Part,
        seed: Option<u64>,
        options: Options,
    ) -> Result<Self, StateError> {
        let file = StateFile::create(path.as_ref())?;
        let identity = Identity { part, seed, power_ups: 1 };
        Self::power_up(identity, part.blank(seed)?, Some(file), options)
    }

    /// The part whose state is in a file. Opening it is a power-up.
    ///
    /// # Errors
    /// One variant of [`StateError`] per cause; the file is unchanged then.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StateError> {
        Self::open_with_options(path, Options::default())
    }

    /// As [`SimI2c::open`], with options.
    ///
    /// # Errors
    /// As [`SimI2c::open`].
    pub fn open_with_options(path: impl AsRef<Path>, options: Options) -> Result<Self, StateError> {
        let (file, mut identity, eeprom) = StateFile::open(path.as_ref())?;
        identity.power_ups += 1;
        Self::power_up(identity, eeprom, Some(file), options)
    }

    fn power_up(
        identity: Identity,
        eeprom: Eeprom,
        file: Option<StateFile>,
        options: Options,
    ) -> Result<Self, StateError> {
        let chip = Chip::power_up(identity, Core::new(identity, eeprom, options)?, file)?;
        let bus = Bus::new(chip, Clock::new(options.time));
        Ok(Self { bus: Arc::new(Mutex::new(bus)) })
    }

    /// The delay that goes with this bus.
    #[must_use]
    pub fn delay(&self) -> SimDelay {
        SimDelay(self.lock().clock.clone())
    }

    /// The 7-bit address that the chip answers to.
    #[must_use]
    pub fn address(&self) -> u8 {
        self.lock().chip.address()
    }

    /// The bus clock, hertz: 100 kHz at first. The general-call wake works up to 133 kHz.
    pub fn set_bus_hz(&self, hz: u32) {
        self.lock().set_hz(hz);
    }

    /// Nanoseconds on the clock of this bus.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.lock().clock.now_ns()
    }

    /// Bytes that went over the bus, address bytes included, acknowledged or not.
    #[must_use]
    pub fn bus_bytes(&self) -> u64 {
        self.lock().bytes()
    }

    /// The commands that the chip was given since this bus was made.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().chip.counts().clone()
    }

    /// Why the chip last refused a command: what it never tells on the wire.
    #[must_use]
    pub fn last_refusal(&self) -> Option<Refused> {
        self.lock().chip.last_refusal()
    }

    /// A copy of the EEPROM, **private keys included**: for tests that must see inside.
    #[must_use]
    pub fn reveal_eeprom(&self) -> Eeprom {
        self.lock().chip.core().eeprom.clone()
    }

    /// Changes how the chip behaves from now on. [`Options::time`] is fixed when the bus is made.
    pub fn set_options(&self, change: impl FnOnce(&mut Options)) {
        change(self.lock().chip.options_mut());
    }

    /// Holds SDA low for tWLO, as a host with control over the pin does.
    pub fn wake_pulse(&self) {
        self.lock().wake_pulse();
    }

    /// Interrupts the supply for a moment.
    ///
    /// # Errors
    /// [`StateError`] if the state file cannot be written.
    pub fn power_cycle(&self) -> Result<(), StateError> {
        self.lock().chip.power_cycle()
    }

    /// Puts another part, fresh from the factory, in the place of this one: same kind, same options, same state
    /// file. From a seed it has the same serial number, but draws other random numbers.
    ///
    /// # Errors
    /// [`StateError`] if the state file cannot be written, or without a seed if the operating system gives no
    /// random numbers.
    pub fn fresh_part(&self) -> Result<(), StateError> {
        self.lock().chip.replace()
    }

    /// A thread that panicked while it used the bus left it between two bytes at worst.
    fn lock(&self) -> MutexGuard<'_, Bus> {
        self.bus.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl core::fmt::Debug for SimI2c {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SimI2c").finish_non_exhaustive()
    }
}

impl ErrorType for SimI2c {
    type Error = BusError;
}

impl I2c<SevenBitAddress> for SimI2c {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        self.lock().transaction(address, operations)
    }
}

impl embedded_hal_async::i2c::I2c<SevenBitAddress> for SimI2c {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        self.lock().transaction(address, operations)
    }
}
