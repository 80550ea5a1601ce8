use std::path::Path;
use std::sync::MutexGuard;

use embedded_hal::i2c::{ErrorType, I2c, Operation, SevenBitAddress};

use crate::bus::{BusError, SharedChip, SimBus, lock};
use crate::chip::Chip;
use crate::clock::SimDelay;
use crate::counts::Counts;
use crate::eeprom::Eeprom;
use crate::options::Options;
use crate::part::Part;
use crate::refused::Refused;
use crate::state::StateError;
use crate::swi::SimUart;
use crate::trace::Sink;

/// A handle to a simulated I2C bus and to one chip on it, usually the only one; clones are handles to the same.
///
/// Transactions go over the whole bus. What is told and changed beside it concerns this chip. Several chips are
/// put on one bus by [`SimBus`].
#[derive(Clone)]
pub struct SimI2c {
    bus: SimBus,
    chip: SharedChip,
}

impl SimI2c {
    /// A part that lives as long as this process, with default [`Options`]: as the factory ships it, that is blank,
    /// unless it is a Trust part.
    ///
    /// With a seed its serial number, its keys and its random numbers are the same each time.
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
        SimBus::new(options.time).blank(part, seed, options)
    }

    /// The same with its state kept in a new file.
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
        SimBus::new(options.time).create(path, part, seed, options)
    }

    /// The part whose state is in a file. Opening it is a power-up, which the file counts from the first command on;
    /// until then it stays as it is.
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
        SimBus::new(options.time).open(path, options)
    }

    /// The part that the text of a state file describes, without a file: for parts that are kept elsewhere, and for
    /// starting many tests from one part. It is a power-up, as opening a file is.
    ///
    /// # Errors
    /// [`StateError::Format`], with `(memory)` for the path; [`StateError::Entropy`] as [`SimI2c::blank`].
    pub fn from_state(text: &[u8], options: Options) -> Result<Self, StateError> {
        SimBus::new(options.time).from_state(text, options)
    }

    /// What a state file of this part holds now, **private keys included**.
    #[must_use]
    pub fn reveal_state(&self) -> String {
        self.chip().state()
    }

    pub(crate) const fn new(bus: SimBus, chip: SharedChip) -> Self {
        Self { bus, chip }
    }

    /// The bus itself.
    #[must_use]
    pub const fn bus(&self) -> &SimBus {
        &self.bus
    }

    /// The delay that goes with this bus.
    #[must_use]
    pub fn delay(&self) -> SimDelay {
        self.bus.delay()
    }

    /// A UART at this chip, for one with [`Interface::SingleWire`](crate::Interface::SingleWire): another never answers there.
    #[must_use]
    pub fn uart(&self) -> SimUart {
        SimUart::new(self.clone())
    }

    /// The 7-bit address that the chip answers to.
    #[must_use]
    pub fn address(&self) -> u8 {
        self.chip().address()
    }

    /// The bus clock, hertz: 100 kHz at first. The general-call wake works up to 133 kHz.
    pub fn set_bus_hz(&self, hz: u32) {
        self.bus.set_bus_hz(hz);
    }

    /// Nanoseconds on the clock of this bus.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.bus.now()
    }

    /// Bytes that went over the bus, address bytes included, acknowledged or not.
    #[must_use]
    pub fn bus_bytes(&self) -> u64 {
        self.bus.bus_bytes()
    }

    /// The commands that the chip was given since this bus was made.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.chip().counts().clone()
    }

    /// How often the supply of the chip came up, in its whole life.
    #[must_use]
    pub fn power_ups(&self) -> u64 {
        self.chip().power_ups()
    }

    /// Why the chip last refused a command: what it never tells on the wire.
    #[must_use]
    pub fn last_refusal(&self) -> Option<Refused> {
        self.chip().last_refusal()
    }

    /// A copy of the EEPROM, **private keys included**: for tests that must see inside.
    #[must_use]
    pub fn reveal_eeprom(&self) -> Eeprom {
        self.chip().core().eeprom.clone()
    }

    /// Changes how the chip behaves from now on. [`Options::time`] is fixed when the bus is made.
    pub fn set_options(&self, change: impl FnOnce(&mut Options)) {
        change(self.chip().options_mut());
    }

    /// As [`SimBus::observe`].
    pub fn observe(&self, sink: impl Sink + Send + 'static) {
        self.bus.observe(sink);
    }

    /// Holds SDA low for tWLO, as a host with control over the pin does.
    pub fn wake_pulse(&self) {
        self.bus.wake_pulse();
    }

    /// Interrupts the supply of the bus for a moment.
    ///
    /// # Errors
    /// [`StateError`] if the state file cannot be written.
    pub fn power_cycle(&self) -> Result<(), StateError> {
        self.bus.power_cycle()
    }

    pub(crate) const fn shared_chip(&self) -> &SharedChip {
        &self.chip
    }

    pub(crate) fn chip(&self) -> MutexGuard<'_, Chip> {
        lock(&self.chip)
    }

    /// Puts another part, fresh from the factory, in the place of this one: same kind, same options, same state
    /// file. From a seed it has the same serial number and the same keys of the factory, but draws other random numbers.
    ///
    /// # Errors
    /// [`StateError`] if the state file cannot be written, or without a seed if the operating system gives no
    /// random numbers.
    pub fn fresh_part(&self) -> Result<(), StateError> {
        self.chip().replace()
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
        self.bus.with(|bus| bus.transaction(address, operations))
    }
}

impl embedded_hal_async::i2c::I2c<SevenBitAddress> for SimI2c {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BusError> {
        self.bus.with(|bus| bus.transaction(address, operations))
    }
}
