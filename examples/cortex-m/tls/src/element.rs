use alloc::boxed::Box;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use cortex_m_examples::{Bridge, Clock, Uart};
use hwcrypto_api::{HwCrypto, KeyRef, Shared};

/// The lock is only ever tried: with a spinning one nobody spins.
type Chip = Shared<spin::Mutex<()>, Element<Bridge, Clock>>;

/// The key that is ours.
pub(crate) const KEY: KeyRef = KeyRef::slot(0);

/// The chip at UART 1 as the element of TLS: it has our key, and random numbers.
pub(crate) fn element() -> &'static HwCrypto {
    let atecc = Atecc::new(Bridge::new(Uart::one()), Clock::start(), Config::new());
    let chip: &'static Chip = Box::leak(Box::new(Shared::new(Element::new(atecc))));
    Box::leak(Box::new(HwCrypto::builder(chip).public_key().p256_sign().random().build()))
}
