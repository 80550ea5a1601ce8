use super::ReplyError;
use crate::packet::Response;
use crate::{Secret, host};

/// Bytes of the nonce.
const NONCE: usize = 32;

/// What ECDH or KDF give out encrypted with the IO protection key: `N` bytes, and the nonce that went into the encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncryptedOutput<const N: usize> {
    /// Encrypted.
    pub data: [u8; N],
    /// The chip's.
    pub nonce: [u8; NONCE],
}

impl<const N: usize> EncryptedOutput<N> {
    /// Bytes of data in the reply.
    pub(super) const LEN: usize = N + NONCE;

    /// In clear, if `io_key` is the IO protection key of the chip. If it is not, this is not noticed.
    #[must_use]
    pub fn decrypt(self, io_key: &[u8; 32]) -> Secret<N> {
        let mut secret = Secret::new(self.data);
        host::decrypt_output(io_key, &self.nonce, secret.expose_mut());
        secret
    }

    pub(super) fn parse(response: Response<'_>) -> Result<Self, ReplyError> {
        let bytes = match response {
            Response::Data(bytes) => bytes,
            Response::Status(status) => return Err(ReplyError::Status(status)),
        };
        bytes
            .split_first_chunk()
            .and_then(|(data, nonce)| Some(Self { data: *data, nonce: nonce.try_into().ok()? }))
            .ok_or(ReplyError::Length(bytes.len()))
    }
}
