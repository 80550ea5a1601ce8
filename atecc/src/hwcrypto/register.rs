use embedded_hal::delay::DelayNs;
use hwcrypto_api::{Error, Identity, MonotonicCounter, Random};

use super::{Element, coarse};
use crate::blocking::Bus;
use crate::command::CounterId;

fn counter_id(id: u32) -> Result<CounterId, Error> {
    match id {
        0 => Ok(CounterId::Zero),
        1 => Ok(CounterId::One),
        _ => Err(Error::InvalidInput),
    }
}

impl<I2C: Bus, D: DelayNs> Random for Element<I2C, D> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.atecc.random(out).map_err(coarse)
    }
}

impl<I2C: Bus, D: DelayNs> MonotonicCounter for Element<I2C, D> {
    fn counter(&mut self, id: u32) -> Result<u64, Error> {
        self.atecc.counter(counter_id(id)?).map(u64::from).map_err(coarse)
    }

    fn increment_counter(&mut self, id: u32) -> Result<u64, Error> {
        self.atecc.increment_counter(counter_id(id)?).map(u64::from).map_err(coarse)
    }
}

/// The nine bytes SN\[0:8\].
impl<I2C: Bus, D: DelayNs> Identity for Element<I2C, D> {
    fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        let serial = self.atecc.serial_number().map_err(coarse)?.0;
        out.get_mut(..serial.len()).ok_or(Error::InvalidInput)?.copy_from_slice(&serial);
        Ok(serial.len())
    }
}
