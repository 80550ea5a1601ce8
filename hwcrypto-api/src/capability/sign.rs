use crate::{Error, KeyRef};

/// Signs with a key that stays inside the element.
pub trait P256Sign {
    /// The ECDSA P-256 signature over a SHA-256 `digest` (32 bytes; it is not hashed again):
    /// r‖s, big-endian, 32 bytes each, leading zeros kept.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` holds no P-256 private key, [`Error::Refused`] if it may not sign.
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error>;
}
