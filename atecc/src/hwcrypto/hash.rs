use embedded_hal::delay::DelayNs;
use hwcrypto_api::{Error, Sha256, Sha256Clone, Sha256Stream, StreamId};

use super::{Element, coarse};
use crate::blocking::Bus;
use crate::{Misuse, Sha256Stream as HashStream};

/// Streams that can be open at once.
const STREAMS: usize = 4;

/// An open stream.
#[derive(Debug)]
struct Stream {
    id: StreamId,
    /// `None`: not started, or finished.
    hash: Option<HashStream>,
}

/// The open streams. The chip has one engine: the streams that are not in it are kept here, saved.
#[derive(Debug)]
pub(super) struct Streams {
    open: [Option<Stream>; STREAMS],
    last_id: u32,
}

impl Streams {
    pub(super) const fn new() -> Self {
        Self { open: [const { None }; STREAMS], last_id: 0 }
    }

    fn open(&mut self, hash: Option<HashStream>) -> Result<StreamId, Error> {
        let free = self.open.iter_mut().find(|place| place.is_none()).ok_or(Error::Busy)?;
        // 0 is never a name.
        self.last_id = self.last_id.wrapping_add(1).max(1);
        let id = StreamId(self.last_id);
        *free = Some(Stream { id, hash });
        Ok(id)
    }

    fn stream(&mut self, id: StreamId) -> Result<&mut Stream, Error> {
        let mut open = self.open.iter_mut().flatten();
        open.find(|stream| stream.id == id).ok_or(Error::InvalidInput)
    }

    fn hash(&mut self, id: StreamId) -> Result<&mut HashStream, Error> {
        self.stream(id)?.hash.as_mut().ok_or(Error::InvalidInput)
    }
}

impl<I2C: Bus, D: DelayNs> Element<I2C, D> {
    /// Takes whatever stream is in the engine out of it, except `stays`.
    ///
    /// # Errors
    /// [`Error::Busy`] on a part that cannot give its hash out.
    pub(super) fn free_engine(&mut self, stays: Option<StreamId>) -> Result<(), Error> {
        let others = self.streams.open.iter_mut().flatten().filter(|stream| Some(stream.id) != stays);
        for hash in others.filter_map(|stream| stream.hash.as_mut()).filter(|hash| !hash.is_saved()) {
            match self.atecc.sha256_save(hash) {
                // One that is lost already says so to its own user.
                Ok(()) | Err(crate::Error::StateLost) => {}
                Err(crate::Error::Misuse(Misuse::Part)) => return Err(Error::Busy),
                Err(error) => return Err(coarse(error)),
            }
        }
        Ok(())
    }
}

impl<I2C: Bus, D: DelayNs> Sha256 for Element<I2C, D> {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        self.free_engine(None)?;
        self.atecc.sha256(data).map_err(coarse)
    }
}

/// An ATECC508A cannot give a hash out: there, one stream at a time.
impl<I2C: Bus, D: DelayNs> Sha256Stream for Element<I2C, D> {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        self.streams.open(None)
    }

    fn sha256_start(&mut self, id: StreamId) -> Result<(), Error> {
        self.streams.stream(id)?.hash = Some(HashStream::new());
        Ok(())
    }

    fn sha256_update(&mut self, id: StreamId, data: &[u8]) -> Result<(), Error> {
        self.streams.hash(id)?;
        self.free_engine(Some(id))?;
        let hash = self.streams.hash(id)?;
        self.atecc.sha256_update(hash, data).map_err(coarse)
    }

    fn sha256_finish(&mut self, id: StreamId) -> Result<[u8; 32], Error> {
        self.streams.hash(id)?;
        self.free_engine(Some(id))?;
        let hash = self.streams.stream(id)?.hash.take().ok_or(Error::InvalidInput)?;
        self.atecc.sha256_finish(hash).map_err(coarse)
    }

    fn sha256_close(&mut self, id: StreamId) {
        for place in &mut self.streams.open {
            place.take_if(|stream| stream.id == id);
        }
    }
}

impl<I2C: Bus, D: DelayNs> Sha256Clone for Element<I2C, D> {
    fn sha256_clone(&mut self, id: StreamId) -> Result<StreamId, Error> {
        self.streams.hash(id)?;
        // Two cannot go on in one engine.
        self.free_engine(None)?;
        let hash = self.streams.hash(id)?;
        if !hash.is_saved() {
            return Err(Error::StateLost);
        }
        let copy = hash.clone();
        self.streams.open(Some(copy))
    }
}
