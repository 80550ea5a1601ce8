//! The single-wire interface (SWI) of parts that were ordered with it, over a UART whose TX and RX are joined.

mod coding;
mod error;

use embedded_io::ErrorType;

pub(crate) use self::coding::{FRAMES, decode, encode};
pub use self::error::SwiError;
use crate::Config;

/// Bits a second of whole bytes that have nine bits, as [`Config::bus_hz`] counts: eight bits of 78 µs from the chip, the
/// slowest that the data sheet allows.
const BUS_HZ: u32 = 14_400;

/// A chip on a single wire: a [`Bus`](crate::blocking::Bus) over any UART of `embedded-io`, blocking or async.
///
/// The UART runs with 7 data bits, no parity, one stop bit. Its TX and RX are joined at the chip's pin, where TX must leave the
/// wire to the chip whenever it does not send. It hears what it sends, and that is checked. Asked of it:
///
/// * **A read ends when nothing comes**, with an error or with 0 bytes, since a busy or sleeping chip does not answer. It
///   answers after 131 µs at most; give it a millisecond or a few.
/// * Nothing is lost while it sends: it has room for 8 received bytes, and is read without pauses.
/// * It can change its baud rate: `set_baud` is a closure that does, for the byte that wakes the chip (115200; all other
///   traffic is at 230400). It is called when all bytes have left.
///
/// On this interface nobody acknowledges. Before the driver sends an awake chip to idle it is made to repeat its last reply,
/// because a chip that slept meanwhile must not be taken for one that kept its state. That a chip slept and did not hear a
/// command is seen only when the answer stays away. Then the command is sent again; one that must not run twice, or that builds
/// on what the chip has lost, is [`Error::NoResponse`](crate::Error::NoResponse).
///
/// There is one chip on the wire: addresses mean nothing, and the settings of [`Config`] that are about them have no effect but
/// [`Config::wake`], which must be left at the general call. [`Swi::CONFIG`] has the others.
#[derive(Debug)]
pub struct Swi<U, F> {
    pub(crate) uart: U,
    pub(crate) set_baud: F,
    /// Whether the UART may still be at the baud rate of the wake token.
    pub(crate) is_slow: bool,
    /// Whether a command was not sent, or not in whole: what the chip says may be its reply to an earlier one.
    pub(crate) unsure: bool,
}

impl Swi<(), ()> {
    /// The settings of a driver on this interface: the defaults, and how long a byte takes.
    pub const CONFIG: Config = Config { bus_hz: BUS_HZ, ..Config::new() };
}

impl<U: ErrorType, F: FnMut(&mut U, u32) -> Result<(), U::Error>> Swi<U, F> {
    /// A chip at `uart`, which `set_baud` brings to so many bits a second. The rate is set before the first use.
    pub const fn new(uart: U, set_baud: F) -> Self {
        Self { uart, set_baud, is_slow: true, unsure: true }
    }
}

impl<U, F> Swi<U, F> {
    /// The UART, for a look at a wrapper that counts or records; not for traffic.
    pub const fn uart(&self) -> &U {
        &self.uart
    }

    /// Gives the UART back.
    pub fn release(self) -> U {
        self.uart
    }
}
