use core::fmt;

use embedded_hal::i2c::{Error, ErrorKind, ErrorType, I2c, NoAcknowledgeSource, Operation};

/// Something that goes wrong on the wires.
pub trait Fault {
    /// Before a transaction: whether nobody acknowledges its address. The transaction does not take place then.
    fn denies(&mut self, address: u8, operations: &[Operation<'_>]) -> bool {
        let _ = (address, operations);
        false
    }

    /// Changes the bytes of a write on their way to the chip.
    fn on_write(&mut self, bytes: &mut [u8]) {
        let _ = bytes;
    }

    /// Changes the bytes of a read on their way from the chip.
    fn on_read(&mut self, bytes: &mut [u8]) {
        let _ = bytes;
    }
}

/// Any of several kinds.
impl<F: Fault + ?Sized> Fault for Box<F> {
    fn denies(&mut self, address: u8, operations: &[Operation<'_>]) -> bool {
        (**self).denies(address, operations)
    }

    fn on_write(&mut self, bytes: &mut [u8]) {
        (**self).on_write(bytes);
    }

    fn on_read(&mut self, bytes: &mut [u8]) {
        (**self).on_read(bytes);
    }
}

/// Round any `I2c`, blocking or async: a bus with a fault. Several faults are several of these, one in another.
///
/// ```
/// use atecc_sim::fault::{Faulty, NoAcknowledge, Truncated, When};
/// use atecc_sim::{Part, SimI2c};
/// use embedded_hal::{delay::DelayNs, i2c::I2c};
///
/// let chip = SimI2c::blank(Part::Atecc608B, Some(1))?;
/// chip.wake_pulse();
/// chip.delay().delay_us(1500);
/// let cut = Faulty::new(chip, Truncated::after(2, When::always()));
/// let mut bus = Faulty::new(cut, NoAcknowledge::new(When::nth(2)));
/// let mut token = [0; 4];
/// bus.read(0x60, &mut token)?;
/// assert_eq!(token, [0x04, 0x11, 0xFF, 0xFF]);
/// assert!(bus.read(0x60, &mut token).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Faulty<I2C, F> {
    i2c: I2C,
    fault: F,
}

/// Why a transaction on a bus with a fault failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultError<E> {
    /// On purpose: nobody acknowledged the address.
    OnPurpose,
    /// The bus itself.
    Bus(E),
}

impl<I2C, F: Fault> Faulty<I2C, F> {
    /// Lets `fault` happen on `i2c`.
    pub const fn new(i2c: I2C, fault: F) -> Self {
        Self { i2c, fault }
    }

    /// Gives both back.
    pub fn release(self) -> (I2C, F) {
        (self.i2c, self.fault)
    }

    /// What is written instead, one piece per write.
    fn written(&mut self, operations: &[Operation<'_>]) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        for operation in operations {
            if let Operation::Write(bytes) = operation {
                let mut piece = bytes.to_vec();
                self.fault.on_write(&mut piece);
                pieces.push(piece);
            }
        }
        pieces
    }

    fn was_read(&mut self, operations: &mut [Operation<'_>]) {
        for operation in operations {
            if let Operation::Read(buffer) = operation {
                self.fault.on_read(buffer);
            }
        }
    }
}

/// The same operations with other bytes to write.
fn replaced<'a>(operations: &'a mut [Operation<'_>], pieces: &'a [Vec<u8>]) -> Vec<Operation<'a>> {
    let mut pieces = pieces.iter();
    let replace = |operation: &'a mut Operation<'_>| match operation {
        Operation::Read(buffer) => Operation::Read(buffer),
        Operation::Write(bytes) => Operation::Write(pieces.next().map_or(*bytes, Vec::as_slice)),
    };
    operations.iter_mut().map(replace).collect()
}

impl<E: fmt::Display> fmt::Display for FaultError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnPurpose => f.write_str("not acknowledged, on purpose"),
            Self::Bus(error) => error.fmt(f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for FaultError<E> {}

impl<E: Error> Error for FaultError<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::OnPurpose => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address),
            Self::Bus(error) => error.kind(),
        }
    }
}

impl<I2C: ErrorType, F> ErrorType for Faulty<I2C, F> {
    type Error = FaultError<I2C::Error>;
}

impl<I2C: I2c, F: Fault> I2c for Faulty<I2C, F> {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Self::Error> {
        if self.fault.denies(address, operations) {
            return Err(FaultError::OnPurpose);
        }
        let pieces = self.written(operations);
        self.i2c.transaction(address, &mut replaced(operations, &pieces)).map_err(FaultError::Bus)?;
        self.was_read(operations);
        Ok(())
    }
}

impl<I2C: embedded_hal_async::i2c::I2c, F: Fault> embedded_hal_async::i2c::I2c for Faulty<I2C, F> {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Self::Error> {
        if self.fault.denies(address, operations) {
            return Err(FaultError::OnPurpose);
        }
        let pieces = self.written(operations);
        let outcome = self.i2c.transaction(address, &mut replaced(operations, &pieces)).await;
        outcome.map_err(FaultError::Bus)?;
        self.was_read(operations);
        Ok(())
    }
}
