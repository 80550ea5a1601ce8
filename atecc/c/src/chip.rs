//! Chips behind tables. A table lives as long as the program; the chip in it comes and goes.

use core::ptr;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use atecc::hwcrypto::Element;
use atecc_transport::{AnyBus, AnyDelay, DeviceUri, Meter, Missing};
use hwcrypto_api::{Error, HwCrypto, Shared};
use parking_lot::RawMutex;

type Chip = Shared<RawMutex, Option<Element<Meter<AnyBus>, AnyDelay>>>;

/// The chips that are open, by the addresses of their tables.
static OPEN: Mutex<BTreeMap<usize, &'static Chip>> = Mutex::new(BTreeMap::new());

/// Opens the chip that `uri` names, with the settings that its configuration asks for; or says in a line why not.
pub(crate) fn open(uri: &str) -> Result<&'static HwCrypto, String> {
    let uri: DeviceUri = uri.parse().map_err(|error| format!("{error}"))?;
    let mut device = atecc_transport::open(&uri, Missing::Refuse).map_err(|error| error.to_string())?;
    let zone = device.atecc.read_config().map_err(|error| format!("{uri}: {error}"))?;
    let config = device.atecc.config().adapted_to(&zone);
    device.atecc.set_config(config);

    let chip: &'static Chip = Box::leak(Box::new(Shared::new(Some(Element::new(device.atecc)))));
    let table = HwCrypto::builder(chip)
        .public_key()
        .p256_sign()
        .ecdh()
        .ephemeral_key()
        .random()
        .sha256()
        .sha256_stream()
        .build();
    let table = &*Box::leak(Box::new(table));
    OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(ptr::from_ref(table).addr(), chip);
    Ok(table)
}

/// Takes the chip out of the table at this address.
pub(crate) fn close(table: usize) -> Result<(), Error> {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let chip = open.get(&table).ok_or(Error::InvalidInput)?;
    chip.with(|chip| Ok::<_, Error>(chip.take())).map(drop)?;
    open.remove(&table);
    Ok(())
}
