//! A part that nobody has configured.

use atecc::command::CounterId;
use atecc::config::{Count, KeyConfig, LastKeyUse, OtpMode, SerialNumber, SlotConfig, SlotsLocked, offset};
use atecc::{ConfigZone, Slot};

use super::put;
use crate::options::Interface;
use crate::part::Part;

/// The 7-bit address of a part that was never configured.
const ADDRESS: u8 = 0x60;

/// Serial number, revision, and nothing locked; all slots open.
pub(super) fn config(part: Part, serial_number: SerialNumber, interface: Interface) -> ConfigZone {
    let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
    let [a, b, c, d, e, f, g, h, i] = serial_number.0;
    put(&mut zone, offset::SERIAL_LOW, &[a, b, c, d]);
    put(&mut zone, offset::REVISION, &part.revision());
    put(&mut zone, offset::SERIAL_HIGH, &[e, f, g, h, i]);
    put(&mut zone, offset::AES_ENABLE, &[u8::from(!part.is_508a())]);
    put(&mut zone, offset::I2C_ENABLE, &[u8::from(interface == Interface::I2c)]);
    zone.set_i2c_address(ADDRESS);
    put(&mut zone, offset::LOCK_VALUE, &[ConfigZone::UNLOCKED; 2]);
    zone.set_slots_locked(SlotsLocked::NONE);
    if part.is_508a() {
        put(&mut zone, offset::OTP_MODE, &[OtpMode::CONSUMPTION.0]);
        put(&mut zone, offset::LAST_KEY_USE, &LastKeyUse::FULL.0);
    }
    for counter in [CounterId::Zero, CounterId::One] {
        zone.set_counter(counter, Count::of(0));
    }
    for slot in Slot::all() {
        zone.set_slot_config(slot, SlotConfig::PUBLIC_DATA);
        zone.set_key_config(slot, KeyConfig::DATA.lockable());
    }
    zone
}
