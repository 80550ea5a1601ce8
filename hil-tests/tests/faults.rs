//! One fault of each kind at each bus transaction of a handshake. Whatever happens: a session or one clear error, never a byte of
//! the application in clear, and the chip works afterwards.

#[path = "../../atecc/tests/common/fault_kinds.rs"]
mod fault_kinds;

use core::time::Duration;

use atecc::Config;
use atecc::blocking::Atecc;
use atecc::hwcrypto::Element;
use atecc_sim::fault::{Fault, Faulty};
use atecc_sim::{SimDelay, SimI2c};
use hil_tests::{Onboarded, Parties, Role, Shaken};
use hwcrypto_api::{HwCrypto, Shared};
use parking_lot::RawMutex;
use rustls::crypto::ring;
use rustls::version;
use tls_glue::{ElementFailure, KeyExchange, Options, RandomSource, Wait, provider};

/// What the application sends; no byte of it may appear in clear.
const SECRET: &[u8] = b"what the application says to its peer alone";

type Driver = Shared<RawMutex, Element<Faulty<SimI2c, Box<dyn Fault + Send>>, SimDelay>>;

/// A table over the chip, with a fault on its bus.
fn table(chip: &SimI2c, fault: Box<dyn Fault + Send>) -> &'static HwCrypto {
    let atecc = Atecc::new(Faulty::new(chip.clone(), fault), chip.delay(), Config::new());
    let driver: &'static Driver = Box::leak(Box::new(Shared::new(Element::new(atecc))));
    let table =
        HwCrypto::builder(driver).public_key().p256_sign().ecdh().ephemeral_key().random().p256_verify();
    Box::leak(Box::new(table.build()))
}

/// Whether it succeeded; whatever else it may be is one clear error.
fn judge(name: &str, shaken: &Shaken, failure: Option<ElementFailure>) -> bool {
    let leaked = shaken.sent.windows(SECRET.len()).any(|window| window == SECRET);
    assert!(!leaked, "{name}: sent in clear");
    match &shaken.outcome {
        Ok(()) => assert_eq!(shaken.arrived, SECRET, "{name}"),
        Err(error) => {
            assert!(ElementFailure::of(error).or(failure).is_some(), "{name}: {error}");
            assert!(shaken.arrived.is_empty(), "{name}");
        }
    }
    shaken.outcome.is_ok()
}

#[test]
fn a_handshake_succeeds_or_says_what_failed() {
    each_fault(Options::default(), 24);
}

#[test]
fn so_does_one_whose_keys_the_chip_exchanges() {
    let wait = Wait::new(Duration::from_secs(1), Duration::MAX, |_| panic!("the element is nobody else's"));
    each_fault(Options::default().key_exchange(KeyExchange::Element).wait(wait), 40);
}

#[test]
fn so_does_one_whose_random_numbers_and_verification_are_the_chips() {
    let options = Options::default().random(RandomSource::Element).verify_chains().verify_handshakes();
    each_fault(options, 60);
}

/// A fault of each kind at each of the first `last` transactions, which is more than a handshake and the reading of the public
/// key before it have.
fn each_fault(options: Options, last: u64) {
    let onboarded = Onboarded::new();
    let parties = Parties::of(&onboarded);
    let chip = SimI2c::open(onboarded.path("chip.sim")).unwrap();
    let (mut good, mut failed) = (0, 0);
    for (role, version) in [(Role::Client, &version::TLS13), (Role::Server, &version::TLS12)] {
        for n in 1..=last {
            for (name, fault) in fault_kinds::at(n) {
                let name = format!("{role:?}, {version:?}, {name} at {n}");
                let table = table(&chip, fault);
                let provider = provider(ring::default_provider(), table, options);
                let mark = provider.mark();
                match parties.identity(table) {
                    Ok(identity) => {
                        let shaken = parties.shake(identity, &provider, role, version, SECRET);
                        let survived = judge(&name, &shaken, provider.failure_since(mark));
                        assert!(survived || n < last, "{name}: a handshake has more transactions than that");
                        if survived { good += 1 } else { failed += 1 }
                    }
                    Err(error) => {
                        assert!(matches!(error, tls_glue::Error::Element { .. }), "{name}: {error}");
                        failed += 1;
                    }
                }
                Atecc::new(chip.clone(), chip.delay(), Config::new()).revision().unwrap();
            }
        }
    }
    assert!(good > failed, "single faults are survived: {good} good, {failed} failed");
}
