use crate::{Error, KeyRef};

/// Makes message authentication codes with a secret that stays inside the element.
pub trait HmacSha256 {
    /// HMAC-SHA256 (RFC 2104) of `data` with the secret that `key` names.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` names no secret, [`Error::Refused`] if it may not be used like this.
    fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error>;
}
