//! What each kind of handshake asks of the chip.

use core::fmt::Write;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc_sim::{SimDelay, SimI2c};
use hil_tests::{Onboarded, Parties, Role};
use hwcrypto_api::{Error, HwCrypto, Shared};
use parking_lot::RawMutex;
use rustls::crypto::ring;
use rustls::{SupportedProtocolVersion, version};
use tls_glue::{KeyExchange, Options, RandomSource, provider};

use crate::counter::{Cost, Counter, Mark};

/// A bus clock that every chip and wiring stands, Hz.
pub(crate) const BUS_HZ: u32 = 100_000;

type Driver = Shared<RawMutex, Element<Counter, SimDelay>>;

/// Which parts of TLS the chip does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) name: &'static str,
    options: fn() -> Options,
}

pub(crate) const PARTS: [Parts; 5] = [
    Parts { name: "the key", options: Options::default },
    Parts { name: "key, key exchange", options: || Options::default().key_exchange(KeyExchange::Element) },
    Parts { name: "key, seed", options: || Options::default().random(RandomSource::Seeded) },
    Parts { name: "key, random numbers", options: || Options::default().random(RandomSource::Element) },
    Parts { name: "key, verification", options: || Options::default().verify_chains().verify_handshakes() },
];

pub(crate) const VERSIONS: [(&str, &SupportedProtocolVersion); 2] =
    [("1.3", &version::TLS13), ("1.2", &version::TLS12)];

/// A chip that rests in idle, as one in use does.
pub(crate) struct Bench {
    parties: Parties,
    driver: &'static Driver,
    table: &'static HwCrypto,
    // The chip's file is in it.
    _onboarded: Onboarded,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let onboarded = Onboarded::new();
        let chip = SimI2c::open(onboarded.path("chip.sim")).unwrap();
        let config = Config { bus_hz: BUS_HZ, ..Config::new() };
        let atecc = Atecc::new(Counter::new(chip.clone(), BUS_HZ), chip.delay(), config);
        let driver: &'static Driver = Box::leak(Box::new(Shared::new(Element::new(atecc))));
        let table = HwCrypto::builder(driver)
            .public_key()
            .p256_sign()
            .p256_verify()
            .ecdh()
            .ephemeral_key()
            .random()
            .build();
        Self {
            parties: Parties::of(&onboarded),
            driver,
            table: Box::leak(Box::new(table)),
            _onboarded: onboarded,
        }
    }

    fn mark(&self) -> Mark {
        self.driver.with(|element| Ok::<_, Error>(element.atecc().bus().mark())).unwrap()
    }

    /// What a handshake costs, once the identity is made and the chip has been in use.
    pub(crate) fn cost(&self, parts: Parts, role: Role, version: &'static SupportedProtocolVersion) -> Cost {
        let provider = provider(ring::default_provider(), self.table, (parts.options)());
        let identity = self.parties.identity(self.table).unwrap();
        let shake = || self.parties.shake(identity.clone(), &provider, role, version, b"x").outcome.unwrap();
        shake();
        let mark = self.mark();
        shake();
        self.driver.with(|element| Ok::<_, Error>(element.atecc().bus().since(&mark))).unwrap()
    }
}

/// All of them, as a table in Markdown.
pub(crate) fn table() -> String {
    let bench = Bench::new();
    let mut table = String::from(
        "| on the chip | side | TLS | commands | wakes | transactions | bytes | time | of the floor |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for parts in PARTS {
        for (side, role) in [("client", Role::Client), ("server", Role::Server)] {
            for (name, version) in VERSIONS {
                let cost = bench.cost(parts, role, version);
                writeln!(table, "| {} | {side} | {name} {}", parts.name, cost.columns()).unwrap();
            }
        }
    }
    table
}
