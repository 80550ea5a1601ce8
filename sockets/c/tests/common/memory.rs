//! What pointers point to.

use core::ffi::c_void;
use core::ptr;

/// What stands in memory that nobody may write to.
const CANARY: u8 = 0xA5;
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

    pub(crate) fn ptr(&self) -> *const c_void {
        if self.null { ptr::null() } else { self.bytes.as_ptr().cast() }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Memory to be written, with a margin on both sides.
pub(crate) struct Out {
    /// Words, so that a structure without a shift is aligned.
    memory: Box<[u64]>,
    start: usize,
    len: usize,
}

impl Out {
    /// So many bytes, `shift` bytes (below 8) past an aligned address.
    pub(crate) fn new(len: usize, shift: usize) -> Self {
        let words = (len + shift + 2 * MARGIN).div_ceil(8);
        Self { memory: vec![u64::from_ne_bytes([CANARY; 8]); words].into(), start: MARGIN + shift, len }
    }

    pub(crate) fn ptr(&mut self) -> *mut c_void {
        self.memory.as_mut_ptr().cast::<u8>().wrapping_add(self.start).cast()
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// That nobody wrote beside it.
    #[track_caller]
    pub(crate) fn check(&self) {
        let bytes = self.memory.iter().flat_map(|word| word.to_ne_bytes()).enumerate();
        for (at, byte) in bytes.filter(|(at, _)| !(self.start..self.start + self.len).contains(at)) {
            assert_eq!(byte, CANARY, "written at {at}, beside {}..{}", self.start, self.start + self.len);
        }
    }
}
