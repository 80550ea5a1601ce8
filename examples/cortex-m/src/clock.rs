use core::ptr::{read_volatile, write_volatile};

/// The board's counter in its FPGA, and what divides 25 MHz for it.
const COUNTER: *const u32 = 0x4002_8018 as *const u32;
const PRESCALE: *mut u32 = 0x4002_801C as *mut u32;
/// 25 MHz to 1 MHz.
const TICKS_PER_US: u32 = 25;

/// A clock that counts microseconds, for 71 minutes.
#[derive(Debug)]
pub struct Clock(());

impl Clock {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        // SAFETY: a register of the board that only this clock uses.
        unsafe { write_volatile(PRESCALE, TICKS_PER_US - 1) };
        Self(())
    }

    /// Microseconds, from anywhere.
    #[must_use]
    pub fn now(&self) -> u32 {
        // SAFETY: as above; reading has no effect.
        unsafe { read_volatile(COUNTER) }
    }

    fn wait(&self, us: u32) {
        let start = self.now();
        while self.now().wrapping_sub(start) <= us {}
    }
}

impl embedded_hal::delay::DelayNs for Clock {
    fn delay_ns(&mut self, ns: u32) {
        self.wait(ns.div_ceil(1_000));
    }

    fn delay_us(&mut self, us: u32) {
        self.wait(us);
    }
}

impl embedded_hal_async::delay::DelayNs for Clock {
    async fn delay_ns(&mut self, ns: u32) {
        self.wait(ns.div_ceil(1_000));
    }

    async fn delay_us(&mut self, us: u32) {
        self.wait(us);
    }
}
