use crate::{Error, KeyRef};

/// Agrees on a secret with a key that stays inside the element.
pub trait Ecdh {
    /// The X coordinate (32 bytes, big-endian) of the shared P-256 point of `key` and `peer` (X‖Y).
    /// It is a secret: wipe it after use.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if `peer` is not a point on the curve, [`Error::InvalidKey`] if `key` holds
    /// no P-256 private key, [`Error::Refused`] if it may not do ECDH or must not give the secret away.
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error>;
}
