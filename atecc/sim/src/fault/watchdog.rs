use alloc::sync::Arc;

use super::Countdown;
use crate::i2c::SimI2c;

impl SimI2c {
    /// The watchdog fires now: a chip that is awake goes to sleep, whatever it is doing.
    pub fn expire_watchdog(&self) {
        self.chip().time_out();
    }

    /// The watchdog fires in the n-th byte on the bus from now, address bytes included; the first one is 1.
    pub fn expire_watchdog_at_byte(&self, byte: u64) {
        let chip = Arc::clone(self.shared_chip());
        self.bus().with(|bus| bus.arm_watchdog(Countdown::new(byte), chip));
    }
}
