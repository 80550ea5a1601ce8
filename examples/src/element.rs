use atecc::blocking::Atecc;
use atecc::config::SerialNumber;
use atecc::hwcrypto::Element;
use atecc_transport::{AnyBus, AnyDelay, Device, DeviceUri, Meter, Missing, open};
use hwcrypto_api::{Error, HwCrypto, Shared, installed};
use parking_lot::RawMutex;

use crate::Failure;

type Chip = Element<Meter<AnyBus>, AnyDelay>;

/// A chip behind a crypto table that is the program's default, until this is dropped.
#[derive(Debug)]
#[must_use = "the chip is taken out of the table when this is dropped"]
pub struct Installed {
    // A table lives as long as the program; the chip in it comes and goes.
    chip: &'static Shared<RawMutex, Option<Chip>>,
    table: &'static HwCrypto,
}

impl Installed {
    /// Opens a chip that is there already, and installs it. Its clock and watchdog settings are taken from its
    /// configuration.
    ///
    /// # Errors
    /// One line, if the device cannot be opened or no chip answers.
    pub fn open(uri: &DeviceUri) -> Result<Self, Failure> {
        Ok(Self::new(open_adapted(uri)?.0.atecc))
    }

    /// Installs a chip.
    pub fn new(atecc: Atecc<Meter<AnyBus>, AnyDelay>) -> Self {
        let chip: &'static Shared<RawMutex, Option<Chip>> =
            Box::leak(Box::new(Shared::new(Some(Element::new(atecc)))));
        let table = HwCrypto::builder(chip)
            .public_key()
            .p256_sign()
            .ecdh()
            .ephemeral_key()
            .random()
            .sha256()
            .sha256_stream()
            .build();
        let table = Box::leak(Box::new(table));
        installed::init(Some(table));
        installed::enable();
        Self { chip, table }
    }

    /// The chip as the crypto element of TLS.
    #[must_use]
    pub const fn table(&self) -> &'static HwCrypto {
        self.table
    }
}

/// Opens a chip that is there already, with the settings that its configuration asks for, and says which it is.
pub(crate) fn open_adapted(uri: &DeviceUri) -> Result<(Device, SerialNumber), Failure> {
    let mut device = open(uri, Missing::Refuse)?;
    let zone = device.atecc.read_config().map_err(|error| format!("{uri}: {error}"))?;
    let config = device.atecc.config().adapted_to(&zone);
    device.atecc.set_config(config);
    Ok((device, zone.serial_number()))
}

impl Drop for Installed {
    fn drop(&mut self) {
        installed::init(None);
        // Busy: another thread is using it right now, and the process is ending anyway.
        drop(self.chip.with(|chip| Ok::<_, Error>(chip.take())));
    }
}
