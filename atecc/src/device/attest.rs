use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{CounterId, GenDig, GenKey};
use crate::host::Attestation;
use crate::{Error, Misuse, PublicKey, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Lets the key in `signer` attest that the private key in `slot` is in this chip, and gives its public half.
    /// `challenge` are twenty random bytes of the one who verifies, with
    /// [`Attestation::verify`](crate::host::Attestation::verify). Nothing secret crosses the bus.
    ///
    /// Three commands: Nonce, GenKey with its digest, Sign (internal). If the signer has a limited number of uses, each
    /// signature counts one; a second try after the chip fell silent may count another.
    ///
    /// # Errors
    /// A status if `signer` may not sign internal messages, `slot` holds no private key, or data is not locked.
    pub async fn attest_key(
        &mut self,
        signer: Slot,
        slot: Slot,
        challenge: &[u8; 20],
    ) -> Result<(PublicKey, Attestation), Error<I2C::Error>> {
        let mut outcome = self.attest_key_once(signer, slot, challenge).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.attest_key_once(signer, slot, challenge).await;
        }
        self.settle(outcome).await
    }

    async fn attest_key_once(
        &mut self,
        signer: Slot,
        slot: Slot,
        challenge: &[u8; 20],
    ) -> Result<(PublicKey, Attestation), Error<I2C::Error>> {
        let (_, rand_out) = self.random_temp_key(challenge).await?;
        let key = self.command(&GenKey::public(slot).with_digest()).await?;
        Ok((key, self.sign_internal(signer, rand_out).await?))
    }

    /// Lets the key in `signer` attest what is in `block` (0–3) of the configuration zone.
    ///
    /// Three commands: Nonce, GenDig, Sign (internal); otherwise as [`attest_key`](Self::attest_key).
    ///
    /// # Errors
    /// [`Misuse::Range`] for a block from 4 up; otherwise as [`attest_key`](Self::attest_key).
    pub async fn attest_config(
        &mut self,
        signer: Slot,
        block: u8,
        challenge: &[u8; 20],
    ) -> Result<Attestation, Error<I2C::Error>> {
        let gen_dig = GenDig::config_block(block).ok_or(Misuse::Range)?;
        self.attest(signer, &gen_dig, challenge).await
    }

    /// Lets the key in `signer` attest SlotConfig, KeyConfig and lock of `slot`.
    ///
    /// # Errors
    /// As [`attest_config`](Self::attest_config).
    pub async fn attest_key_config(
        &mut self,
        signer: Slot,
        slot: Slot,
        challenge: &[u8; 20],
    ) -> Result<Attestation, Error<I2C::Error>> {
        self.attest(signer, &GenDig::key_config(slot), challenge).await
    }

    /// Lets the key in `signer` attest the value of a counter.
    ///
    /// # Errors
    /// As [`attest_config`](Self::attest_config).
    pub async fn attest_counter(
        &mut self,
        signer: Slot,
        id: CounterId,
        challenge: &[u8; 20],
    ) -> Result<Attestation, Error<I2C::Error>> {
        self.attest(signer, &GenDig::counter(id), challenge).await
    }

    async fn attest(
        &mut self,
        signer: Slot,
        gen_dig: &GenDig<'_>,
        challenge: &[u8; 20],
    ) -> Result<Attestation, Error<I2C::Error>> {
        let mut outcome = self.attest_once(signer, gen_dig, challenge).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.attest_once(signer, gen_dig, challenge).await;
        }
        self.settle(outcome).await
    }

    async fn attest_once(
        &mut self,
        signer: Slot,
        gen_dig: &GenDig<'_>,
        challenge: &[u8; 20],
    ) -> Result<Attestation, Error<I2C::Error>> {
        let (_, rand_out) = self.random_temp_key(challenge).await?;
        self.command(gen_dig).await?;
        self.sign_internal(signer, rand_out).await
    }

    /// The nonce has renewed the seed.
    async fn sign_internal(
        &mut self,
        signer: Slot,
        rand_out: [u8; 32],
    ) -> Result<Attestation, Error<I2C::Error>> {
        let signature = self.command(&Attestation::request(signer)).await?;
        Ok(Attestation { signer, rand_out, signature })
    }
}
