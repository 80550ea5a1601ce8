use crate::Error;

/// Draws random numbers from the element.
pub trait Random {
    /// Fills all of `out` with random bytes.
    ///
    /// # Errors
    /// [`Error::Refused`] if the element cannot yet give real random numbers (a part that is not
    /// configured). On any error the contents of `out` must not be used.
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error>;
}
