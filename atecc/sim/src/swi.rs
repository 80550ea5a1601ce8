//! One wire, and the UART at its other end.

mod error;
mod receiver;

use alloc::collections::VecDeque;

use atecc::packet::WordAddress;
use atecc::timing::{SWI_BAUD, SWI_BIT_US, SWI_TURNAROUND_US};
use embedded_io::{ErrorType, Read, Write};

pub use self::error::UartError;
use self::receiver::{Message, Receiver};
use crate::chip::{Chip, WAKE_PULSE_NS};
use crate::clock::Clock;
use crate::i2c::SimI2c;
use crate::options::Interface;
use crate::state::StateError;
use crate::wake::bit_ns;

/// The data bits of the UART.
const DATA: u8 = 0x7F;
/// Start, seven data bits, stop.
const FRAME_BITS: u64 = 9;
/// A bit of the wire as a byte of the UART.
const ONE: u8 = 0x7F;
const ZERO: u8 = 0x7D;
/// How long a read waits for something to arrive, nanoseconds.
const PATIENCE_NS: u64 = 1_000_000;
const BIT_NS: u64 = SWI_BIT_US as u64 * 1_000;
const TURNAROUND_NS: u64 = SWI_TURNAROUND_US as u64 * 1_000;

/// A simulated UART, 7 data bits without parity, whose TX and RX are joined at the pin of a single-wire chip.
///
/// It hears what it sends. Time advances by its bits; a read to which nothing arrives for a millisecond ends with
/// [`UartError::TimedOut`]. [`SimI2c::uart`] gives one; the other methods of that handle, and its delay, are for this chip too.
pub struct SimUart {
    chip: SimI2c,
    clock: Clock,
    baud: u32,
    receiver: Receiver,
    /// What was not read yet, and when it is or was there.
    arriving: VecDeque<(u64, u8)>,
    /// Until then the chip sends, and does not listen.
    sends_until: u64,
}

impl SimUart {
    pub(crate) fn new(chip: SimI2c) -> Self {
        let clock = chip.bus().with(|bus| bus.clock.clone());
        Self {
            chip,
            clock,
            baud: SWI_BAUD,
            receiver: Receiver::default(),
            arriving: VecDeque::new(),
            sends_until: 0,
        }
    }

    /// Bits a second: 230 400 at first.
    pub const fn set_baud(&mut self, baud: u32) {
        self.baud = baud;
    }

    fn send(&mut self, frame: u8) -> Result<(), StateError> {
        let frame = frame & DATA;
        let start_ns = self.clock.now_ns();
        self.clock.advance(FRAME_BITS * bit_ns(self.baud));
        let now_ns = self.clock.now_ns();
        self.echo(start_ns, now_ns, frame);
        let chip = self.chip.shared_chip().clone();
        let mut chip = crate::bus::lock(&chip);
        if self.receiver.timed_out(start_ns) {
            self.receiver.restart();
            chip.time_out();
        }
        let low_ns = low_bits(frame) * bit_ns(self.baud);
        if chip.low_pulse(Interface::SingleWire, now_ns, low_ns) {
            self.receiver.restart();
        }
        let listens = chip.listens(start_ns) && start_ns >= self.sends_until;
        let one = match frame {
            // An awake chip ignores a wake token.
            _ if low_ns >= WAKE_PULSE_NS => return Ok(()),
            ONE if self.baud == SWI_BAUD => true,
            ZERO if self.baud == SWI_BAUD => false,
            _ => {
                self.receiver.disturb(now_ns, listens);
                return Ok(());
            }
        };
        match self.receiver.bit(now_ns, listens, one) {
            Some(message) => self.obey(&mut chip, now_ns, &message),
            None => Ok(()),
        }
    }

    /// The UART hears itself; whatever the chip sends at the same time is spoilt.
    fn echo(&mut self, start_ns: u64, now_ns: u64, frame: u8) {
        for (at_ns, other) in &mut self.arriving {
            if *at_ns > start_ns && *at_ns <= now_ns {
                *other &= frame;
            }
        }
        let behind = self.arriving.iter().position(|(at_ns, _)| *at_ns > now_ns);
        self.arriving.insert(behind.unwrap_or(self.arriving.len()), (now_ns, frame));
    }

    fn obey(&mut self, chip: &mut Chip, now_ns: u64, message: &Message) -> Result<(), StateError> {
        let (word, packet): (_, &[u8]) = match message {
            Message::Command(packet) => (WordAddress::Command, packet),
            Message::Idle => (WordAddress::Idle, &[]),
            Message::Sleep => (WordAddress::Sleep, &[]),
            Message::Transmit => {
                self.answer(now_ns, chip.reply());
                return Ok(());
            }
        };
        chip.write_byte(word as u8);
        for byte in packet {
            chip.write_byte(*byte);
        }
        chip.end_of_write(now_ns)
    }

    fn answer(&mut self, now_ns: u64, reply: &[u8]) {
        let mut at_ns = now_ns + TURNAROUND_NS;
        for bit in reply.iter().flat_map(|byte| (0..u8::BITS).map(move |bit| byte >> bit & 1)) {
            at_ns += BIT_NS;
            self.arriving.push_back((at_ns, if bit == 1 { ONE } else { ZERO }));
            self.sends_until = at_ns;
        }
    }

    /// At least one byte, if one arrives in time.
    fn receive(&mut self, room: &mut [u8]) -> Result<usize, UartError> {
        if room.is_empty() {
            return Ok(0);
        }
        let now_ns = self.clock.now_ns();
        let wait_ns = self.arriving.front().map_or(u64::MAX, |(at_ns, _)| at_ns.saturating_sub(now_ns));
        self.clock.wait(wait_ns.min(PATIENCE_NS));
        if wait_ns > PATIENCE_NS {
            return Err(UartError::TimedOut);
        }
        let now_ns = now_ns.saturating_add(wait_ns);
        let arrived = self.arriving.iter().take_while(|(at_ns, _)| *at_ns <= now_ns).count();
        let frames = self.arriving.drain(..arrived.min(room.len()));
        let len = frames.len();
        for (slot, (_, frame)) in room.iter_mut().zip(frames) {
            *slot = frame;
        }
        Ok(len)
    }

    fn transmit(&mut self, frames: &[u8]) -> Result<usize, UartError> {
        frames.iter().try_for_each(|frame| self.send(*frame)).map_err(UartError::State)?;
        Ok(frames.len())
    }
}

/// How many bits in a row are low, with the start bit before them, at most.
fn low_bits(frame: u8) -> u64 {
    let (mut run, mut longest) = (1, 1);
    for bit in 0..DATA.count_ones() {
        run = if frame >> bit & 1 == 0 { run + 1 } else { 0 };
        longest = run.max(longest);
    }
    longest
}

impl core::fmt::Debug for SimUart {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SimUart").field("baud", &self.baud).finish_non_exhaustive()
    }
}

impl ErrorType for SimUart {
    type Error = UartError;
}

impl Read for SimUart {
    fn read(&mut self, room: &mut [u8]) -> Result<usize, UartError> {
        self.receive(room)
    }
}

impl Write for SimUart {
    fn write(&mut self, frames: &[u8]) -> Result<usize, UartError> {
        self.transmit(frames)
    }

    fn flush(&mut self) -> Result<(), UartError> {
        Ok(())
    }
}

impl embedded_io_async::Read for SimUart {
    async fn read(&mut self, room: &mut [u8]) -> Result<usize, UartError> {
        self.receive(room)
    }
}

impl embedded_io_async::Write for SimUart {
    async fn write(&mut self, frames: &[u8]) -> Result<usize, UartError> {
        self.transmit(frames)
    }

    async fn flush(&mut self) -> Result<(), UartError> {
        Ok(())
    }
}
