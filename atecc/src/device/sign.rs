use super::{Atecc, DelayNs, I2c, flavour};
use crate::command::{DigestSource, LoadNonce, NonceTarget, Sign, Verify};
use crate::{Error, PublicKey, Signature, Slot};

#[flavour]
impl<I2C: I2c, D: DelayNs> Atecc<I2C, D> {
    /// Signs a SHA-256 digest, which is not hashed again, with the private key in `slot`.
    ///
    /// Two commands, Nonce and Sign; a Random before them when the seed is to be renewed
    /// ([`SeedUpdate`](crate::SeedUpdate)). Uses the Message Digest Buffer of the ATECC608.
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
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.load_and_sign(slot, digest).await;
        }
        self.settle(outcome).await
    }

    async fn load_and_sign(&mut self, key: Slot, digest: &[u8; 32]) -> Result<Signature, Error<I2C::Error>> {
        self.renew_seed().await?;
        self.load_digest(digest).await?;
        self.check_seed()?;
        self.command(&Sign { key, source: DigestSource::MessageDigestBuffer }).await
    }

    /// Whether `signature` over `digest` is good for `key`.
    ///
    /// # Errors
    /// A status if `key` is no point of the curve. A bad signature is `Ok(false)`.
    pub async fn verify_digest(
        &mut self,
        key: &PublicKey,
        digest: &[u8; 32],
        signature: &Signature,
    ) -> Result<bool, Error<I2C::Error>> {
        let command = Verify::external(key, DigestSource::MessageDigestBuffer, signature);
        let mut outcome = self.load_and_verify(&command, digest).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.load_and_verify(&command, digest).await;
        }
        self.settle(outcome).await
    }

    async fn load_and_verify(
        &mut self,
        command: &Verify<'_>,
        digest: &[u8; 32],
    ) -> Result<bool, Error<I2C::Error>> {
        self.load_digest(digest).await?;
        self.command(command).await
    }

    async fn load_digest(&mut self, digest: &[u8; 32]) -> Result<(), Error<I2C::Error>> {
        self.command(&LoadNonce { value: digest, target: NonceTarget::MessageDigestBuffer }).await
    }
}
