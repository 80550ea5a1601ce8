use super::{Atecc, DelayNs, I2c, flavour};
use crate::command::{ShaEnd, ShaStart, ShaUpdate};
use crate::{Error, Misuse};

#[flavour]
impl<I2C: I2c, D: DelayNs> Atecc<I2C, D> {
    /// The SHA-256 digest of `data`, made in the chip: one command per 64 bytes. Software is far faster; this is for
    /// those who have none.
    ///
    /// # Errors
    /// As any operation.
    pub async fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        let mut outcome = self.sha256_commands(data).await;
        if matches!(outcome, Err(Error::StateLost)) {
            outcome = self.sha256_commands(data).await;
        }
        self.settle(outcome).await
    }

    async fn sha256_commands(&mut self, data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        let (blocks, rest) = data.as_chunks();
        self.command(&ShaStart).await?;
        for block in blocks {
            self.command(&ShaUpdate(block)).await?;
        }
        self.command(&ShaEnd::new(rest).ok_or(Misuse::Range)?).await
    }
}
