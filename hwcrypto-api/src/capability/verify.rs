use crate::Error;

/// Checks signatures of others.
pub trait P256Verify {
    /// Whether `signature` (r‖s, big-endian, 32 bytes each) over a SHA-256 `digest`, which is not hashed again, is good for
    /// `public_key` (X‖Y). A bad signature is `Ok(false)`.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] or [`Error::Refused`] if `public_key` is not a point on the curve.
    fn p256_verify(
        &mut self,
        public_key: &[u8; 64],
        digest: &[u8; 32],
        signature: &[u8; 64],
    ) -> Result<bool, Error>;
}
