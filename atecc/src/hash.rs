//! Hashes under way in the chip's only SHA-256 engine: what the host keeps of them.

use core::fmt;

use zeroize::Zeroize;

use crate::command::ShaContext;

/// Bytes of a block of SHA-256: what one command appends.
const BLOCK: usize = 64;

/// The chip's engine at one moment. If it is another one later, the hash in it is gone, or somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EngineState {
    /// The chip's volatile state.
    pub(crate) volatile: u32,
    /// SHA commands so far.
    pub(crate) commands: u32,
}

/// Where the blocks of a hash are.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// There was none yet.
    Nowhere,
    /// In the engine.
    Engine(EngineState),
    /// Taken out of it.
    Saved(ShaContext),
}

/// Bytes that fill no block yet.
#[derive(Clone)]
pub(crate) struct Pending {
    bytes: [u8; BLOCK],
    len: usize,
}

impl Pending {
    const fn new() -> Self {
        Self { bytes: [0; BLOCK], len: 0 }
    }

    /// Takes the next block off `data`, behind what is pending. The rest of the data becomes pending if it fills no block.
    pub(crate) fn block(&mut self, data: &mut &[u8]) -> Option<[u8; BLOCK]> {
        let (now, later) = data.split_at(data.len().min(BLOCK - self.len));
        for (to, from) in self.bytes.iter_mut().skip(self.len).zip(now) {
            *to = *from;
        }
        self.len += now.len();
        *data = later;
        if self.len < BLOCK {
            return None;
        }
        self.len = 0;
        Some(self.bytes)
    }

    /// Whether `data` can become pending without filling a block.
    pub(crate) const fn has_room_for(&self, data: &[u8]) -> bool {
        data.len() < BLOCK - self.len
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl Drop for Pending {
    /// It may be part of a secret.
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// A SHA-256 under way in the chip, over data in pieces of any size.
///
/// Its blocks are in the chip's only engine, up to 63 bytes here. Other operations may run in between; who
/// hashes in between, or lets the chip sleep, saves the stream first: else it is lost, and says so
/// ([`Error::StateLost`](crate::Error::StateLost)). A saved stream lives as long as it likes. The driver saves it by
/// itself where it would put the chip to sleep at the end of an update, so that streams work on chips that rest asleep.
/// It goes on with the driver with which it began: others cannot tell that it is not theirs.
#[derive(Clone)]
pub struct Sha256Stream {
    pub(crate) place: Place,
    pub(crate) pending: Pending,
}

impl Sha256Stream {
    /// Starts. Nothing is sent until a block is full.
    #[must_use]
    pub const fn new() -> Self {
        Self { place: Place::Nowhere, pending: Pending::new() }
    }

    /// Whether nothing of it is in the chip, so that it can be put there again.
    #[must_use]
    pub const fn is_saved(&self) -> bool {
        !matches!(self.place, Place::Engine(_))
    }
}

impl Default for Sha256Stream {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sha256Stream {
    /// Not the state: the data may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sha256Stream").field("saved", &self.is_saved()).finish_non_exhaustive()
    }
}

/// An HMAC-SHA256 under way in the chip, over data in pieces of any size.
///
/// Other operations may run in between. It cannot be saved: who hashes in between, or lets the chip sleep, loses it
/// ([`Error::StateLost`](crate::Error::StateLost)). On a chip that rests asleep it needs a session. It goes on with the
/// driver with which it began: others cannot tell that it is not theirs.
pub struct HmacStream {
    pub(crate) engine: EngineState,
    pub(crate) pending: Pending,
}

impl HmacStream {
    pub(crate) const fn new(engine: EngineState) -> Self {
        Self { engine, pending: Pending::new() }
    }
}

impl fmt::Debug for HmacStream {
    /// Not what is pending: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacStream").field("engine", &self.engine).finish_non_exhaustive()
    }
}
