use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{
    DigestSource, HmacKey, HmacStart, ReadShaContext, ShaEnd, ShaStart, ShaUpdate, WriteShaContext,
};
use crate::hash::{EngineState, Pending, Place, Sha256Stream};
use crate::{Error, Misuse, Status};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// The SHA-256 digest of `data`, made in the chip: one command per 64 bytes. Software is far faster; this is for
    /// those who have none.
    ///
    /// # Errors
    /// As any operation; on an ATECC508A, whose hash takes TempKey, [`Error::Busy`] while an ephemeral key lives there.
    pub async fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        let mut outcome = self.hash(data).await;
        if Self::is_worth_a_retry(&outcome) || self.mistook_part(&outcome).await {
            outcome = self.hash(data).await;
        }
        self.settle(outcome).await
    }

    async fn hash(&mut self, data: &[u8]) -> Result<[u8; 32], Error<I2C::Error>> {
        let mut stream = Sha256Stream::new();
        self.absorb(&mut stream, data).await?;
        self.digest(&stream).await
    }

    /// Appends `data` to a stream.
    ///
    /// # Errors
    /// [`Error::StateLost`] if the stream is lost, as [`Sha256Stream`] says; that is also what becomes of a stream that was
    /// not saved, after another error. A saved one is as it was.
    pub async fn sha256_update(
        &mut self,
        stream: &mut Sha256Stream,
        mut data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        self.check_place(stream)?;
        if stream.pending.has_room_for(data) {
            let _none = stream.pending.block(&mut data);
            return Ok(());
        }
        // What is left half-way leaves the stream as it was: its engine is then another one.
        let mut next = stream.clone();
        let mut outcome = self.absorb_and_keep(&mut next, data).await;
        if stream.is_saved() && Self::is_worth_a_retry(&outcome) {
            next = stream.clone();
            outcome = self.absorb_and_keep(&mut next, data).await;
        }
        self.settle(outcome).await?;
        *stream = next;
        Ok(())
    }

    /// Takes a stream out of the chip, which may then sleep, or hash for others. It returns with its next piece.
    ///
    /// # Errors
    /// [`Error::StateLost`] if the stream is lost already; [`Misuse::Part`] on an ATECC508A, which keeps its hashes.
    pub async fn sha256_save(&mut self, stream: &mut Sha256Stream) -> Result<(), Error<I2C::Error>> {
        self.require_608()?;
        self.check_place(stream)?;
        let outcome = self.save(stream).await;
        self.settle(outcome).await
    }

    /// Ends a stream and gives its digest.
    ///
    /// # Errors
    /// [`Error::StateLost`] if the stream is lost.
    pub async fn sha256_finish(&mut self, stream: Sha256Stream) -> Result<[u8; 32], Error<I2C::Error>> {
        self.check_place(&stream)?;
        let mut outcome = self.digest(&stream).await;
        let again = stream.is_saved() && Self::is_worth_a_retry(&outcome);
        if again || self.mistook_part(&outcome).await {
            outcome = self.digest(&stream).await;
        }
        self.settle(outcome).await
    }

    async fn absorb_and_keep(
        &mut self,
        stream: &mut Sha256Stream,
        data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        if !self.rests_asleep() {
            return self.absorb(stream, data).await;
        }
        self.require_608()?;
        self.absorb(stream, data).await?;
        self.save(stream).await
    }

    async fn absorb(&mut self, stream: &mut Sha256Stream, mut data: &[u8]) -> Result<(), Error<I2C::Error>> {
        if !stream.pending.has_room_for(data) {
            self.place_in_engine(stream.place).await?;
        }
        if let Some(engine) = self.append(&mut stream.pending, &mut data).await? {
            stream.place = Place::Engine(engine);
        }
        Ok(())
    }

    /// Appends all full blocks to the hash in the engine, and gives the engine's state if there were any.
    pub(super) async fn append(
        &mut self,
        pending: &mut Pending,
        data: &mut &[u8],
    ) -> Result<Option<EngineState>, Error<I2C::Error>> {
        let mut engine = None;
        while let Some(block) = pending.block(data) {
            let appended = self.command(&ShaUpdate(&block)).await;
            engine = Some(appended.map_err(lost).and_then(|()| self.engine())?);
        }
        Ok(engine)
    }

    async fn digest(&mut self, stream: &Sha256Stream) -> Result<[u8; 32], Error<I2C::Error>> {
        self.place_in_engine(stream.place).await?;
        self.end_hash(&stream.pending).await
    }

    pub(super) async fn end_hash(&mut self, pending: &Pending) -> Result<[u8; 32], Error<I2C::Error>> {
        let mut end = ShaEnd::new(pending.as_bytes()).ok_or(Misuse::Range)?;
        // An ATECC508A cannot but put it there too.
        if self.is_508a() {
            end = end.into(DigestSource::TempKey);
        }
        self.command(&end).await.map_err(lost)
    }

    /// Sees to it that the engine goes on with the hash.
    async fn place_in_engine(&mut self, place: Place) -> Result<(), Error<I2C::Error>> {
        if self.is_508a() {
            // Its hash takes TempKey.
            self.require_temp_key()?;
        }
        match place {
            Place::Nowhere => self.command(&ShaStart).await,
            Place::Saved(context) => self.command(&WriteShaContext(&context)).await,
            Place::Engine(_) => Ok(()),
        }
    }

    async fn save(&mut self, stream: &mut Sha256Stream) -> Result<(), Error<I2C::Error>> {
        if let Place::Engine(_) = stream.place {
            stream.place = Place::Saved(self.command(&ReadShaContext).await.map_err(lost)?);
        }
        Ok(())
    }

    fn check_place(&self, stream: &Sha256Stream) -> Result<(), Error<I2C::Error>> {
        match stream.place {
            Place::Engine(engine) => self.check_engine(engine),
            Place::Nowhere | Place::Saved(_) => Ok(()),
        }
    }

    /// Starts an HMAC.
    pub(super) async fn start_hmac(&mut self, key: HmacKey) -> Result<EngineState, Error<I2C::Error>> {
        self.require_608()?;
        if key == HmacKey::TempKey {
            self.require_temp_key()?;
        }
        self.command(&HmacStart(key)).await?;
        self.engine()
    }

    /// The engine as it is now.
    fn engine(&self) -> Result<EngineState, Error<I2C::Error>> {
        let volatile = self.link.volatile_state().ok_or(Error::StateLost)?;
        Ok(EngineState { volatile, commands: self.sha_commands })
    }

    /// Whether nobody has used the engine since it was like this.
    pub(super) fn check_engine(&self, engine: EngineState) -> Result<(), Error<I2C::Error>> {
        if self.engine()? == engine { Ok(()) } else { Err(Error::StateLost) }
    }
}

/// There is only one thing that the chip can have against going on with a hash: that there is none.
fn lost<E>(error: Error<E>) -> Error<E> {
    match error {
        Error::Status(Status::ExecutionError) => Error::StateLost,
        other => other,
    }
}
