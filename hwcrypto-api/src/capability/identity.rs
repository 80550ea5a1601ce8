use crate::Error;

/// The longest serial number that an element may have, bytes.
pub const SERIAL_NUMBER_MAX: usize = 32;

/// Says which element this is.
pub trait Identity {
    /// Writes the serial number, which no other element of its kind has, to the beginning of `out` and gives its length in
    /// bytes. It is no secret and proves nothing: a signature does.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if `out` is too short for it; [`SERIAL_NUMBER_MAX`] bytes always do.
    fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error>;
}
