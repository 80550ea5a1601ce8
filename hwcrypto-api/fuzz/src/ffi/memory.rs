//! What pointers point to.

use core::ptr;

/// What stands in memory that nobody has written to.
pub(crate) const CANARY: u8 = 0xA5;
/// So much of it stands on either side of an output.
const MARGIN: usize = 16;

/// Bytes to be read, in memory that ends where they end; or a null pointer with a length.
pub(crate) struct In {
    bytes: Box<[u8]>,
    null: bool,
}

impl In {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), null: false }
    }

    /// A null pointer that claims to be `len` bytes long.
    pub(crate) fn null(len: usize) -> Self {
        Self { bytes: vec![0; len].into(), null: true }
    }

    pub(crate) fn ptr(&self) -> *const u8 {
        if self.null { ptr::null() } else { self.bytes.as_ptr() }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes, unless the pointer is null and promises some.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        (!self.null || self.bytes.is_empty()).then_some(&self.bytes)
    }

    /// The bytes as an array, unless the pointer is null.
    pub(crate) fn array<const N: usize>(&self) -> Option<&[u8; N]> {
        self.bytes.as_array().filter(|_| !self.null)
    }
}

/// Memory to be written, with a margin on both sides; or a null pointer.
pub(crate) struct Out {
    memory: Box<[u8]>,
    start: usize,
    len: usize,
    null: bool,
}

impl Out {
    /// So many bytes, `shift` bytes (below 8) past an even address.
    pub(crate) fn new(len: usize, shift: usize) -> Self {
        let memory = vec![CANARY; len + 2 * MARGIN + 8].into_boxed_slice();
        let start = MARGIN + shift;
        Self { memory, start, len, null: false }
    }

    pub(crate) fn null() -> Self {
        Self { null: true, ..Self::new(0, 0) }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.null
    }

    pub(crate) fn ptr(&mut self) -> *mut u8 {
        if self.null { ptr::null_mut() } else { self.memory[self.start..].as_mut_ptr() }
    }

    /// Puts input where the output goes, for who works in place.
    pub(crate) fn fill(&mut self, bytes: &[u8]) {
        self.memory[self.start..self.start + self.len].copy_from_slice(bytes);
    }

    pub(crate) fn written(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.len]
    }

    /// What stands here is `expected`, or what stood here before, and nothing beside it was touched.
    pub(crate) fn check(&self, expected: Option<&[u8]>) {
        match expected {
            Some(bytes) => assert_eq!(self.written(), bytes),
            None => assert!(self.written().iter().all(|byte| *byte == CANARY), "{:02x?}", self.written()),
        }
        self.check_margins();
    }

    pub(crate) fn check_margins(&self) {
        let (before, after) = (&self.memory[..self.start], &self.memory[self.start + self.len..]);
        assert!(before.iter().chain(after).all(|byte| *byte == CANARY), "beside the output");
    }
}

/// A copy of bytes that begins at an address divisible by 8, or that many bytes past it, and ends at most 7 bytes later than
/// it must.
pub(crate) struct Aligned {
    words: Box<[u64]>,
    shift: usize,
}

impl Aligned {
    pub(crate) fn new(bytes: &[u8], shift: usize) -> Self {
        let shifted = [vec![0; shift], bytes.to_vec()].concat();
        let word = |chunk: &[u8]| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_ne_bytes(word)
        };
        Self { words: shifted.chunks(8).map(word).collect(), shift }
    }

    pub(crate) fn ptr(&self) -> *const u8 {
        self.words.as_ptr().cast::<u8>().wrapping_add(self.shift)
    }
}
