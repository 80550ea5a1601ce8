use crate::{Error, KeyRef};

/// The AES-128 block cipher (FIPS 197) with a key that stays inside the element. Modes of operation are built on it.
pub trait Aes128 {
    /// Encrypts one block. Several keys in one slot are told apart by [`KeyRef::slot_block`].
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` names no AES key, [`Error::Refused`] if it may not be used like this.
    fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error>;

    /// Decrypts one block.
    ///
    /// # Errors
    /// As [`aes128_encrypt`](Self::aes128_encrypt).
    fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error>;
}
