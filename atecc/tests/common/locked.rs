//! A locked chip with a key in slot 0, whose data is all zeros.

use atecc::blocking::{Atecc, Bus};
use atecc::command::LockTarget;
use embedded_hal::delay::DelayNs;

use crate::life::{configured, data_crc, slot};

/// Brings a blank chip there.
pub(crate) fn lock<B: Bus, D: DelayNs>(device: &mut Atecc<B, D>) {
    let target = configured(&device.read_config().unwrap());
    device.write_config(&target).unwrap();
    device.lock(LockTarget::Config { crc: target.crc() }).unwrap();
    device.gen_key(slot(0)).unwrap();
    (2..16).for_each(|number| device.fill_slot(slot(number), &[]).unwrap());
    device.fill_otp(&[0; 64]).unwrap();
    device.lock(LockTarget::Data { crc: data_crc(9, &[], &[0; 64]) }).unwrap();
}
