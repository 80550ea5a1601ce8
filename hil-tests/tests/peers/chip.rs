//! The chip on its simulated bus, behind a table that counts what is asked of it.

use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc::{Config, Slot};
use atecc_sim::{Options, SimDelay, SimI2c};
use hwcrypto_api::{Counting, Counts, Error, HwCrypto, KeyRef, Shared};
use parking_lot::RawMutex;
use sockets::zssl::Identity;

use crate::files::Files;
use crate::rows::Parts;

type Driver = Shared<RawMutex, Counting<Element<SimI2c, SimDelay>>>;

/// A slot for keys that come and go, in the profile of onboarded chips.
const EPHEMERAL: Slot = Slot::from_nibble(2);

/// An onboarded chip.
pub(crate) struct Chip {
    driver: &'static Driver,
    pub(crate) table: &'static HwCrypto,
}

impl Chip {
    /// The one whose state is among the files, in memory: whatever happens to it there does not concern the next.
    ///
    /// Its ephemeral keys live in TempKey, unless it does everything: Verify clears TempKey, and a server of TLS 1.2
    /// verifies its client after it has made its ephemeral key and before it uses it.
    pub(crate) fn of(files: &Files, parts: Parts) -> Self {
        let bus = SimI2c::from_state(&files.read("chip.sim"), Options::default()).unwrap();
        let delay = bus.delay();
        let mut element = Element::new(Atecc::new(bus, delay, Config::new()));
        if parts == Parts::All {
            element = element.with_ephemeral_slot(EPHEMERAL);
        }
        let driver: &'static Driver = Box::leak(Box::new(Shared::new(Counting::new(element))));
        let table =
            HwCrypto::builder(driver).public_key().p256_sign().p256_verify().ecdh().ephemeral_key().random();
        Self { driver, table: Box::leak(Box::new(table.build())) }
    }

    /// What it was asked for so far.
    pub(crate) fn counts(&self) -> Counts {
        self.driver.with(|driver| Ok::<_, Error>(driver.counts())).unwrap()
    }

    /// Its certificate chain, and the key in it.
    pub(crate) fn identity(&self, files: &Files) -> Identity {
        Identity::element(files.read("device.pem"), self.table, KeyRef::slot(0))
    }
}
