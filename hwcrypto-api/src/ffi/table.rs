use core::ffi::c_void;
use core::fmt;

use super::import::{self, Header, ImportError, Table};
use crate::KeyRef;

/// The version of the table's layout. It changes only when an entry changes its meaning; new entries are added at the end
/// and recognised by the table's size.
pub const ABI_VERSION: u32 = 1;

pub(super) type Ctx = *mut c_void;
pub(super) type PublicKeyFn = Option<unsafe extern "C" fn(Ctx, key: KeyRef, point: *mut u8) -> i32>;
pub(super) type SignFn = Option<
    unsafe extern "C" fn(Ctx, key: KeyRef, digest: *const u8, digest_len: usize, signature: *mut u8) -> i32,
>;
pub(super) type Sha256Fn =
    Option<unsafe extern "C" fn(Ctx, data: *const u8, len: usize, digest: *mut u8) -> i32>;
pub(super) type StreamStartFn = Option<unsafe extern "C" fn(Ctx, stream: u32) -> i32>;
pub(super) type StreamUpdateFn =
    Option<unsafe extern "C" fn(Ctx, stream: u32, data: *const u8, len: usize) -> i32>;
pub(super) type StreamFinishFn = Option<unsafe extern "C" fn(Ctx, stream: u32, digest: *mut u8) -> i32>;
pub(super) type StreamOpenFn = Option<unsafe extern "C" fn(Ctx, stream: *mut u32) -> i32>;
pub(super) type StreamCloseFn = Option<unsafe extern "C" fn(Ctx, stream: u32)>;
pub(super) type EcdhFn =
    Option<unsafe extern "C" fn(Ctx, key: KeyRef, peer: *const u8, secret: *mut u8) -> i32>;
pub(super) type RandomFn = Option<unsafe extern "C" fn(Ctx, out: *mut u8, len: usize) -> i32>;
pub(super) type StreamCloneFn = Option<unsafe extern "C" fn(Ctx, stream: u32, clone: *mut u32) -> i32>;
pub(super) type VerifyFn = Option<
    unsafe extern "C" fn(
        Ctx,
        public_key: *const u8,
        digest: *const u8,
        digest_len: usize,
        signature: *const u8,
    ) -> i32,
>;
pub(super) type EphemeralKeyFn = Option<unsafe extern "C" fn(Ctx, key: *mut KeyRef, point: *mut u8) -> i32>;
pub(super) type DiscardKeyFn = Option<unsafe extern "C" fn(Ctx, key: KeyRef)>;
pub(super) type HmacFn =
    Option<unsafe extern "C" fn(Ctx, key: KeyRef, data: *const u8, len: usize, mac: *mut u8) -> i32>;
pub(super) type BlockFn =
    Option<unsafe extern "C" fn(Ctx, key: KeyRef, block: *const u8, out: *mut u8) -> i32>;
pub(super) type CounterFn = Option<unsafe extern "C" fn(Ctx, id: u32, value: *mut u64) -> i32>;
pub(super) type SerialNumberFn =
    Option<unsafe extern "C" fn(Ctx, out: *mut u8, capacity: usize, len: *mut usize) -> i32>;

/// What [`VerifyFn`] answers besides success and errors: the signature is not good.
pub(super) const NOT_VERIFIED: i32 = 1;

/// The table of a crypto element: what TLS and its applications may ask of it, wherever its driver lives.
///
/// After its header, the original Zerynth table's eight entries in their order, then ours.
// Get one from a driver with `HwCrypto::builder`, or from C with `HwCrypto::import`: of no concern to C.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct HwCrypto {
    pub(super) header: Header,
    /// The public half (64 bytes) of a key.
    pub(super) ec_public_key: PublicKeyFn,
    /// The ECDSA signature (64 bytes) over a SHA-256 digest, which is not hashed again.
    pub(super) ecdsa_p256_sign: SignFn,
    /// The SHA-256 digest of data.
    pub(super) sha256: Sha256Fn,
    /// Starts a hash, or starts over.
    pub(super) sha256_starts: StreamStartFn,
    /// Appends data to a hash.
    pub(super) sha256_update: StreamUpdateFn,
    /// Ends a hash and gives its digest.
    pub(super) sha256_finish: StreamFinishFn,
    /// Opens a stream for a hash and gives its name, which is never 0.
    pub(super) sha256_ctx_alloc: StreamOpenFn,
    /// Closes a stream.
    pub(super) sha256_ctx_free: StreamCloseFn,
    /// The X coordinate (32 bytes) of the point that a key shares with a public key.
    pub(super) ecdh: EcdhFn,
    /// Fills a buffer with random bytes.
    pub(super) random: RandomFn,
    /// Opens a second stream that has come as far as the first.
    pub(super) sha256_clone: StreamCloneFn,
    /// Whether a signature over a SHA-256 digest is good for a public key: 0, or 1 if not.
    pub(super) p256_verify: VerifyFn,
    /// Makes a key for one key agreement, and gives its name and its public half.
    pub(super) ephemeral_key: EphemeralKeyFn,
    /// Gives up a key that is not needed any more.
    pub(super) ephemeral_key_discard: DiscardKeyFn,
    /// HMAC-SHA256 (32 bytes) of data with a stored secret.
    pub(super) hmac_sha256: HmacFn,
    /// Encrypts a block with a stored key.
    pub(super) aes128_encrypt: BlockFn,
    /// Decrypts a block with a stored key.
    pub(super) aes128_decrypt: BlockFn,
    /// The value of a counter.
    pub(super) counter: CounterFn,
    /// Adds one to a counter, for ever, and gives its new value.
    pub(super) counter_increment: CounterFn,
    /// Writes the serial number to a buffer of that capacity, and its length; 32 bytes are always enough.
    pub(super) serial_number: SerialNumberFn,
}

// SAFETY: the entries are plain functions, and whoever makes a table (`Builder` from a `Shared` driver, or the
// caller of the unsafe `import`) vouches that `ctx` may be used from any thread.
unsafe impl Send for HwCrypto {}
// SAFETY: as for `Send`; the table itself is never changed through a shared reference.
unsafe impl Sync for HwCrypto {}

// SAFETY: a header, then entries.
unsafe impl Table for HwCrypto {
    const ABI_VERSION: u32 = ABI_VERSION;

    fn empty(ctx: Ctx) -> Self {
        Self::empty(ctx)
    }
}

impl HwCrypto {
    pub(super) const fn empty(ctx: Ctx) -> Self {
        Self {
            header: Header::of::<Self>(ctx),
            ec_public_key: None,
            ecdsa_p256_sign: None,
            sha256: None,
            sha256_starts: None,
            sha256_update: None,
            sha256_finish: None,
            sha256_ctx_alloc: None,
            sha256_ctx_free: None,
            ecdh: None,
            random: None,
            sha256_clone: None,
            p256_verify: None,
            ephemeral_key: None,
            ephemeral_key_discard: None,
            hmac_sha256: None,
            aes128_encrypt: None,
            aes128_decrypt: None,
            counter: None,
            counter_increment: None,
            serial_number: None,
        }
    }

    /// Copies a table that came through C. A shorter (older) one lacks entries, a longer (newer) one loses
    /// those that this version does not know.
    ///
    /// # Errors
    /// [`ImportError`] if the pointer or the header cannot be right.
    ///
    /// # Safety
    /// If not null, `table` points to a table laid out as above whose header tells its true size; its
    /// entries keep to their contracts, from any thread, for as long as the copy is used.
    pub unsafe fn import(table: *const Self) -> Result<Self, ImportError> {
        // SAFETY: the caller's promise.
        unsafe { import::import(table) }
    }
}

impl fmt::Debug for HwCrypto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every field is named here, so that a new entry cannot be forgotten.
        let Self {
            header,
            ec_public_key,
            ecdsa_p256_sign,
            sha256,
            sha256_starts,
            sha256_update,
            sha256_finish,
            sha256_ctx_alloc,
            sha256_ctx_free,
            ecdh,
            random,
            sha256_clone,
            p256_verify,
            ephemeral_key,
            ephemeral_key_discard,
            hmac_sha256,
            aes128_encrypt,
            aes128_decrypt,
            counter,
            counter_increment,
            serial_number,
        } = self;
        let stream = sha256_starts.is_some()
            && sha256_update.is_some()
            && sha256_finish.is_some()
            && sha256_ctx_alloc.is_some()
            && sha256_ctx_free.is_some();
        f.debug_struct("HwCrypto")
            .field("abi_version", &header.abi_version)
            .field("public_key", &ec_public_key.is_some())
            .field("p256_sign", &ecdsa_p256_sign.is_some())
            .field("sha256", &sha256.is_some())
            .field("sha256_stream", &stream)
            .field("ecdh", &ecdh.is_some())
            .field("random", &random.is_some())
            .field("sha256_clone", &sha256_clone.is_some())
            .field("p256_verify", &p256_verify.is_some())
            .field("ephemeral_key", &(ephemeral_key.is_some() && ephemeral_key_discard.is_some()))
            .field("hmac_sha256", &hmac_sha256.is_some())
            .field("aes128", &(aes128_encrypt.is_some() && aes128_decrypt.is_some()))
            .field("counter", &(counter.is_some() && counter_increment.is_some()))
            .field("serial_number", &serial_number.is_some())
            .finish()
    }
}
