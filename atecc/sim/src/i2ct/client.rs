use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};

use embedded_hal::i2c::{ErrorKind, ErrorType, I2c, NoAcknowledgeSource, Operation, SevenBitAddress};

use super::{SAME_KIND, request, status};
use crate::wake::GENERAL_CALL;

/// How long a connection may take, and each reply, unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(5);

/// An I2C bus at the other end of a TCP connection.
///
/// A write to address 0 becomes a wake pulse. A change of direction within one transaction becomes two
/// transactions. The async flavour blocks the thread for the length of a round trip.
///
/// A request is sent once and never again: whether it had an effect is not known once its reply is lost. A connection
/// that failed is made anew by the next request, once. One that the other end closed between two requests is made anew
/// too, but the running transaction fails with [`I2ctError::Reconnected`]: the server may have been started anew, with
/// another part or the same one asleep.
#[derive(Debug)]
pub struct I2ctClient {
    addresses: Vec<SocketAddr>,
    timeout: Duration,
    /// `None` after an error that left request and reply out of step.
    stream: Option<TcpStream>,
}

/// Why the bus at the other end could not be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum I2ctError {
    /// Nobody acknowledged.
    NoAcknowledge(NoAcknowledgeSource),
    /// The connection could not be made.
    Connect(io::Error),
    /// The other end closed the connection, perhaps in the middle of a reply.
    Closed,
    /// The other end did not answer in time.
    TimedOut,
    /// The other end answered a status that the protocol does not have: it speaks another one.
    Garbage(u8),
    /// The other end reports an error of its own.
    Remote,
    /// The other end does not offer this request.
    NotOffered,
    /// The transaction is longer than the protocol can say: 65,535 bytes.
    TooLong,
    /// The other end had closed the connection. There is a new one; this request was not sent.
    Reconnected,
    /// Sending or receiving failed.
    Io(io::Error),
}

impl I2ctClient {
    /// Connects to `address` (`host:port`), waiting at most five seconds for that and for each reply.
    ///
    /// # Errors
    /// [`I2ctError::Connect`].
    pub fn connect(address: impl ToSocketAddrs) -> Result<Self, I2ctError> {
        Self::connect_timeout(address, TIMEOUT)
    }

    /// As [`I2ctClient::connect`], with another limit; it must not be zero.
    ///
    /// # Errors
    /// [`I2ctError::Connect`].
    pub fn connect_timeout(address: impl ToSocketAddrs, timeout: Duration) -> Result<Self, I2ctError> {
        let addresses = address.to_socket_addrs().map_err(I2ctError::Connect)?.collect();
        let mut client = Self { addresses, timeout, stream: None };
        client.stream = Some(client.open().map_err(I2ctError::Connect)?);
        Ok(client)
    }

    /// A connection to the first address that takes one.
    fn open(&self) -> io::Result<TcpStream> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for address in &self.addresses {
            match TcpStream::connect_timeout(address, self.timeout) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    stream.set_read_timeout(Some(self.timeout))?;
                    stream.set_write_timeout(Some(self.timeout))?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Holds SDA low at the other end for as long as a wake needs.
    ///
    /// # Errors
    /// See [`I2ctError`].
    pub fn wake_pulse(&mut self) -> Result<(), I2ctError> {
        self.request(&[request::WAKE], &mut [])
    }

    /// Interrupts the supply of the part at the other end.
    ///
    /// # Errors
    /// See [`I2ctError`]; [`I2ctError::NotOffered`] if the other end has no switch.
    pub fn power_cycle(&mut self) -> Result<(), I2ctError> {
        self.request(&[request::POWER_CYCLE], &mut [])
    }

    /// Puts a part fresh from the factory in the place of the one at the other end.
    ///
    /// # Errors
    /// See [`I2ctError`]; [`I2ctError::NotOffered`] if the other end has no such part.
    pub fn fresh_part(&mut self) -> Result<(), I2ctError> {
        self.request(&[request::FRESH_PART, SAME_KIND], &mut [])
    }

    fn run(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2ctError> {
        let mut rest = operations;
        while let Some(first) = rest.first() {
            let read = matches!(first, Operation::Read(_));
            let same = rest.iter().take_while(|next| matches!(next, Operation::Read(_)) == read).count();
            let (run, after) = rest.split_at_mut(same);
            if read {
                self.read_run(address, run)?;
            } else {
                self.write_run(address, run)?;
            }
            rest = after;
        }
        Ok(())
    }

    /// Neighbouring writes are one transfer: only its first byte is a word address.
    fn write_run(&mut self, address: u8, operations: &[Operation<'_>]) -> Result<(), I2ctError> {
        if address == GENERAL_CALL {
            self.wake_pulse()?;
            // The pulse is all that a general call is good for; no chip acknowledges it.
            return Err(I2ctError::NoAcknowledge(NoAcknowledgeSource::Address));
        }
        let mut bytes = Vec::new();
        for operation in operations {
            if let Operation::Write(piece) = operation {
                bytes.extend_from_slice(piece);
            }
        }
        let mut frame = head(request::WRITE, address, bytes.len())?;
        frame.extend_from_slice(&bytes);
        self.request(&frame, &mut [])
    }

    fn read_run(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2ctError> {
        for operation in operations {
            if let Operation::Read(buffer) = operation {
                self.request(&head(request::READ, address, buffer.len())?, buffer)?;
            }
        }
        Ok(())
    }

    /// Sends a frame and takes its reply: a status, and what follows it when that is good.
    fn request(&mut self, frame: &[u8], reply: &mut [u8]) -> Result<(), I2ctError> {
        let mut stream = self.connected()?;
        let outcome = exchange(&mut stream, frame, reply);
        if !matches!(&outcome, Err(error) if error.breaks()) {
            self.stream = Some(stream);
        }
        outcome
    }

    /// The connection, taken out: what goes wrong now ends it.
    fn connected(&mut self) -> Result<TcpStream, I2ctError> {
        let Some(stream) = self.stream.take() else {
            return self.open().map_err(I2ctError::Connect);
        };
        if is_quiet(&stream) {
            return Ok(stream);
        }
        drop(stream);
        self.stream = Some(self.open().map_err(I2ctError::Connect)?);
        Err(I2ctError::Reconnected)
    }
}

/// Whether the other end has neither closed the connection nor said what nobody asked for.
fn is_quiet(stream: &TcpStream) -> bool {
    let look = |stream: &TcpStream| {
        stream.set_nonblocking(true)?;
        let looked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        looked
    };
    matches!(look(stream), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

fn exchange(stream: &mut TcpStream, frame: &[u8], reply: &mut [u8]) -> Result<(), I2ctError> {
    stream.write_all(frame).map_err(I2ctError::from_io)?;
    let mut code = [0];
    stream.read_exact(&mut code).map_err(I2ctError::from_io)?;
    let [code] = code;
    match code {
        status::ACK => stream.read_exact(reply).map_err(I2ctError::from_io),
        status::NACK => Err(I2ctError::NoAcknowledge(NoAcknowledgeSource::Unknown)),
        status::NOT_OFFERED => Err(I2ctError::NotOffered),
        status::ERROR => Err(I2ctError::Remote),
        other => Err(I2ctError::Garbage(other)),
    }
}

fn head(kind: u8, address: u8, length: usize) -> Result<Vec<u8>, I2ctError> {
    let [low, high] = u16::try_from(length).map_err(|_| I2ctError::TooLong)?.to_le_bytes();
    Ok(vec![kind, address, low, high])
}

impl I2ctError {
    fn from_io(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::UnexpectedEof | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => {
                Self::Closed
            }
            Kind::WouldBlock | Kind::TimedOut => Self::TimedOut,
            _ => Self::Io(error),
        }
    }
}

impl I2ctError {
    /// Whether a reply may still be on its way after this, which a later request would take for its own.
    const fn breaks(&self) -> bool {
        matches!(self, Self::Closed | Self::TimedOut | Self::Garbage(_) | Self::Io(_))
    }
}

impl fmt::Display for I2ctError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAcknowledge(_) => "no chip acknowledges",
            Self::Connect(error) => return write!(f, "cannot connect: {error}"),
            Self::Closed => "the I2CT server closed the connection",
            Self::TimedOut => "the I2CT server does not answer",
            Self::Garbage(byte) => return write!(f, "this is no I2CT server: it answered {byte:#04x}"),
            Self::Remote => "the I2CT server reports an error",
            Self::NotOffered => "the I2CT server does not offer this request",
            Self::TooLong => "more than 65535 bytes in one transaction",
            Self::Reconnected => {
                "the I2CT server had closed the connection; there is a new one, perhaps to another part"
            }
            Self::Io(error) => return write!(f, "I2CT: {error}"),
        })
    }
}

impl core::error::Error for I2ctError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Connect(error) | Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl embedded_hal::i2c::Error for I2ctError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoAcknowledge(source) => ErrorKind::NoAcknowledge(*source),
            // The bus is not there, as far as the host can tell.
            _ => ErrorKind::Bus,
        }
    }
}

impl ErrorType for I2ctClient {
    type Error = I2ctError;
}

impl I2c<SevenBitAddress> for I2ctClient {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2ctError> {
        self.run(address, operations)
    }
}

impl embedded_hal_async::i2c::I2c<SevenBitAddress> for I2ctClient {
    async fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), I2ctError> {
        self.run(address, operations)
    }
}
