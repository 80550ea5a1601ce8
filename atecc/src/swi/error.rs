use core::fmt;

#[cfg(feature = "blocking")]
use embedded_hal::i2c::{Error, ErrorKind, NoAcknowledgeSource};
#[cfg(not(feature = "blocking"))]
use embedded_hal_async::i2c::{Error, ErrorKind, NoAcknowledgeSource};

/// What goes wrong on a single wire. `E` is the error of the UART.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwiError<E> {
    /// The chip does not answer: it is busy, idle, asleep, or not there; or what it says may not be the answer to what it was
    /// asked.
    Silent,
    /// The UART does not hear what it sends: its RX is not on the wire, or somebody else drives it.
    Echo,
    /// The UART itself.
    Uart(E),
}

impl<E: fmt::Debug> fmt::Display for SwiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => f.write_str("the chip does not answer"),
            Self::Echo => f.write_str("the UART does not hear what it sends; join its TX and RX at the chip"),
            Self::Uart(error) => write!(f, "the UART failed: {error:?}"),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for SwiError<E> {}

impl<E: embedded_io::Error> Error for SwiError<E> {
    /// In the words of I2C: silence is a missing acknowledge, and so may be what a UART has no kind for.
    fn kind(&self) -> ErrorKind {
        use embedded_io::ErrorKind as Kind;
        match self {
            Self::Silent => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown),
            Self::Echo => ErrorKind::Bus,
            Self::Uart(error) => match error.kind() {
                Kind::TimedOut | Kind::Interrupted => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown),
                Kind::Other => ErrorKind::Other,
                _ => ErrorKind::Bus,
            },
        }
    }
}
