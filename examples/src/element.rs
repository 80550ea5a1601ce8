use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc_transport::{AnyBus, AnyDelay, Device, DeviceUri, Meter, Missing, open};
use hwcrypto_api::{HwCrypto, Shared, installed};
use parking_lot::RawMutex;

use crate::Failure;

/// Puts a chip behind a crypto table and makes that the program's default. Both live as long as the program.
pub fn install(atecc: Atecc<Meter<AnyBus>, AnyDelay>) {
    let chip: &'static Shared<RawMutex, _> = Box::leak(Box::new(Shared::new(Element::new(atecc))));
    let table =
        HwCrypto::builder(chip).public_key().p256_sign().ecdh().random().sha256().sha256_stream().build();
    installed::init(Some(Box::leak(Box::new(table))));
    installed::enable();
}

/// Opens a chip that is there already, and looks whether it answers. Its clock and watchdog settings are taken
/// from its configuration.
///
/// # Errors
/// One line, if the device cannot be opened or no chip answers.
pub fn open_existing(uri: &DeviceUri) -> Result<Device, Failure> {
    let mut device = open(uri, Missing::Refuse)?;
    let zone = device.atecc.read_config().map_err(|error| format!("{uri}: {error}"))?;
    let config = device.atecc.config().adapted_to(&zone);
    device.atecc.set_config(config);
    Ok(device)
}
