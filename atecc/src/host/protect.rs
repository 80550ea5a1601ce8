//! What the IO protection key, which chip and host share, protects on the bus.

use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::TempKey;
use super::frame::command;
use crate::command::{SecureBoot, VerifyMac};
use crate::{Opcode, Signature};

/// Decrypts an output of ECDH or KDF in place: 32 or 64 bytes. Each block of 32 has sixteen bytes of the nonce.
pub fn decrypt_output(io_key: &[u8; 32], nonce: &[u8; 32], output: &mut [u8]) {
    for (block, salt) in output.chunks_mut(32).zip(nonce.chunks(16)) {
        let mut hash = Sha256::new();
        hash.update(io_key);
        hash.update(salt);
        for (byte, key) in block.iter_mut().zip(hash.finalize()) {
            *byte ^= key;
        }
    }
}

/// The MAC with which [`VerifyMac`] answers a good signature over `message`: `nonce` stood behind it in the Message Digest
/// Buffer.
#[must_use]
pub fn verify_mac(
    request: &VerifyMac<'_>,
    io_key: &[u8; 32],
    message: &[u8; 32],
    nonce: &[u8; 32],
    signature: &Signature,
) -> [u8; 32] {
    let (mode, param2) = request.mode_and_param2();
    let mut hash = Sha256::new();
    for part in [&io_key[..], message, nonce, &signature.0, &command(Opcode::Verify.to_byte(), mode, param2)]
    {
        hash.update(part);
    }
    hash.finalize().into()
}

/// A protected secure boot: the digest is encrypted on its way in, and the answer is a MAC.
pub struct BootMac {
    key: [u8; 32],
}

impl Drop for BootMac {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl core::fmt::Debug for BootMac {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("BootMac(..)")
    }
}

impl BootMac {
    /// For the nonce that is in TempKey.
    #[must_use]
    pub fn new(io_key: &[u8; 32], temp_key: &TempKey) -> Self {
        let mut hash = Sha256::new();
        hash.update(io_key);
        hash.update(temp_key.expose());
        Self { key: hash.finalize().into() }
    }

    /// The digest as it is sent.
    #[must_use]
    pub fn encrypt(&self, digest: &[u8; 32]) -> [u8; 32] {
        let mut result = *digest;
        for (byte, key) in result.iter_mut().zip(&self.key) {
            *byte ^= *key;
        }
        result
    }

    /// The MAC that the chip answers for a good image. `signature` takes part unless FullStore compares digests.
    #[must_use]
    pub fn expected(
        &self,
        request: &SecureBoot<'_>,
        digest: &[u8; 32],
        signature: Option<&Signature>,
    ) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.key);
        hash.update(digest);
        if let Some(signature) = signature {
            hash.update(signature.0);
        }
        hash.update(command(Opcode::SecureBoot.to_byte(), request.mode(), 0));
        hash.finalize().into()
    }
}
