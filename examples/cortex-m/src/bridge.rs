use embedded_hal::i2c::{Error, ErrorKind, ErrorType, NoAcknowledgeSource, Operation};

use crate::Uart;

/// Requests and the good status of I2CT, the protocol of the simulated chip's server.
const WRITE: u8 = b'W';
const READ: u8 = b'R';
const ACKNOWLEDGED: u8 = 0;

/// An I2C bus at the other end of a UART, in the framing of I2CT: QEMU has no I2C bus that a program outside of it can
/// answer on.
#[derive(Debug)]
pub struct Bridge(Uart);

/// Nobody acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BridgeError;

impl Error for BridgeError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown)
    }
}

impl Bridge {
    /// The bus behind `uart`.
    #[must_use]
    pub const fn new(uart: Uart) -> Self {
        Self(uart)
    }

    fn request(&mut self, kind: u8, address: u8, len: usize) {
        let [low, high, ..] = len.to_le_bytes();
        for byte in [kind, address, low, high] {
            self.0.put(byte);
        }
    }

    fn status(&mut self) -> Result<(), BridgeError> {
        if self.0.take() == ACKNOWLEDGED { Ok(()) } else { Err(BridgeError) }
    }

    fn carry_out(&mut self, address: u8, operation: &mut Operation<'_>) -> Result<(), BridgeError> {
        match operation {
            Operation::Write(data) => {
                self.request(WRITE, address, data.len());
                data.iter().for_each(|byte| self.0.put(*byte));
                self.status()
            }
            Operation::Read(data) => {
                self.request(READ, address, data.len());
                self.status()?;
                data.iter_mut().for_each(|byte| *byte = self.0.take());
                Ok(())
            }
        }
    }
}

impl ErrorType for Bridge {
    type Error = BridgeError;
}

impl embedded_hal::i2c::I2c for Bridge {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), BridgeError> {
        operations.iter_mut().try_for_each(|operation| self.carry_out(address, operation))
    }
}

impl embedded_hal_async::i2c::I2c for Bridge {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), BridgeError> {
        operations.iter_mut().try_for_each(|operation| self.carry_out(address, operation))
    }
}
