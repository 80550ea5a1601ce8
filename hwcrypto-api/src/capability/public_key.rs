use crate::{Error, KeyRef};

/// Tells the public half of a key.
pub trait PublicKey {
    /// The NIST P-256 public key of `key`: X‖Y, big-endian, 32 bytes each.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` holds no P-256 private key, [`Error::Refused`] if the element's
    /// configuration keeps the public key to itself.
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error>;
}
