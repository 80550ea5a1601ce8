//! The table as C sees it, written down a second time: from the header, not from the crate.

mod memory;

use core::ffi::c_void;
use core::ptr;

use hwcrypto_api::abi::ImportError;
use hwcrypto_api::{HwCrypto, KeyRef};
pub(crate) use memory::{CANARY, In, Out};

type Ctx = *mut c_void;
type Key = unsafe extern "C" fn(Ctx, KeyRef, *mut u8) -> i32;
type Sign = unsafe extern "C" fn(Ctx, KeyRef, *const u8, usize, *mut u8) -> i32;
type Digest = unsafe extern "C" fn(Ctx, *const u8, usize, *mut u8) -> i32;
type Start = unsafe extern "C" fn(Ctx, u32) -> i32;
type Update = unsafe extern "C" fn(Ctx, u32, *const u8, usize) -> i32;
type Finish = unsafe extern "C" fn(Ctx, u32, *mut u8) -> i32;
type Open = unsafe extern "C" fn(Ctx, *mut u32) -> i32;
type Close = unsafe extern "C" fn(Ctx, u32);
type Block = unsafe extern "C" fn(Ctx, KeyRef, *const u8, *mut u8) -> i32;
type Random = unsafe extern "C" fn(Ctx, *mut u8, usize) -> i32;
type Clone = unsafe extern "C" fn(Ctx, u32, *mut u32) -> i32;
type Verify = unsafe extern "C" fn(Ctx, *const u8, *const u8, usize, *const u8) -> i32;
type Make = unsafe extern "C" fn(Ctx, *mut KeyRef, *mut u8) -> i32;
type Discard = unsafe extern "C" fn(Ctx, KeyRef);
type Count = unsafe extern "C" fn(Ctx, u32, *mut u64) -> i32;
type Serial = unsafe extern "C" fn(Ctx, *mut u8, usize, *mut usize) -> i32;

#[derive(Clone, Copy)]
#[repr(C)]
struct Table {
    abi_version: u32,
    size: u32,
    ctx: Ctx,
    ec_public_key: Key,
    ecdsa_p256_sign: Sign,
    sha256: Digest,
    sha256_starts: Start,
    sha256_update: Update,
    sha256_finish: Finish,
    sha256_ctx_alloc: Open,
    sha256_ctx_free: Close,
    ecdh: Block,
    random: Random,
    sha256_clone: Clone,
    p256_verify: Verify,
    ephemeral_key: Make,
    ephemeral_key_discard: Discard,
    hmac_sha256: Sign,
    aes128_encrypt: Block,
    aes128_decrypt: Block,
    counter: Count,
    counter_increment: Count,
    serial_number: Serial,
}

const _: () = assert!(size_of::<Table>() == size_of::<HwCrypto>());
/// Bytes of a whole table, and of what stands before its entries.
pub(crate) const SIZE: usize = size_of::<Table>();
pub(crate) const HEADER: usize = 8 + size_of::<Ctx>();

/// A table whose entries are called as C calls them.
#[derive(Clone, Copy)]
pub(crate) struct Raw(Table);

/// `table` as C sees it; it has every entry.
pub(crate) fn raw(table: &HwCrypto) -> Raw {
    // SAFETY: laid out alike, and no entry is missing.
    Raw(unsafe { ptr::from_ref(table).cast::<Table>().read() })
}

/// A copy of `table` that ends after `size` bytes and says so, in memory that ends there too, taken over as it comes from C.
/// `version` is added to its version; a `shift` other than 0 misaligns it.
pub(crate) fn import(
    table: &HwCrypto,
    size: u32,
    version: u32,
    shift: usize,
) -> Result<HwCrypto, ImportError> {
    let whole = raw(table).0;
    let size = size as usize;
    // Past the entries that this version knows there are some that it does not.
    let mut bytes = vec![0xEE; size.max(HEADER)];
    let known = bytes.len().min(SIZE);
    // SAFETY: both are that long.
    unsafe { ptr::copy_nonoverlapping(ptr::from_ref(&whole).cast::<u8>(), bytes.as_mut_ptr(), known) };
    let version = whole.abi_version.wrapping_add(version);
    bytes[..4].copy_from_slice(&version.to_ne_bytes());
    bytes[4..8].copy_from_slice(&u32::try_from(size).expect("a small one").to_ne_bytes());
    let memory = memory::Aligned::new(&bytes, shift);
    // SAFETY: as long as its header says, or at least as long as a header.
    unsafe { HwCrypto::import(memory.ptr().cast()) }
}

pub(crate) fn import_null() -> Result<HwCrypto, ImportError> {
    // SAFETY: null is allowed.
    unsafe { HwCrypto::import(ptr::null()) }
}

/// A key of any kind, as C can make one up.
pub(crate) fn key(kind: u32, value: u32) -> KeyRef {
    // SAFETY: a `KeyRef` is two numbers, any numbers.
    unsafe { core::mem::transmute([kind, value]) }
}

// SAFETY, for every call below: pointers are null, or come from `In` and `Out` of at least the length that the entry's
// contract asks for.
#[expect(clippy::undocumented_unsafe_blocks, reason = "see above")]
impl Raw {
    pub(crate) fn without_context(mut self) -> Self {
        self.0.ctx = ptr::null_mut();
        self
    }

    pub(crate) fn public_key(&self, key: KeyRef, out: *mut u8) -> i32 {
        unsafe { (self.0.ec_public_key)(self.0.ctx, key, out) }
    }

    pub(crate) fn sign(&self, key: KeyRef, digest: &In, out: *mut u8) -> i32 {
        unsafe { (self.0.ecdsa_p256_sign)(self.0.ctx, key, digest.ptr(), digest.len(), out) }
    }

    pub(crate) fn sha256(&self, data: &In, out: *mut u8) -> i32 {
        unsafe { (self.0.sha256)(self.0.ctx, data.ptr(), data.len(), out) }
    }

    pub(crate) fn sha256_start(&self, stream: u32) -> i32 {
        unsafe { (self.0.sha256_starts)(self.0.ctx, stream) }
    }

    pub(crate) fn sha256_update(&self, stream: u32, data: &In) -> i32 {
        unsafe { (self.0.sha256_update)(self.0.ctx, stream, data.ptr(), data.len()) }
    }

    pub(crate) fn sha256_finish(&self, stream: u32, out: *mut u8) -> i32 {
        unsafe { (self.0.sha256_finish)(self.0.ctx, stream, out) }
    }

    pub(crate) fn sha256_open(&self, out: *mut u8) -> i32 {
        unsafe { (self.0.sha256_ctx_alloc)(self.0.ctx, out.cast()) }
    }

    pub(crate) fn sha256_close(&self, stream: u32) {
        unsafe { (self.0.sha256_ctx_free)(self.0.ctx, stream) }
    }

    pub(crate) fn ecdh(&self, key: KeyRef, peer: *const u8, out: *mut u8) -> i32 {
        unsafe { (self.0.ecdh)(self.0.ctx, key, peer, out) }
    }

    pub(crate) fn random(&self, out: *mut u8, len: usize) -> i32 {
        unsafe { (self.0.random)(self.0.ctx, out, len) }
    }

    pub(crate) fn sha256_clone(&self, stream: u32, out: *mut u8) -> i32 {
        unsafe { (self.0.sha256_clone)(self.0.ctx, stream, out.cast()) }
    }

    pub(crate) fn verify(&self, public_key: &In, digest: &In, signature: &In) -> i32 {
        let (digest, len) = (digest.ptr(), digest.len());
        unsafe { (self.0.p256_verify)(self.0.ctx, public_key.ptr(), digest, len, signature.ptr()) }
    }

    pub(crate) fn ephemeral_key(&self, name: *mut u8, out: *mut u8) -> i32 {
        unsafe { (self.0.ephemeral_key)(self.0.ctx, name.cast(), out) }
    }

    pub(crate) fn discard_key(&self, key: KeyRef) {
        unsafe { (self.0.ephemeral_key_discard)(self.0.ctx, key) }
    }

    pub(crate) fn hmac(&self, key: KeyRef, data: &In, out: *mut u8) -> i32 {
        unsafe { (self.0.hmac_sha256)(self.0.ctx, key, data.ptr(), data.len(), out) }
    }

    pub(crate) fn aes(&self, decrypt: bool, key: KeyRef, block: *const u8, out: *mut u8) -> i32 {
        let entry = if decrypt { self.0.aes128_decrypt } else { self.0.aes128_encrypt };
        unsafe { entry(self.0.ctx, key, block, out) }
    }

    pub(crate) fn counter(&self, step: bool, id: u32, out: *mut u8) -> i32 {
        let entry = if step { self.0.counter_increment } else { self.0.counter };
        unsafe { entry(self.0.ctx, id, out.cast()) }
    }

    pub(crate) fn serial_number(&self, out: *mut u8, capacity: usize, len: *mut u8) -> i32 {
        unsafe { (self.0.serial_number)(self.0.ctx, out, capacity, len.cast()) }
    }
}
