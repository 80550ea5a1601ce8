use super::{BusError, I2c, flavour};
use crate::Meanwhile;

/// The bus to the chip: any `I2c` of `embedded-hal`, or one whose chips have more users than this driver.
///
/// An `I2c` is a `Bus` as it stands, and the three methods that have a default do nothing there. A type that is no
/// `I2c` implements them to keep others away from the chip: the driver acquires the chip before the first traffic of
/// an operation, or of a session, and releases it after the last.
#[flavour]
pub trait Bus {
    /// What goes wrong on it.
    type Error: BusError;

    /// Writes `bytes` to the 7-bit `address`, in one transaction.
    ///
    /// # Errors
    /// Also if nobody acknowledges: whatever the kind of the error, the driver takes it for that.
    async fn send(&mut self, address: u8, bytes: &[u8]) -> Result<(), Self::Error>;

    /// Fills `room` from the 7-bit `address`, in one transaction.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    async fn receive(&mut self, address: u8, room: &mut [u8]) -> Result<(), Self::Error>;

    /// Makes the chip at the 7-bit `address` this driver's own until [`release`](Self::release), waiting for other
    /// users if need be.
    ///
    /// # Errors
    /// If others kept it for too long: the operation ends with [`Error::InUse`](crate::Error::InUse) and no traffic.
    async fn acquire(&mut self, address: u8) -> Result<Meanwhile, Self::Error> {
        let _ = address;
        Ok(Meanwhile::Untouched)
    }

    /// The chip rests. If `keep`, its volatile state still matters (an ephemeral key lives in it): others must not use
    /// it, but they may send it to idle.
    fn release(&mut self, keep: bool) {
        let _ = keep;
    }

    /// The address of the sibling number `index`, from 0, that a wake pulse just woke and that nobody uses; `None` if
    /// there is none left. The driver sends it back to idle. `known` are those of
    /// [`Config::siblings`](crate::Config::siblings).
    fn sibling(&mut self, known: &[u8], index: usize) -> Option<u8> {
        known.get(index).copied()
    }
}

#[flavour]
impl<T: I2c> Bus for T {
    type Error = T::Error;

    async fn send(&mut self, address: u8, bytes: &[u8]) -> Result<(), Self::Error> {
        self.write(address, bytes).await
    }

    async fn receive(&mut self, address: u8, room: &mut [u8]) -> Result<(), Self::Error> {
        self.read(address, room).await
    }
}
