use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::command::HmacKey;
use crate::hash::HmacStream;

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// HMAC-SHA256 of `data` with a secret that stays in the chip: the first 32 bytes of a slot, or what an earlier
    /// operation left
    /// in TempKey.
    ///
    /// If the key has a limited number of uses, each start counts one; a second try after the chip
    /// fell silent may count another.
    ///
    /// # Errors
    /// A status if there is no secret that may be used like this; [`Error::Busy`] if TempKey is an ephemeral key's;
    /// [`Misuse::Part`](crate::Misuse::Part) on an ATECC508A.
    pub async fn hmac_sha256(
        &mut self,
        key: impl Into<HmacKey>,
        data: &[u8],
    ) -> Result<[u8; 32], Error<I2C::Error>> {
        let key = key.into();
        let mut outcome = self.mac(key, data).await;
        // A chip that has slept has no TempKey any more.
        if key != HmacKey::TempKey && Self::is_worth_a_retry(&outcome) {
            outcome = self.mac(key, data).await;
        }
        self.settle(outcome).await
    }

    async fn mac(&mut self, key: HmacKey, mut data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        let mut stream = HmacStream::new(self.start_hmac(key).await?);
        self.append(&mut stream.pending, &mut data).await?;
        self.end_hash(&stream.pending).await
    }

    /// Starts an HMAC over data in pieces. If the key has a limited number of uses, this counts one.
    ///
    /// # Errors
    /// As [`hmac_sha256`](Self::hmac_sha256); [`Misuse::Rest`](crate::Misuse::Rest) if the chip rests asleep and
    /// there is no session.
    pub async fn hmac_sha256_start(
        &mut self,
        key: impl Into<HmacKey>,
    ) -> Result<HmacStream, Error<I2C::Error>> {
        self.require_memory()?;
        let started = self.start_hmac(key.into()).await;
        self.settle(started).await.map(HmacStream::new)
    }

    /// Appends `data` to a stream.
    ///
    /// # Errors
    /// [`Error::StateLost`] if the stream is lost, as [`HmacStream`] says; after any other error, it is.
    pub async fn hmac_sha256_update(
        &mut self,
        stream: &mut HmacStream,
        mut data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        self.check_engine(stream.engine)?;
        // What is left half-way leaves the stream as it was: its engine is then another one.
        let mut pending = stream.pending.clone();
        let outcome = self.append(&mut pending, &mut data).await;
        let engine = self.settle(outcome).await?;
        stream.engine = engine.unwrap_or(stream.engine);
        stream.pending = pending;
        Ok(())
    }

    /// Ends a stream and gives its tag.
    ///
    /// # Errors
    /// [`Error::StateLost`] if the stream is lost.
    pub async fn hmac_sha256_finish(&mut self, stream: HmacStream) -> Result<[u8; 32], Error<I2C::Error>> {
        self.check_engine(stream.engine)?;
        let outcome = self.end_hash(&stream.pending).await;
        self.settle(outcome).await
    }
}
