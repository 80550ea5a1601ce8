use alloc::sync::Arc;
use core::time::Duration;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use embedded_hal::i2c::I2c;

use super::{SAME_KIND, request, status};
use crate::bus::BusError;
use crate::i2c::SimI2c;
use crate::wake::GENERAL_CALL;

/// More connections than this at a time are closed at once; those that say nothing make room for the next.
const MAX_CONNECTIONS: usize = 64;
/// How long the rest of a request, or the way out of a reply, may take; and after how long without a request a
/// connection may be closed when there are too many.
const PATIENCE: Duration = Duration::from_secs(10);
/// Addresses have seven bits.
const MAX_ADDRESS: u8 = 0x7F;
/// How long to wait before the next try when the operating system is out of sockets or threads.
const RETRY: Duration = Duration::from_millis(50);

/// Serves a bus to whoever connects, each connection in a thread of its own. Never returns unless the
/// listener breaks.
///
/// All chips on the bus are served, whichever of them the handle is for. A client that stops in the middle of a
/// request, or does not take its replies, is cut off after ten seconds and has done nothing with that request. There
/// are at most 64 connections; beyond that new ones are closed at once, unless old ones were silent for ten seconds.
///
/// The bus keeps its own time: make it with [`Time::Real`](crate::Time::Real) for clients that wait in real
/// time, or with [`Timing::Instant`](crate::Timing::Instant) for those that should not wait.
///
/// # Errors
/// The error of the listener.
pub fn serve(listener: &TcpListener, bus: &SimI2c) -> io::Result<()> {
    let open = Arc::new(());
    loop {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if is_transient(&error) => {
                thread::sleep(RETRY);
                continue;
            }
            Err(error) => return Err(error),
        };
        // One count is ours.
        if Arc::strong_count(&open) > MAX_CONNECTIONS {
            continue;
        }
        let (bus, open) = (bus.clone(), Arc::clone(&open));
        // Out of threads: the stream is dropped, and its client sees a closed connection.
        let _ = thread::Builder::new().name("i2ct".to_owned()).spawn(move || {
            // Whatever went wrong with one client ends with its connection.
            let _ = Connection::new(&stream, bus, open).and_then(Connection::run);
        });
    }
}

/// What concerns one client that has gone again, or passes by itself.
fn is_transient(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ConnectionAborted
            | Kind::ConnectionReset
            | Kind::Interrupted
            | Kind::WouldBlock
            | Kind::TimedOut
    ) || error.raw_os_error().is_some_and(|code| matches!(code, OUT_OF_FILES | OUT_OF_SYSTEM_FILES))
}

/// Nothing came in time: which of the two it is called depends on the operating system.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// EMFILE.
const OUT_OF_FILES: i32 = 24;
/// ENFILE.
const OUT_OF_SYSTEM_FILES: i32 = 23;

struct Connection<'a> {
    requests: BufReader<&'a TcpStream>,
    replies: &'a TcpStream,
    bus: SimI2c,
    /// As many as there are connections, and one more.
    open: Arc<()>,
}

impl<'a> Connection<'a> {
    fn new(stream: &'a TcpStream, bus: SimI2c, open: Arc<()>) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { requests: BufReader::new(stream), replies: stream, bus, open })
    }

    /// Until the client closes, sends what is no request, or stops in the middle of one.
    fn run(mut self) -> io::Result<()> {
        loop {
            self.wait()?;
            let [kind] = self.take()?;
            match kind {
                request::WRITE => self.write()?,
                request::READ => self.read()?,
                request::WAKE => {
                    self.bus.wake_pulse();
                    self.reply(&[status::ACK])?;
                }
                request::POWER_CYCLE => {
                    let done = self.bus.power_cycle().is_ok();
                    self.reply(&[if done { status::ACK } else { status::ERROR }])?;
                }
                request::FRESH_PART => {
                    let [mode] = self.take()?;
                    let status = self.fresh_part(mode);
                    self.reply(&[status])?;
                }
                _ => return self.reply(&[status::ERROR]),
            }
        }
    }

    /// Waits for a request, or for its end by the client.
    fn wait(&mut self) -> io::Result<()> {
        loop {
            match self.requests.fill_buf() {
                Err(error) if is_timeout(&error) && Arc::strong_count(&self.open) <= MAX_CONNECTIONS => {}
                other => return other.map(|_| ()),
            }
        }
    }

    /// The transaction starts once all of its bytes are here: a client that goes away in the middle has done
    /// nothing.
    fn write(&mut self) -> io::Result<()> {
        let (address, length) = self.address_and_length()?;
        let mut bytes = vec![0; length];
        self.requests.read_exact(&mut bytes)?;
        if address > MAX_ADDRESS {
            return self.reply(&[status::ERROR]);
        }
        if address == GENERAL_CALL {
            self.bus.wake_pulse();
            return self.reply(&[status::NACK]);
        }
        let result = self.bus.write(address, &bytes);
        self.reply(&[status_of(&result)])
    }

    fn read(&mut self) -> io::Result<()> {
        let (address, length) = self.address_and_length()?;
        if address > MAX_ADDRESS {
            return self.reply(&[status::ERROR]);
        }
        let mut reply = vec![status::ACK; 1 + length];
        let result = match reply.split_first_mut() {
            Some((_, bytes)) => self.bus.read(address, bytes),
            None => Ok(()),
        };
        match status_of(&result) {
            status::ACK => self.reply(&reply),
            other => self.reply(&[other]),
        }
    }

    /// There is one mode.
    fn fresh_part(&self, mode: u8) -> u8 {
        match mode {
            SAME_KIND if self.bus.fresh_part().is_ok() => status::ACK,
            SAME_KIND => status::ERROR,
            _ => status::NOT_OFFERED,
        }
    }

    fn address_and_length(&mut self) -> io::Result<(u8, usize)> {
        let [address, low, high] = self.take()?;
        Ok((address, usize::from(u16::from_le_bytes([low, high]))))
    }

    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.requests.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn reply(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.replies.write_all(bytes)
    }
}

const fn status_of(result: &Result<(), BusError>) -> u8 {
    match result {
        Ok(()) => status::ACK,
        Err(BusError::NoAcknowledge(_)) => status::NACK,
        Err(BusError::State(_)) => status::ERROR,
    }
}
