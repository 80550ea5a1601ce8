//! Simulated single-wire chips, and drivers at their UART.

use core::future::poll_fn;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use atecc::asynch;
use atecc::blocking::Atecc;
use atecc::swi::Swi;
use atecc_sim::{Interface, Options, Part, SimDelay, SimI2c, SimUart, UartError};
use embedded_io::{ErrorType, Read, Write};

use crate::locked::lock;

type SetBaud = fn(&mut Wire, u32) -> Result<(), UartError>;
pub(crate) type Device = Atecc<Swi<Wire, SetBaud>, SimDelay>;
pub(crate) type AsyncDevice = asynch::Atecc<Swi<Wire, SetBaud>, SimDelay>;

/// A UART that records what crosses it, with a fault at one place.
pub(crate) struct Wire {
    uart: SimUart,
    /// Sent, or arrived: echoes included.
    pub(crate) log: Vec<(Direction, u8)>,
    noise: Option<Noise>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Sent,
    Arrived,
}

/// What goes wrong at the byte with this number in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Noise {
    /// Some bits of it, sent or arrived, are others.
    Flip { at: usize, bits: u8 },
    /// It is not sent: the UART refuses a write.
    Refuse { at: usize },
}

impl Wire {
    fn note(&mut self, direction: Direction, byte: u8) -> u8 {
        let byte = match self.noise {
            Some(Noise::Flip { at, bits }) if at == self.log.len() => byte ^ bits,
            _ => byte,
        };
        self.log.push((direction, byte));
        byte
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), UartError> {
        self.uart.set_baud(baud);
        Ok(())
    }
}

impl ErrorType for Wire {
    type Error = UartError;
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, UartError> {
        if let Some(Noise::Refuse { at }) = self.noise
            && at <= self.log.len()
        {
            self.noise = None;
            return Err(UartError::TimedOut);
        }
        let noisy: Vec<u8> = bytes.iter().map(|byte| self.note(Direction::Sent, *byte)).collect();
        self.uart.write(&noisy)
    }

    fn flush(&mut self) -> Result<(), UartError> {
        self.uart.flush()
    }
}

impl Read for Wire {
    fn read(&mut self, room: &mut [u8]) -> Result<usize, UartError> {
        let len = Read::read(&mut self.uart, room)?;
        for byte in &mut room[..len] {
            *byte = self.note(Direction::Arrived, *byte);
        }
        Ok(len)
    }
}

/// Pending once: an await at which a future can be dropped.
async fn others_run() {
    let mut waited = false;
    poll_fn(|_| if core::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Polls `future` so often; `None` if it was not ready by then.
pub(crate) fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..times).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    })
}

/// Polls it until it is ready.
pub(crate) fn finished<T>(future: impl Future<Output = T>) -> T {
    polled(future, 1_000_000).unwrap()
}

impl embedded_io_async::Write for Wire {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, UartError> {
        others_run().await;
        Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), UartError> {
        Ok(())
    }
}

impl embedded_io_async::Read for Wire {
    async fn read(&mut self, room: &mut [u8]) -> Result<usize, UartError> {
        others_run().await;
        Read::read(self, room)
    }
}

pub(crate) fn options() -> Options {
    let mut options = Options::default();
    options.interface = Interface::SingleWire;
    options
}

pub(crate) fn blank() -> SimI2c {
    SimI2c::with_options(Part::Atecc608B, Some(608), options()).unwrap()
}

/// What a locked chip with a key in slot 0 is.
pub(crate) fn locked_state() -> String {
    let chip = blank();
    lock(&mut device(&chip, None));
    chip.reveal_state()
}

/// Such a chip.
pub(crate) fn locked() -> SimI2c {
    SimI2c::from_state(locked_state().as_bytes(), options()).unwrap()
}

fn swi(chip: &SimI2c, noise: Option<Noise>) -> Swi<Wire, SetBaud> {
    Swi::new(Wire { uart: chip.uart(), log: Vec::new(), noise }, Wire::set_baud)
}

pub(crate) fn device(chip: &SimI2c, noise: Option<Noise>) -> Device {
    Atecc::new(swi(chip, noise), chip.delay(), Swi::CONFIG)
}

pub(crate) fn async_device(chip: &SimI2c) -> AsyncDevice {
    asynch::Atecc::new(swi(chip, None), chip.delay(), Swi::CONFIG)
}
