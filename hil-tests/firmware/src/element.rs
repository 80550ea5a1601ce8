//! A crypto element: a chip that is kept in a file, its driver, its table.

use atecc::Config;
use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc_sim::{SimDelay, SimI2c};
use hwcrypto_api::{Counting, Error, HwCrypto, Shared};
use parking_lot::RawMutex;

type Driver = Shared<RawMutex, Counting<Element<SimI2c, SimDelay>>>;

/// It stays for as long as the program.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    driver: &'static Driver,
    pub(crate) table: &'static HwCrypto,
}

/// The element over the chip in the file `path`.
pub(crate) fn open(path: &str) -> Option<Part> {
    let chip = SimI2c::open(path).ok()?;
    let atecc = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let driver: &'static Driver = Box::leak(Box::new(Shared::new(Counting::new(Element::new(atecc)))));
    let table = HwCrypto::builder(driver).public_key().p256_sign().build();
    Some(Part { driver, table: Box::leak(Box::new(table)) })
}

impl Part {
    /// How often it was asked to sign.
    pub(crate) fn signatures(&self) -> u32 {
        self.driver.with(|driver| Ok::<_, Error>(driver.counts().p256_sign)).unwrap_or_default()
    }
}
