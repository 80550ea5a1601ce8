//! A part that nobody has configured.

use atecc::config::{KeyConfig, SerialNumber, SlotConfig, offset};
use atecc::policy::Counter;
use atecc::{ConfigZone, Slot};

use super::put;
use crate::options::Interface;
use crate::part::Part;

/// The 7-bit address of a part that was never configured.
const ADDRESS: u8 = 0x60;

/// OTPmode of an ATECC508A as delivered.
const OTP_CONSUMPTION: u8 = 0x55;

/// Serial number, revision, and nothing locked; all slots open.
pub(super) fn config(part: Part, serial_number: SerialNumber, interface: Interface) -> ConfigZone {
    let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
    let [a, b, c, d, e, f, g, h, i] = serial_number.0;
    put(&mut zone, offset::SERIAL_LOW, &[a, b, c, d]);
    put(&mut zone, offset::REVISION, &part.revision());
    put(&mut zone, offset::SERIAL_HIGH, &[e, f, g, h, i]);
    put(&mut zone, offset::AES_ENABLE, &[u8::from(!part.is_508a())]);
    put(&mut zone, offset::I2C_ENABLE, &[u8::from(interface == Interface::I2c)]);
    put(&mut zone, offset::I2C_ADDRESS, &[ADDRESS << 1]);
    put(&mut zone, offset::LOCK_VALUE, &[ConfigZone::UNLOCKED; 2]);
    put(&mut zone, offset::SLOT_LOCKED, &[0xFF, 0xFF]);
    if part.is_508a() {
        put(&mut zone, offset::OTP_MODE, &[OTP_CONSUMPTION]);
        put(&mut zone, offset::LAST_KEY_USE, &[0xFF; 16]);
    }
    for counter in [Counter::ZERO, Counter::ONE] {
        counter.set(&mut zone, 0);
    }
    for slot in Slot::all() {
        zone.set_slot_config(slot, SlotConfig::PUBLIC_DATA);
        zone.set_key_config(slot, KeyConfig::DATA.lockable());
    }
    zone
}
