//! An AEAD with its key, in place and without panics.

use aes_gcm::KeyInit;
use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::{U12, U16};
use rustls::Error;
use rustls::crypto::cipher::{AeadKey, Nonce};

/// Bytes of the tag that every AEAD of TLS appends.
pub(super) const TAG: usize = 16;

/// An AEAD with the sizes of TLS: 12 bytes of nonce, 16 of tag.
pub(in super::super) trait Aead:
    AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + Send + Sync + 'static
{
}

impl<A: AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + Send + Sync + 'static> Aead for A {}

/// An AEAD with its key, which is zeroized when this is dropped.
///
/// rustls leaves no way to refuse a key. Should it ever give one of another length than it was told, this protects
/// nothing and opens nothing.
pub(super) struct Cipher<A>(Option<A>);

impl<A: Aead> Cipher<A> {
    pub(super) fn new(key: &AeadKey) -> Self {
        Self(A::new_from_slice(key.as_ref()).ok())
    }

    /// Encrypts `text` in place. Returns the tag.
    pub(super) fn seal(&self, nonce: Nonce, aad: &[u8], text: &mut [u8]) -> Result<[u8; TAG], Error> {
        let cipher = self.0.as_ref().ok_or(Error::EncryptError)?;
        let tag = cipher.encrypt_inout_detached(&nonce.0.into(), aad, text.into());
        tag.map(Into::into).map_err(|_| Error::EncryptError)
    }

    /// Decrypts `text` in place, if `tag` is its tag; otherwise `text` is left alone.
    pub(super) fn open(
        &self,
        nonce: Nonce,
        aad: &[u8],
        text: &mut [u8],
        tag: [u8; TAG],
    ) -> Result<(), Error> {
        let cipher = self.0.as_ref().ok_or(Error::DecryptError)?;
        let opened = cipher.decrypt_inout_detached(&nonce.0.into(), aad, text.into(), &tag.into());
        opened.map_err(|_| Error::DecryptError)
    }
}
