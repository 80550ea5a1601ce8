use super::Countdown;
use crate::i2c::SimI2c;

impl SimI2c {
    /// Interrupts the supply of the bus in the n-th byte on it from now, address bytes included; the first one is 1.
    /// That byte is not acknowledged any more, or reads as 0xFF. A command is not started before its transaction
    /// ends: one that the cut falls into is lost.
    pub fn cut_power_at_byte(&self, byte: u64) {
        self.bus().with(|bus| bus.arm_power_cut(Countdown::new(byte)));
    }
}
