use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{Ecdh, EcdhAsConfigured, EcdhEncrypted, EcdhIntoNextSlot, EcdhIntoTempKey, EcdhKey};
use crate::{Address, Error, IoKey, Misuse, PublicKey, Secret, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// The secret that the private key in `slot` shares with `peer`: the X coordinate. It crosses the bus in clear.
    ///
    /// # Errors
    /// A status if `peer` is not on the curve, or if the key may not do ECDH or must not give its result out;
    /// [`Error::Busy`] while an ephemeral key lives, which the chip would forget.
    pub async fn ecdh(&mut self, slot: Slot, peer: &PublicKey) -> Result<Secret, Error<I2C::Error>> {
        self.require_temp_key()?;
        let mut outcome = self.agree(slot, peer).await;
        if Self::is_worth_a_retry(&outcome) || self.mistook_part(&outcome).await {
            outcome = self.agree(slot, peer).await;
        }
        self.settle(outcome).await
    }

    async fn agree(&mut self, slot: Slot, peer: &PublicKey) -> Result<Secret, Error<I2C::Error>> {
        if self.is_508a() {
            return self.command(&EcdhAsConfigured { key: slot, peer }).await;
        }
        self.command(&Ecdh { key: EcdhKey::Slot(slot), peer }).await
    }

    /// The same secret, encrypted on the bus with `io_key`, the IO protection key. The answer carries no MAC: on a forged
    /// one the secret is another, and what is done with it fails.
    ///
    /// # Errors
    /// As [`ecdh`](Self::ecdh); a status if the configuration enables no IO protection key; [`Misuse::Part`] on an ATECC508A.
    pub async fn ecdh_protected(
        &mut self,
        slot: Slot,
        peer: &PublicKey,
        io_key: &[u8; 32],
    ) -> Result<Secret, Error<I2C::Error>> {
        self.require_608()?;
        self.require_temp_key()?;
        let command = EcdhEncrypted { key: EcdhKey::Slot(slot), peer };
        let mut outcome = self.command(&command).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.command(&command).await;
        }
        self.settle(outcome).await.map(|secret| secret.decrypt(io_key))
    }

    /// Lets the private key in `slot` agree with `peer`, and keeps the secret in the next slot, where SlotConfig sends it.
    /// Nothing secret crosses the bus.
    ///
    /// # Errors
    /// [`Misuse::Range`] if `slot` is odd; a status if the key may not do this, or `peer` is not on the curve.
    pub async fn ecdh_into_next_slot(
        &mut self,
        slot: Slot,
        peer: &PublicKey,
    ) -> Result<(), Error<I2C::Error>> {
        let outcome = self.agree_into_next(slot, peer).await.map(|_| ());
        self.settle(outcome).await
    }

    /// The same, and reads the secret from there: encrypted under `key`, the ReadKey of the next slot. `num_in` is the host's
    /// share of the nonce: twenty random bytes.
    ///
    /// # Errors
    /// As [`ecdh_into_next_slot`](Self::ecdh_into_next_slot) and [`read_encrypted`](Self::read_encrypted).
    pub async fn ecdh_read_encrypted(
        &mut self,
        slot: Slot,
        peer: &PublicKey,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        let outcome = self.agree_and_read(slot, peer, key, num_in).await;
        self.settle(outcome).await
    }

    async fn agree_and_read(
        &mut self,
        slot: Slot,
        peer: &PublicKey,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<Secret, Error<I2C::Error>> {
        let address = self.agree_into_next(slot, peer).await?;
        self.read_block_under(address, key, num_in).await
    }

    /// Agrees once more after a silence: the same secret goes to the same place.
    async fn agree_into_next(&mut self, slot: Slot, peer: &PublicKey) -> Result<Address, Error<I2C::Error>> {
        let next = if slot.number().is_multiple_of(2) { Slot::new(slot.number() + 1) } else { None };
        let address = next.and_then(|next| Address::data_block(next, 0)).ok_or(Misuse::Range)?;
        self.require_temp_key()?;
        let command = EcdhIntoNextSlot { key: slot, peer };
        let mut outcome = self.command(&command).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.command(&command).await;
        }
        outcome.map(|()| address)
    }

    /// Lets the private key in `slot` agree with `peer`, and keeps the secret in TempKey for the next command in the same
    /// session, such as [`Kdf`](crate::command::Kdf). Nothing secret crosses the bus. A chip that sleeps meanwhile makes
    /// that command fail ([`Error::StateLost`]).
    ///
    /// # Errors
    /// As [`ecdh`](Self::ecdh); [`Misuse::Part`] on an ATECC508A; [`Misuse::Rest`] outside of a session if the chip rests
    /// asleep.
    pub async fn ecdh_into_temp_key(
        &mut self,
        slot: Slot,
        peer: &PublicKey,
    ) -> Result<(), Error<I2C::Error>> {
        self.require_608()?;
        self.require_memory()?;
        self.require_temp_key()?;
        let command = EcdhIntoTempKey { key: EcdhKey::Slot(slot), peer };
        let mut outcome = self.command(&command).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.command(&command).await;
        }
        self.settle(outcome).await
    }
}
