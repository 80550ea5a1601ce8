use core::fmt;
use core::ptr::{read_volatile, write_volatile};

/// Offsets of the registers of a CMSDK UART.
const DATA: usize = 0x00;
const STATE: usize = 0x04;
const CONTROL: usize = 0x08;
const BAUD_DIVIDER: usize = 0x10;

const TRANSMIT_FULL: u32 = 1 << 0;
const RECEIVE_FULL: u32 = 1 << 1;
const ENABLE_BOTH: u32 = 0b11;
const LEAST_DIVIDER: u32 = 16;

/// A UART of the board.
#[derive(Debug)]
pub struct Uart(usize);

impl Uart {
    /// UART 0, for output. Once per program: two would mix their bytes.
    #[must_use]
    pub fn zero() -> Self {
        Self::at(0x4000_4000)
    }

    /// UART 1, behind which the I2C bus is. Once per program.
    #[must_use]
    pub fn one() -> Self {
        Self::at(0x4000_5000)
    }

    /// UART 2, the line to a peer. Once per program.
    #[must_use]
    pub fn two() -> Self {
        Self::at(0x4000_6000)
    }

    fn at(base: usize) -> Self {
        let uart = Self(base);
        uart.write(BAUD_DIVIDER, LEAST_DIVIDER);
        uart.write(CONTROL, ENABLE_BOTH);
        uart
    }

    /// Sends one byte.
    pub fn put(&self, byte: u8) {
        while self.read(STATE) & TRANSMIT_FULL != 0 {}
        self.write(DATA, byte.into());
    }

    /// Waits for one byte.
    pub fn take(&self) -> u8 {
        loop {
            if let Some(byte) = self.try_take() {
                return byte;
            }
        }
    }

    /// The byte that has come, if one has.
    pub fn try_take(&self) -> Option<u8> {
        if self.read(STATE) & RECEIVE_FULL == 0 {
            return None;
        }
        let [byte, ..] = self.read(DATA).to_le_bytes();
        Some(byte)
    }

    fn read(&self, register: usize) -> u32 {
        // SAFETY: a register of the UART at this address of the board's memory map.
        unsafe { read_volatile((self.0 + register) as *const u32) }
    }

    fn write(&self, register: usize, value: u32) {
        // SAFETY: as above.
        unsafe { write_volatile((self.0 + register) as *mut u32, value) }
    }
}

impl fmt::Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.bytes().for_each(|byte| self.put(byte));
        Ok(())
    }
}
