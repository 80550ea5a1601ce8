use atecc::Config;
use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc_sim::SimI2c;
use hwcrypto_api::{HwCrypto, Shared};
use parking_lot::RawMutex;

/// A table over the chip that is kept in a file; both stay for as long as the program.
pub(crate) fn open(path: &str) -> Option<&'static HwCrypto> {
    let chip = SimI2c::open(path).ok()?;
    let atecc = Atecc::new(chip.clone(), chip.delay(), Config::new());
    let element: &'static Shared<RawMutex, _> = Box::leak(Box::new(Shared::new(Element::new(atecc))));
    Some(Box::leak(Box::new(HwCrypto::builder(element).public_key().p256_sign().build())))
}
