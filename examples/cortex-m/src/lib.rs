//! QEMU's board mps2-an386, as far as the examples need it: an I2C bus, a line to a peer, a clock, the computer that QEMU runs
//! on, a way out.
#![no_std]

mod bridge;
mod clock;
pub mod host;
mod uart;

pub use bridge::{Bridge, BridgeError};
pub use clock::Clock;
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
pub use uart::Uart;

/// Ends the program, and QEMU with it.
pub fn exit(success: bool) -> ! {
    debug::exit(if success { EXIT_SUCCESS } else { EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    exit(false)
}
