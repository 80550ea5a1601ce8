use sha2::{Digest, Sha256};

use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{DigestSource, LoadNonce64, NonceTarget, Verify, VerifyMac};
use crate::{Error, Misuse, PublicKey, Signature, Slot, Status, host};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Whether `signature` over `digest` is good for `key`. Two commands, Nonce and Verify.
    ///
    /// Somebody on the bus can forge the answer; [`verify_protected`](Self::verify_protected) tells.
    ///
    /// # Errors
    /// A status if `key` is no point of the curve. A bad signature is `Ok(false)`.
    pub async fn verify_digest(
        &mut self,
        key: &PublicKey,
        digest: &[u8; 32],
        signature: &Signature,
    ) -> Result<bool, Error<I2C::Error>> {
        self.verify_with(|source| Verify::external(key, source, signature), digest).await
    }

    /// Whether `signature` over the SHA-256 digest of `message`, made by the host, is good for `key`.
    ///
    /// # Errors
    /// As [`verify_digest`](Self::verify_digest).
    pub async fn verify_message(
        &mut self,
        key: &PublicKey,
        message: &[u8],
        signature: &Signature,
    ) -> Result<bool, Error<I2C::Error>> {
        self.verify_digest(key, &Sha256::digest(message).into(), signature).await
    }

    /// Whether `signature` over `digest` is good for the public key in `slot`. A good one also authorises the keys whose
    /// AuthKey it is, until the chip sleeps. Two commands, Nonce and Verify.
    ///
    /// # Errors
    /// A status if the slot holds no public key, one that is not validated, or one that wants a random nonce. A bad
    /// signature is `Ok(false)`.
    pub async fn verify_stored(
        &mut self,
        slot: Slot,
        digest: &[u8; 32],
        signature: &Signature,
    ) -> Result<bool, Error<I2C::Error>> {
        self.verify_with(|source| Verify::stored(slot, source, signature), digest).await
    }

    async fn verify_with<'a>(
        &mut self,
        command: impl Fn(DigestSource) -> Verify<'a>,
        digest: &[u8; 32],
    ) -> Result<bool, Error<I2C::Error>> {
        let mut outcome = self.load_and_verify(&command, digest).await;
        if Self::is_worth_a_retry(&outcome) || self.mistook_part(&outcome).await {
            outcome = self.load_and_verify(&command, digest).await;
        }
        self.settle(outcome).await
    }

    async fn load_and_verify<'a>(
        &mut self,
        command: &impl Fn(DigestSource) -> Verify<'a>,
        digest: &[u8; 32],
    ) -> Result<bool, Error<I2C::Error>> {
        let source = self.load_digest(digest).await?;
        self.command(&command(source)).await
    }

    /// As [`verify_digest`](Self::verify_digest), with an answer that nobody on the bus can forge: for a good signature the
    /// chip gives a MAC under `io_key`, the IO protection key, over `nonce`, 32 random bytes. Two commands, Nonce and
    /// Verify. A "bad signature" can still be forged.
    ///
    /// # Errors
    /// [`Error::Forged`] if the MAC is wrong; [`Misuse::Part`] on an ATECC508A; a status if the configuration enables no IO
    /// protection key.
    pub async fn verify_protected(
        &mut self,
        key: &PublicKey,
        digest: &[u8; 32],
        signature: &Signature,
        io_key: &[u8; 32],
        nonce: &[u8; 32],
    ) -> Result<bool, Error<I2C::Error>> {
        let verify = Verify::external(key, DigestSource::MessageDigestBuffer, signature);
        self.verify_mac(&VerifyMac(verify), digest, signature, io_key, nonce).await
    }

    /// As [`verify_stored`](Self::verify_stored), with an answer that nobody on the bus can forge:
    /// see [`verify_protected`](Self::verify_protected).
    ///
    /// # Errors
    /// As both.
    pub async fn verify_stored_protected(
        &mut self,
        slot: Slot,
        digest: &[u8; 32],
        signature: &Signature,
        io_key: &[u8; 32],
        nonce: &[u8; 32],
    ) -> Result<bool, Error<I2C::Error>> {
        let verify = Verify::stored(slot, DigestSource::MessageDigestBuffer, signature);
        self.verify_mac(&VerifyMac(verify), digest, signature, io_key, nonce).await
    }

    async fn verify_mac(
        &mut self,
        command: &VerifyMac<'_>,
        digest: &[u8; 32],
        signature: &Signature,
        io_key: &[u8; 32],
        nonce: &[u8; 32],
    ) -> Result<bool, Error<I2C::Error>> {
        self.require_608()?;
        let mut outcome = self.load_and_verify_mac(command, digest, nonce).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.load_and_verify_mac(command, digest, nonce).await;
        }
        let expected = host::verify_mac(command, io_key, digest, nonce, signature);
        let outcome = match outcome {
            Ok(Some(mac)) if host::equal(&mac, &expected) => Ok(true),
            // A bare success is what a forger would give.
            Ok(Some(_)) | Err(Error::Status(Status::Success)) => Err(Error::Forged),
            Ok(None) => Ok(false),
            Err(error) => Err(error),
        };
        self.settle(outcome).await
    }

    async fn load_and_verify_mac(
        &mut self,
        command: &VerifyMac<'_>,
        digest: &[u8; 32],
        nonce: &[u8; 32],
    ) -> Result<Option<[u8; 32]>, Error<I2C::Error>> {
        let mut value = [0; 64];
        for (to, from) in value.iter_mut().zip(digest.iter().chain(nonce)) {
            *to = *from;
        }
        let load = LoadNonce64::new(&value, NonceTarget::MessageDigestBuffer).ok_or(Misuse::Range)?;
        self.command(&load).await?;
        self.command(command).await
    }
}
