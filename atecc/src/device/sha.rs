use super::{Atecc, DelayNs, I2c, flavour};
use crate::command::{Command, HmacKey, HmacStart, ShaEnd, ShaStart, ShaUpdate};
use crate::{Error, Misuse, Slot};

#[flavour]
impl<I2C: I2c, D: DelayNs> Atecc<I2C, D> {
    /// The SHA-256 digest of `data`, made in the chip: one command per 64 bytes. Software is far faster; this is for
    /// those who have none.
    ///
    /// # Errors
    /// As any operation.
    pub async fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        self.hash(&ShaStart, data).await
    }

    /// HMAC-SHA256 of `data` with the secret in `slot`, which stays in the chip.
    ///
    /// If the key has a limited number of uses, each start counts one; a second try after the chip
    /// fell silent may count another.
    ///
    /// # Errors
    /// A status if the slot holds no secret that may be used like this.
    pub async fn hmac_sha256(&mut self, slot: Slot, data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        self.hash(&HmacStart(HmacKey::Slot(slot)), data).await
    }

    async fn hash<C: Command<Response = ()>>(
        &mut self,
        start: &C,
        data: &[u8],
    ) -> Result<[u8; 32], Error<I2C::Error>> {
        let mut outcome = self.hash_commands(start, data).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.hash_commands(start, data).await;
        }
        self.settle(outcome).await
    }

    async fn hash_commands<C: Command<Response = ()>>(
        &mut self,
        start: &C,
        data: &[u8],
    ) -> Result<[u8; 32], Error<I2C::Error>> {
        let (blocks, rest) = data.as_chunks();
        self.command(start).await?;
        for block in blocks {
            self.command(&ShaUpdate(block)).await?;
        }
        self.command(&ShaEnd::new(rest).ok_or(Misuse::Range)?).await
    }
}
