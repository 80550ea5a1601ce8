use sha2::{Digest, Sha256};

use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{DigestSource, LoadNonce, NonceTarget, Sign};
use crate::{Error, Signature, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Signs a SHA-256 digest, which is not hashed again, with the private key in `slot`.
    ///
    /// Two commands, Nonce and Sign; a Random before them when the seed is to be renewed
    /// ([`SeedUpdate`](crate::SeedUpdate)). The digest and the signature cross the bus. Uses the Message Digest Buffer of an
    /// ATECC608, TempKey of an ATECC508A.
    ///
    /// If the key has a limited number of uses, each signature counts one; a second try after the chip
    /// fell silent may count another.
    ///
    /// # Errors
    /// A status if the slot holds no private key, or one that may not sign external digests.
    pub async fn sign_digest(
        &mut self,
        slot: Slot,
        digest: &[u8; 32],
    ) -> Result<Signature, Error<I2C::Error>> {
        let mut outcome = self.load_and_sign(slot, digest).await;
        if Self::is_worth_a_retry(&outcome) || self.mistook_part(&outcome).await {
            outcome = self.load_and_sign(slot, digest).await;
        }
        self.settle(outcome).await
    }

    /// Signs the SHA-256 digest of `message`, made by the host: [`sign_digest`](Self::sign_digest) of it.
    ///
    /// # Errors
    /// As [`sign_digest`](Self::sign_digest).
    pub async fn sign_message(&mut self, slot: Slot, message: &[u8]) -> Result<Signature, Error<I2C::Error>> {
        self.sign_digest(slot, &Sha256::digest(message).into()).await
    }

    async fn load_and_sign(&mut self, key: Slot, digest: &[u8; 32]) -> Result<Signature, Error<I2C::Error>> {
        self.renew_seed().await?;
        let source = self.load_digest(digest).await?;
        self.check_seed()?;
        self.command(&Sign { key, source }).await
    }

    /// Puts a digest where Sign and Verify of this part take it from.
    pub(super) async fn load_digest(&mut self, digest: &[u8; 32]) -> Result<DigestSource, Error<I2C::Error>> {
        let (source, target) = if self.is_508a() {
            (DigestSource::TempKey, NonceTarget::TempKey)
        } else {
            (DigestSource::MessageDigestBuffer, NonceTarget::MessageDigestBuffer)
        };
        self.command(&LoadNonce { value: digest, target }).await?;
        Ok(source)
    }
}
