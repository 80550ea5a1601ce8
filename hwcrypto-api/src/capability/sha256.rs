use crate::Error;

/// Hashes in one go.
pub trait Sha256 {
    /// The SHA-256 digest of `data`.
    ///
    /// # Errors
    /// [`Error::Busy`] while a stream occupies the element's only hash engine.
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error>;
}

/// Names an open hash stream of an element; 0 is never a valid name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct StreamId(pub u32);

/// Hashes piece by piece, in an engine of the element.
///
/// The five calls are the original's `ctx_alloc`, `starts`, `update`, `finish` and `ctx_free`. A stream is
/// a name and not a pointer, so that a stale one is an error and not a crash.
pub trait Sha256Stream {
    /// Reserves an engine.
    ///
    /// # Errors
    /// [`Error::Busy`] if none is free.
    fn sha256_open(&mut self) -> Result<StreamId, Error>;

    /// Starts a hash, or starts over.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if `stream` is not open.
    fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error>;

    /// Appends `data`.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] if `stream` is not open and started, [`Error::StateLost`] if the element
    /// has slept since.
    fn sha256_update(&mut self, stream: StreamId, data: &[u8]) -> Result<(), Error>;

    /// Ends the hash and gives its digest; the stream stays open for another start.
    ///
    /// # Errors
    /// As [`sha256_update`](Self::sha256_update).
    fn sha256_finish(&mut self, stream: StreamId) -> Result<[u8; 32], Error>;

    /// Gives the engine back. An unknown `stream` is ignored.
    fn sha256_close(&mut self, stream: StreamId);
}

/// Copies a running hash, as TLS needs it for the digest of a handshake that goes on.
pub trait Sha256Clone: Sha256Stream {
    /// A second stream that has come as far as `stream`; both go on by themselves.
    ///
    /// # Errors
    /// [`Error::Busy`] if there is no room for another stream, else as [`sha256_update`](Sha256Stream::sha256_update).
    fn sha256_clone(&mut self, stream: StreamId) -> Result<StreamId, Error>;
}
