use sha2::Digest;

use super::Software;
use crate::{Error, Sha256, Sha256Clone, Sha256Stream, StreamId};

/// Streams that can be open at once.
const STREAMS: usize = 4;

/// An open stream; started or not.
struct Stream {
    id: u32,
    hash: Option<sha2::Sha256>,
}

/// The open streams.
#[derive(Default)]
pub(super) struct Streams {
    open: [Option<Stream>; STREAMS],
    last_id: u32,
}

impl Streams {
    fn open(&mut self, hash: Option<sha2::Sha256>) -> Result<StreamId, Error> {
        let free = self.open.iter_mut().find(|place| place.is_none()).ok_or(Error::Busy)?;
        // 0 is never a name.
        self.last_id = self.last_id.wrapping_add(1).max(1);
        *free = Some(Stream { id: self.last_id, hash });
        Ok(StreamId(self.last_id))
    }

    fn hash(&mut self, id: StreamId) -> Result<&mut Option<sha2::Sha256>, Error> {
        let mut open = self.open.iter_mut().flatten();
        open.find(|stream| stream.id == id.0).map(|stream| &mut stream.hash).ok_or(Error::InvalidInput)
    }
}

impl<G> Sha256 for Software<G> {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        Ok(sha2::Sha256::digest(data).into())
    }
}

impl<G> Sha256Stream for Software<G> {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        self.streams.open(None)
    }

    fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error> {
        *self.streams.hash(stream)? = Some(sha2::Sha256::new());
        Ok(())
    }

    fn sha256_update(&mut self, stream: StreamId, data: &[u8]) -> Result<(), Error> {
        self.streams.hash(stream)?.as_mut().ok_or(Error::InvalidInput)?.update(data);
        Ok(())
    }

    fn sha256_finish(&mut self, stream: StreamId) -> Result<[u8; 32], Error> {
        let hash = self.streams.hash(stream)?.take().ok_or(Error::InvalidInput)?;
        Ok(hash.finalize().into())
    }

    fn sha256_close(&mut self, stream: StreamId) {
        for place in &mut self.streams.open {
            place.take_if(|open| open.id == stream.0);
        }
    }
}

impl<G> Sha256Clone for Software<G> {
    fn sha256_clone(&mut self, stream: StreamId) -> Result<StreamId, Error> {
        let hash = self.streams.hash(stream)?.clone().ok_or(Error::InvalidInput)?;
        self.streams.open(Some(hash))
    }
}
