//! Waking, which others got wrong in most ways there are.

use std::sync::mpsc::channel;

use atecc::blocking::Atecc;
use atecc::{Config, Error, Misuse, Status, Wake, WakeWith};
use atecc_sim::trace::{Event, Happening, Transfer};
use atecc_sim::{Options, Part, SelfTests, SimBus, SimI2c, Time};
use embedded_hal::i2c::{ErrorKind, I2c, NoAcknowledgeSource};
use embedded_hal_mock::eh1::i2c::Transaction as T;

use crate::script::{AWAKE, CHIP, IDLE, check, command, idle, reply};
use crate::{Device, chip};

fn at(address: u8, wake: Wake, hz: u32) -> Result<(), Error<atecc_sim::BusError>> {
    let bus = SimBus::new(Time::Virtual);
    bus.set_bus_hz(hz);
    let mut options = Options::default();
    options.address = Some(address);
    let chip = bus.blank(Part::Atecc608B, Some(1), options).unwrap();
    let config = Config { wake, ..Config::new().with_address(address) };
    Atecc::new(chip, bus.delay(), config).revision().map(|_| ())
}

/// The chip's own address has six low bits in a row at 0x60, one at 0x35 and two at 0x36.
#[test]
fn chips_at_0x35_and_0x36_are_woken_by_the_general_call_and_not_by_their_own_address() {
    for address in [0x60, 0x35, 0x36] {
        at(address, Config::new().wake, 100_000).unwrap_or_else(|error| panic!("{address:#x}: {error}"));
    }
    at(0x60, Wake::OwnAddress, 100_000).unwrap();
    for address in [0x35, 0x36] {
        assert!(matches!(at(address, Wake::OwnAddress, 100_000), Err(Error::NoChip)), "{address:#x}");
    }
    at(0x36, Wake::OwnAddress, 33_000).unwrap();
}

#[test]
fn a_bus_that_is_too_fast_for_the_pulse_is_named() {
    let error = at(0x60, Wake::GeneralCall, 400_000).unwrap_err();
    assert!(matches!(error, Error::NoChip));
    let text = error.to_string();
    assert!(["power", "address", "100 kHz"].iter().all(|cause| text.contains(cause)), "{text}");
}

/// Some lower the clock of the whole bus, or of none of it.
#[test]
fn the_pulse_alone_may_be_given_at_a_lower_clock() {
    let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
    let delay = chip.delay();
    chip.set_bus_hz(400_000);
    let bus = WakeWith::new(chip, |bus: &mut SimI2c| {
        bus.set_bus_hz(100_000);
        let pulse = bus.write(0x00, &[0x00]);
        bus.set_bus_hz(400_000);
        pulse
    });
    Atecc::new(bus, delay, Config { bus_hz: 400_000, ..Config::new() }).revision().unwrap();
}

/// Data sheets print the address with the read bit: 0xC0. A bus would cut a bit off, or talk to somebody else.
#[test]
fn an_address_of_eight_bits_is_told_from_a_chip_that_is_not_there() {
    for address in [0x80, 0xC0, 0x6A + 0x80] {
        let outcome = check(Config::new().with_address(address), vec![], Atecc::revision);
        assert_eq!(outcome, Err(Error::Misuse(Misuse::Address)));
        assert!(outcome.unwrap_err().to_string().contains("0xC0 is 0x60"));
    }
}

/// Nobody acknowledges a pulse, and an adapter may call that what it likes, or not notice.
#[test]
fn a_pulse_that_is_not_acknowledged_is_no_error() {
    use NoAcknowledgeSource::{Address, Data, Unknown};
    let kinds = [Address, Data, Unknown].map(ErrorKind::NoAcknowledge).map(Some);
    for kind in kinds.into_iter().chain([Some(ErrorKind::Other), Some(ErrorKind::Bus), None]) {
        let pulse = T::write(0x00, vec![0x00]);
        let pulse = match kind {
            Some(kind) => pulse.with_error(kind),
            None => pulse,
        };
        let script = vec![
            vec![
                T::write(CHIP, IDLE.to_vec()).with_error(ErrorKind::Other),
                pulse,
                T::read(CHIP, AWAKE.to_vec()),
            ],
            vec![T::write(CHIP, command(&[0x30, 0, 0, 0])), T::read(CHIP, reply(&[0, 0, 0x60, 3]))],
            idle(),
        ];
        assert!(check(Config::new(), script, Atecc::revision).is_ok(), "{kind:?}");
    }
}

/// The pulse is not enough: what was read after it is looked at.
#[test]
fn a_chip_that_was_not_seen_to_wake_gets_no_command() {
    let attempt = || {
        vec![
            T::write(CHIP, IDLE.to_vec()),
            T::write(0x00, vec![0x00]),
            T::read(CHIP, vec![0x00, 0x11, 0x33, 0x43]),
        ]
    };
    let config = Config { wake_timeout_us: 4_000, ..Config::new() };
    let script = vec![attempt(), attempt(), idle()];
    assert_eq!(check(config, script, Atecc::revision), Err(Error::NoChip));
}

/// tWHI is 1500 µs: who reads 150 or 1000 µs after the pulse, as some do, finds nobody.
#[test]
fn the_first_read_after_the_pulse_comes_when_the_chip_is_awake() {
    let (chip, _) = chip();
    let (sink, seen) = channel();
    chip.observe(move |event: &Event| {
        if let Happening::Transaction(transaction) = &event.happening {
            let _ = sink.send(transaction.clone());
        }
    });
    Atecc::new(chip.clone(), chip.delay(), Config::new()).revision().unwrap();
    let reads: Vec<_> =
        seen.try_iter().filter(|seen| matches!(seen.transfers[..], [Transfer::Read(_)])).collect();
    assert_eq!(reads.len(), 2, "token and revision: {reads:?}");
    assert!(reads.iter().all(|read| read.outcome.is_ok()), "{reads:?}");
}

/// A part that tests itself at each wake, with a test that fails. Its token may have the CRC that the vendor's library expects,
/// which is wrong: then the driver wakes it once more, from idle, where it does not test itself.
#[test]
fn a_failed_self_test_at_wake_is_told_and_is_no_missing_chip() {
    for as_library in [false, true] {
        let chip = SimI2c::blank(Part::Atecc608B, Some(1)).unwrap();
        let mut device: Device = Atecc::new(chip.clone(), chip.delay(), Config::new());
        let mut zone = device.read_config().unwrap();
        // ChipOptions: PowerOnSelfTest.
        zone.as_bytes_mut()[90] = 0x01;
        device.write_config(&zone).unwrap();
        chip.power_cycle().unwrap();
        chip.set_options(|options| {
            options.failing_self_tests = SelfTests::from_bits(0x10);
            options.wake_failure_as_library = as_library;
        });
        let outcome = device.revision();
        assert!(matches!(outcome, Err(Error::Status(Status::SelfTestError))), "{as_library}: {outcome:?}");
        assert_eq!(device.self_test_failures().unwrap(), atecc::command::Tests::AES);
    }
}
