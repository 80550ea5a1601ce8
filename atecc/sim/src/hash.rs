//! What the SHA command keeps between its steps.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sha2::block_api::compress256;

use crate::symmetric::SHA_BLOCK;

/// The running hash.
#[derive(Clone)]
pub(crate) enum Hash {
    Sha(Context),
    /// Under a key that was there when it started.
    Hmac(Hmac<Sha256>),
}

impl Hash {
    pub(crate) fn update(&mut self, data: &[u8]) {
        match self {
            Self::Sha(context) => context.update(data),
            Self::Hmac(hmac) => hmac.update(data),
        }
    }

    /// Bytes so far, of a plain hash.
    pub(crate) const fn length(&self) -> u32 {
        match self {
            Self::Sha(context) => context.length,
            Self::Hmac(_) => 0,
        }
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        match self {
            Self::Sha(context) => context.finish(),
            Self::Hmac(hmac) => hmac.finalize().into_bytes().into(),
        }
    }
}

/// A SHA-256 that can be saved and restored.
#[derive(Clone)]
pub(crate) struct Context {
    state: [u32; 8],
    /// Bytes so far.
    length: u32,
    /// Those of the last block, which is not full.
    pending: Vec<u8>,
}

/// FIPS 180-4, 5.3.3.
const INITIAL: [u32; 8] =
    [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];
/// The shortest saved context: the length and the state.
const SAVED_MIN: usize = 36;
/// The length in bits at the end of the last block.
const BIT_LENGTH_SIZE: usize = 8;

impl Context {
    pub(crate) const fn new() -> Self {
        Self { state: INITIAL, length: 0, pending: Vec::new() }
    }

    pub(crate) fn update(&mut self, data: &[u8]) {
        self.length = self.length.wrapping_add(u32::try_from(data.len()).unwrap_or(u32::MAX));
        self.pending.extend_from_slice(data);
        let (blocks, rest) = self.pending.as_chunks::<SHA_BLOCK>();
        compress256(&mut self.state, blocks);
        self.pending = rest.to_vec();
    }

    pub(crate) fn finish(mut self) -> [u8; 32] {
        let bits = u64::from(self.length) * u64::from(u8::BITS);
        let mut padding = vec![0x80];
        let used = (self.pending.len() + padding.len() + BIT_LENGTH_SIZE) % SHA_BLOCK;
        padding.resize(padding.len() + (SHA_BLOCK - used) % SHA_BLOCK, 0);
        padding.extend_from_slice(&bits.to_be_bytes());
        self.update(&padding);
        let mut digest = [0; 32];
        for (to, word) in digest.chunks_mut(4).zip(self.state) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }

    /// The length, the state, what is pending; numbers are little-endian.
    pub(crate) fn save(&self) -> Vec<u8> {
        let mut saved = self.length.to_le_bytes().to_vec();
        saved.extend(self.state.iter().flat_map(|word| word.to_le_bytes()));
        saved.extend_from_slice(&self.pending);
        saved
    }

    /// What [`Self::save`] gave, if it can be that: as many bytes are pending as the length leaves.
    pub(crate) fn restore(saved: &[u8]) -> Option<Self> {
        let (numbers, pending) = saved.split_first_chunk::<SAVED_MIN>()?;
        let (words, _) = numbers.as_chunks();
        let mut words = words.iter().map(|word| u32::from_le_bytes(*word));
        let length = words.next()?;
        let mut state = [0; 8];
        for (to, from) in state.iter_mut().zip(words) {
            *to = from;
        }
        let left = usize::try_from(length).ok()? % SHA_BLOCK;
        (pending.len() == left).then(|| Self { state, length, pending: pending.to_vec() })
    }
}
