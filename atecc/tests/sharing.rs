//! A bus with several chips, several users, and adapters that report errors as they please.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use core::cell::RefCell;
use std::sync::Mutex;
use std::thread;

use atecc::blocking::{Atecc, Bus};
use atecc::command::CounterId;
use atecc::{Config, Error, Meanwhile, Opcode, PublicKey, Status};
use atecc_sim::{BusError, Options, Part, SimBus, SimDelay, SimI2c, Time};
use embedded_hal::i2c::{ErrorKind, ErrorType, I2c, NoAcknowledgeSource, Operation};
use embedded_hal_bus::i2c::{MutexDevice, RefCellDevice};
use life::slot;

const ONE: u8 = 0x60;
const OTHER: u8 = 0x35;
const NOBODY: &[u8] = &[];

/// A locked chip with a key in slot 0 at `address`, and its public key.
fn attach(bus: &SimBus, seed: u64, address: u8) -> (SimI2c, PublicKey) {
    let mut options = Options::default();
    options.address = Some(address);
    let chip = bus.blank(Part::Atecc608B, Some(seed), options).unwrap();
    let mut device = Atecc::new(chip.clone(), bus.delay(), Config::new().with_address(address));
    locked::lock(&mut device);
    let key = device.public_key(slot(0)).unwrap();
    (chip, key)
}

/// Whether an ephemeral key in the chip at `OTHER` outlives two seconds of work with the one at `ONE`.
fn key_outlives_work_beside_it(siblings: &'static [u8]) -> bool {
    let bus = SimBus::new(Time::Virtual);
    let (one, key) = attach(&bus, 1, ONE);
    let (other, _) = attach(&bus, 2, OTHER);
    let mut other = Atecc::new(other, bus.delay(), Config::new().with_address(OTHER));
    let (token, _) = other.ephemeral_key().unwrap();
    let start = bus.now();
    let mut one = Atecc::new(one, bus.delay(), Config { siblings, ..Config::new() });
    while bus.now() - start < 2_000_000_000 {
        one.sign_digest(slot(0), &[1; 32]).unwrap();
    }
    match other.ecdh_ephemeral(token, &key) {
        Ok(_) => true,
        // It slept behind the driver's back: there is nothing that it could agree with.
        Err(Error::KeyLost | Error::Status(Status::ExecutionError)) => false,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn siblings_are_sent_back_to_idle_and_keep_their_state() {
    assert!(key_outlives_work_beside_it(&[OTHER]));
}

#[test]
fn a_sibling_that_nobody_knows_of_falls_asleep_and_says_so() {
    assert!(!key_outlives_work_beside_it(NOBODY));
}

#[test]
fn siblings_do_not_disturb_the_chip_itself() {
    let bus = SimBus::new(Time::Virtual);
    let (one, _) = attach(&bus, 1, ONE);
    // Itself, one that is not there, and one that is.
    let config = Config { siblings: &[ONE, 0x36, OTHER], ..Config::new() };
    let mut one = Atecc::new(one, bus.delay(), config);
    attach(&bus, 2, OTHER);
    let (token, public) = one.ephemeral_key().unwrap();
    one.sign_digest(slot(0), &[1; 32]).unwrap();
    one.ecdh_ephemeral(token, &public).unwrap();
}

/// Reports every error as one of this kind, and takes single operations only.
struct Adapter {
    chip: SimI2c,
    kind: ErrorKind,
}

#[derive(Debug)]
struct Reported(ErrorKind);

impl embedded_hal::i2c::Error for Reported {
    fn kind(&self) -> ErrorKind {
        self.0
    }
}

impl ErrorType for Adapter {
    type Error = Reported;
}

impl I2c for Adapter {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Reported> {
        assert_eq!(operations.len(), 1, "some adapters join operations that are several");
        self.chip.transaction(address, operations).map_err(|_| Reported(self.kind))
    }
}

/// How `linux-embedded-hal` gives ENXIO, EREMOTEIO or ETIMEDOUT, and others a NACK that they do not look into.
const KINDS: [ErrorKind; 3] = [
    ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address),
    ErrorKind::Other,
    ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown),
];

#[test]
fn adapters_may_report_a_missing_acknowledge_as_they_please() {
    let times = KINDS.map(|kind| {
        let bus = SimBus::new(Time::Virtual);
        let (chip, key) = attach(&bus, 1, ONE);
        let mut device = Atecc::new(Adapter { chip, kind }, bus.delay(), Config::new());
        let signature = device.sign_digest(slot(0), &[1; 32]).unwrap();
        assert!(device.verify_digest(&key, &[1; 32], &signature).unwrap(), "{kind:?}");
        device.increment_counter(CounterId::One).unwrap();
        device.recover().unwrap();
        bus.now()
    });
    assert_eq!(times[0], times[1]);
    assert_eq!(times[0], times[2]);
}

#[test]
fn a_chip_that_is_not_there_is_no_chip_whatever_the_adapter_calls_it() {
    for kind in KINDS {
        let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
        let delay = chip.delay();
        let mut device = Atecc::new(Adapter { chip, kind }, delay, Config::new().with_address(0x36));
        assert!(matches!(device.revision(), Err(Error::NoChip)), "{kind:?}");
    }
}

#[test]
fn two_drivers_share_a_bus_in_a_cell() {
    let bus = SimBus::new(Time::Virtual);
    attach(&bus, 1, ONE);
    attach(&bus, 2, OTHER);
    let cell = RefCell::new(bus.clone());
    let config = Config { siblings: &[OTHER], ..Config::new() };
    let mut one = Atecc::new(RefCellDevice::new(&cell), bus.delay(), config);
    let config = Config { siblings: &[ONE], ..Config::new().with_address(OTHER) };
    let mut other = Atecc::new(RefCellDevice::new(&cell), bus.delay(), config);
    let (token, public) = one.ephemeral_key().unwrap();
    let (other_token, other_public) = other.ephemeral_key().unwrap();
    let secret = one.ecdh_ephemeral(token, &other_public).unwrap();
    assert_eq!(secret.expose(), other.ecdh_ephemeral(other_token, &public).unwrap().expose());
}

#[test]
fn two_threads_share_a_bus_behind_a_mutex() {
    let bus = SimBus::new(Time::Virtual);
    let keys = [attach(&bus, 1, ONE).1, attach(&bus, 2, OTHER).1];
    let mutex = Mutex::new(bus.clone());
    thread::scope(|scope| {
        for (address, key) in [ONE, OTHER].into_iter().zip(keys) {
            let (mutex, delay) = (&mutex, bus.delay());
            scope.spawn(move || {
                let config = Config::new().with_address(address);
                let mut device = Atecc::new(MutexDevice::new(mutex), delay, config);
                for number in 0..5 {
                    let signature = device.sign_digest(slot(0), &[number; 32]).unwrap();
                    assert!(device.verify_digest(&key, &[number; 32], &signature).unwrap());
                }
            });
        }
    });
}

/// A bus that keeps account of who has the chip.
struct Watched {
    chip: SimI2c,
    meanwhile: Meanwhile,
    /// Refuses the chip.
    refuses: bool,
    held: bool,
    kept: bool,
    acquired: u32,
}

impl Watched {
    fn new(chip: SimI2c) -> Self {
        let meanwhile = Meanwhile::Untouched;
        Self { chip, meanwhile, refuses: false, held: false, kept: false, acquired: 0 }
    }
}

impl Bus for Watched {
    type Error = BusError;

    fn send(&mut self, address: u8, bytes: &[u8]) -> Result<(), BusError> {
        assert!(self.held, "traffic outside of an operation");
        self.chip.write(address, bytes)
    }

    fn receive(&mut self, address: u8, room: &mut [u8]) -> Result<(), BusError> {
        assert!(self.held, "traffic outside of an operation");
        self.chip.read(address, room)
    }

    fn acquire(&mut self, address: u8) -> Result<Meanwhile, BusError> {
        assert_eq!(address, ONE);
        assert!(!self.held, "acquired twice");
        if self.refuses {
            return Err(BusError::NoAcknowledge(NoAcknowledgeSource::Unknown));
        }
        self.held = true;
        self.acquired += 1;
        Ok(self.meanwhile)
    }

    fn release(&mut self, keep: bool) {
        self.held = false;
        self.kept = keep;
    }
}

fn watched(change: impl FnOnce(&mut Watched)) -> (SimI2c, Atecc<Watched, SimDelay>) {
    let bus = SimBus::new(Time::Virtual);
    let (chip, _) = attach(&bus, 1, ONE);
    let mut watched = Watched::new(chip.clone());
    change(&mut watched);
    (chip, Atecc::new(watched, bus.delay(), Config::new()))
}

#[test]
fn an_operation_and_a_session_have_the_chip_once_each() {
    let (_, mut device) = watched(|_| {});
    device.sign_digest(slot(0), &[1; 32]).unwrap();
    assert_eq!((device.bus().acquired, device.bus().held), (1, false));
    let mut session = device.session();
    session.sign_digest(slot(0), &[1; 32]).unwrap();
    session.read_config().unwrap();
    assert!(session.gen_key(slot(9)).is_err());
    assert!(session.bus().held);
    session.end();
    assert_eq!((device.bus().acquired, device.bus().held), (2, false));
    assert!(device.gen_key(slot(9)).is_err());
    assert_eq!((device.bus().acquired, device.bus().held), (3, false), "after a refusal");
}

#[test]
fn the_chip_stays_ones_own_while_an_ephemeral_key_lives() {
    let (_, mut device) = watched(|_| {});
    let (token, public) = device.ephemeral_key().unwrap();
    assert!(device.bus().kept);
    device.sign_digest(slot(0), &[1; 32]).unwrap();
    assert!(device.bus().kept);
    device.ecdh_ephemeral(token, &public).unwrap();
    assert!(!device.bus().kept);
    device.ephemeral_key().unwrap();
    device.discard_ephemeral_key();
    assert!(!device.bus().kept);
}

#[test]
fn who_did_not_get_the_chip_sends_nothing() {
    let (chip, mut device) = watched(|bus| bus.refuses = true);
    let before = chip.bus_bytes();
    assert!(matches!(device.sign_digest(slot(0), &[1; 32]), Err(Error::InUse(_))));
    assert!(matches!(device.recover(), Err(Error::InUse(_))));
    assert_eq!(chip.bus_bytes(), before);
}

#[test]
fn after_another_user_the_seed_is_renewed() {
    for (meanwhile, renewals) in [(Meanwhile::Untouched, 1), (Meanwhile::Touched, 3)] {
        let (chip, mut device) = watched(|bus| bus.meanwhile = meanwhile);
        let before = chip.counts().of(Opcode::Random);
        for _ in 0..3 {
            device.sign_digest(slot(0), &[1; 32]).unwrap();
        }
        assert_eq!(chip.counts().of(Opcode::Random) - before, renewals, "{meanwhile:?}");
        let loads = chip.counts().of(Opcode::Nonce);
        assert_eq!(loads, 3, "no signature was begun in vain");
    }
}
