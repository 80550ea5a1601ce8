//! Several chips on one bus.

use atecc::Opcode;
use atecc_sim::{Options, Part, SimBus, SimI2c, Time};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::{ErrorKind, I2c};

use crate::host::*;

const OTHER: u8 = 0x35;
const TOKEN: [u8; 4] = [0x04, 0x11, 0x33, 0x43];

fn attach(bus: &SimBus, seed: u64, address: u8) -> SimI2c {
    let mut options = Options::default();
    options.address = Some(address);
    bus.blank(Part::Atecc608B, Some(seed), options).unwrap()
}

fn read<const N: usize>(bus: &mut impl I2c, address: u8) -> [u8; N] {
    let mut bytes = [0; N];
    bus.read(address, &mut bytes).unwrap();
    bytes
}

#[test]
fn an_empty_bus_acknowledges_nothing() {
    use embedded_hal::i2c::Error;
    let mut bus = SimBus::new(Time::Virtual);
    for address in 0..0x80 {
        let error = I2c::write(&mut bus, address, &[0]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NoAcknowledge(_)), "{address:#04x}");
    }
    assert_eq!(bus.bus_bytes(), 0x80);
}

#[test]
fn a_general_call_wakes_all_and_each_goes_its_own_way() {
    let mut bus = SimBus::new(Time::Virtual);
    let (one, other) = (attach(&bus, 1, ADDRESS), attach(&bus, 2, OTHER));
    assert_eq!((one.address(), other.address()), (ADDRESS, OTHER));
    assert!(I2c::write(&mut bus, 0x00, &[]).is_err());
    DelayNs::delay_us(&mut bus.delay(), 1_500);
    assert_eq!(read(&mut bus, ADDRESS), TOKEN);
    assert_eq!(read(&mut bus, OTHER), TOKEN);

    let serial = |chip: &SimI2c| chip.reveal_eeprom().config().serial_number().0;
    for (address, chip) in [(ADDRESS, &one), (OTHER, &other)] {
        I2c::write(&mut bus, address, &packet(READ, 0x00, 0, &[])).unwrap();
        DelayNs::delay_ms(&mut bus.delay(), 5);
        let reply: [u8; 7] = read(&mut bus, address);
        assert_eq!(reply[1..5], serial(chip)[..4]);
        assert_eq!(chip.counts().of(Opcode::Read), 1);
    }

    I2c::write(&mut bus, ADDRESS, &[0x01]).unwrap();
    assert!(I2c::read(&mut bus, ADDRESS, &mut [0; 4]).is_err(), "asleep");
    let _: [u8; 7] = read(&mut bus, OTHER);
}

#[test]
fn two_at_one_address_answer_together_and_zeros_win() {
    let mut bus = SimBus::new(Time::Virtual);
    let chips = [attach(&bus, 1, ADDRESS), attach(&bus, 2, ADDRESS)];
    bus.wake_pulse();
    DelayNs::delay_us(&mut bus.delay(), 1_500);
    assert_eq!(read(&mut bus, ADDRESS), TOKEN);
    I2c::write(&mut bus, ADDRESS, &packet(READ, 0x00, 0, &[])).unwrap();
    DelayNs::delay_ms(&mut bus.delay(), 5);
    let reply: [u8; 7] = read(&mut bus, ADDRESS);
    let [one, other] = chips.each_ref().map(|chip| chip.reveal_eeprom().config().serial_number().0);
    assert_ne!(one, other);
    for index in 0..4 {
        assert_eq!(reply[1 + index], one[index] & other[index]);
    }
}

#[test]
fn the_supply_is_shared_and_refusals_are_not() {
    let mut bus = SimBus::new(Time::Virtual);
    let (one, other) = (attach(&bus, 1, ADDRESS), attach(&bus, 2, OTHER));
    bus.wake_pulse();
    DelayNs::delay_us(&mut bus.delay(), 1_500);
    I2c::write(&mut bus, OTHER, &packet(READ, 0x82, 9 << 3, &[])).unwrap();
    assert!(one.last_refusal().is_none());
    assert!(other.last_refusal().is_some());
    one.power_cycle().unwrap();
    assert!(I2c::write(&mut bus, ADDRESS, &[]).is_err());
    assert!(I2c::write(&mut bus, OTHER, &[]).is_err());
}
