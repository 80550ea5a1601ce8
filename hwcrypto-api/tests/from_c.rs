//! Whatever a C caller does wrong must come back as an error.
#![expect(unsafe_code, reason = "plays the C side of the table")]

#[path = "common/element.rs"]
mod element;

use core::ffi::c_void;
use core::ptr;

use element::{driver, table};
use hwcrypto_api::abi::ImportError;
use hwcrypto_api::{Error, HwCrypto, KeyRef, P256Sign, PublicKey};
use sha2::Digest;

type Entry<T> = unsafe extern "C" fn(*mut c_void, T) -> i32;

/// The table as C sees it, entry by entry; every one is there.
#[repr(C)]
struct Raw {
    abi_version: u32,
    size: u32,
    ctx: *mut c_void,
    ec_public_key: unsafe extern "C" fn(*mut c_void, KeyRef, *mut u8) -> i32,
    ecdsa_p256_sign: unsafe extern "C" fn(*mut c_void, KeyRef, *const u8, usize, *mut u8) -> i32,
    sha256: unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8) -> i32,
    sha256_starts: Entry<u32>,
    sha256_update: unsafe extern "C" fn(*mut c_void, u32, *const u8, usize) -> i32,
    sha256_finish: unsafe extern "C" fn(*mut c_void, u32, *mut u8) -> i32,
    sha256_ctx_alloc: Entry<*mut u32>,
    sha256_ctx_free: unsafe extern "C" fn(*mut c_void, u32),
    ecdh: unsafe extern "C" fn(*mut c_void, KeyRef, *const u8, *mut u8) -> i32,
    random: unsafe extern "C" fn(*mut c_void, *mut u8, usize) -> i32,
    sha256_clone: unsafe extern "C" fn(*mut c_void, u32, *mut u32) -> i32,
    p256_verify: unsafe extern "C" fn(*mut c_void, *const u8, *const u8, usize, *const u8) -> i32,
    ephemeral_key: unsafe extern "C" fn(*mut c_void, *mut KeyRef, *mut u8) -> i32,
    ephemeral_key_discard: unsafe extern "C" fn(*mut c_void, KeyRef),
    hmac_sha256: unsafe extern "C" fn(*mut c_void, KeyRef, *const u8, usize, *mut u8) -> i32,
    aes128_encrypt: unsafe extern "C" fn(*mut c_void, KeyRef, *const u8, *mut u8) -> i32,
    aes128_decrypt: unsafe extern "C" fn(*mut c_void, KeyRef, *const u8, *mut u8) -> i32,
    counter: unsafe extern "C" fn(*mut c_void, u32, *mut u64) -> i32,
    counter_increment: unsafe extern "C" fn(*mut c_void, u32, *mut u64) -> i32,
    serial_number: unsafe extern "C" fn(*mut c_void, *mut u8, usize, *mut usize) -> i32,
}

fn raw() -> (&'static Raw, &'static element::Driver) {
    let driver = driver();
    let table: &'static HwCrypto = Box::leak(Box::new(table(driver)));
    assert_eq!(size_of::<Raw>(), size_of::<HwCrypto>());
    // SAFETY: `Raw` is laid out as the table is, all of whose entries are present.
    (unsafe { &*ptr::from_ref(table).cast::<Raw>() }, driver)
}

#[test]
fn null_pointers_and_wrong_lengths_from_c_are_errors() {
    let (raw, _) = raw();
    let invalid = Error::InvalidInput.code();
    let (key, mut out) = (KeyRef::slot(3), [0_u8; 64]);
    // SAFETY: each call breaks one rule that the thunks promise to check.
    unsafe {
        assert_eq!((raw.ec_public_key)(raw.ctx, key, ptr::null_mut()), invalid);
        assert_eq!((raw.ec_public_key)(ptr::null_mut(), key, out.as_mut_ptr()), invalid);
        assert_eq!((raw.ecdsa_p256_sign)(raw.ctx, key, ptr::null(), 32, out.as_mut_ptr()), invalid);
        for len in [0, 20, 31] {
            let digest = [0; 32];
            assert_eq!((raw.ecdsa_p256_sign)(raw.ctx, key, digest.as_ptr(), len, out.as_mut_ptr()), invalid);
            assert_eq!((raw.p256_verify)(raw.ctx, out.as_ptr(), digest.as_ptr(), len, out.as_ptr()), invalid);
        }
        assert_eq!((raw.sha256)(raw.ctx, ptr::null(), 1, out.as_mut_ptr()), invalid);
        assert_eq!((raw.sha256)(raw.ctx, ptr::null(), 0, out.as_mut_ptr()), 0);
    }
    assert_eq!(out[..32], sha2::Sha256::digest(b"")[..]);
}

#[test]
fn null_pointers_for_symmetric_keys_and_registers_are_errors() {
    let (raw, _) = raw();
    let (invalid, out) = (Error::InvalidInput.code(), &mut [0_u8; 64]);
    let (secret, aes) = (KeyRef::slot(5), KeyRef::slot(9));
    let mut len = 0;
    // SAFETY: as above.
    unsafe {
        assert_eq!((raw.hmac_sha256)(raw.ctx, secret, ptr::null(), 3, out.as_mut_ptr()), invalid);
        assert_eq!((raw.hmac_sha256)(raw.ctx, secret, ptr::null(), 0, ptr::null_mut()), invalid);
        assert_eq!((raw.aes128_encrypt)(raw.ctx, aes, ptr::null(), out.as_mut_ptr()), invalid);
        assert_eq!((raw.aes128_decrypt)(raw.ctx, aes, out.as_ptr(), ptr::null_mut()), invalid);
        assert_eq!((raw.random)(raw.ctx, ptr::null_mut(), 5), invalid);
        assert_eq!((raw.random)(raw.ctx, ptr::null_mut(), 0), 0);
        assert_eq!((raw.serial_number)(raw.ctx, out.as_mut_ptr(), 64, ptr::null_mut()), invalid);
        assert_eq!((raw.serial_number)(raw.ctx, ptr::null_mut(), 64, &raw mut len), invalid);
        assert_eq!((raw.sha256_ctx_alloc)(raw.ctx, ptr::null_mut()), invalid);
    }
}

#[test]
fn what_cannot_be_answered_has_no_effect() {
    let (raw, driver) = raw();
    let invalid = Error::InvalidInput.code();
    let (mut point, mut key, mut value) = ([0_u8; 64], KeyRef::slot(0), 0);
    // SAFETY: as above.
    unsafe {
        assert_eq!((raw.counter_increment)(raw.ctx, 0, ptr::null_mut()), invalid);
        assert_eq!((raw.counter)(raw.ctx, 0, &raw mut value), 0);
        assert_eq!(value, 0, "the counter was not stepped");
        assert_eq!((raw.ephemeral_key)(raw.ctx, &raw mut key, ptr::null_mut()), invalid);
        assert_eq!((raw.ephemeral_key)(raw.ctx, ptr::null_mut(), point.as_mut_ptr()), invalid);
        assert_eq!((raw.ephemeral_key)(raw.ctx, &raw mut key, point.as_mut_ptr()), 0, "there is room yet");
        (raw.ephemeral_key_discard)(raw.ctx, key);
    }
    assert_eq!(driver.with(|driver| Ok::<_, Error>(driver.counts().ephemeral_key)), Ok(1));
}

#[test]
fn a_bad_signature_is_an_answer_and_not_an_error() {
    let (raw, _) = raw();
    let (mut point, mut signature) = ([0_u8; 64], [0_u8; 64]);
    let (key, digest) = (KeyRef::slot(3), [7_u8; 32]);
    // SAFETY: the pointers are valid for the lengths of the table's contract.
    unsafe {
        assert_eq!((raw.ec_public_key)(raw.ctx, key, point.as_mut_ptr()), 0);
        assert_eq!((raw.ecdsa_p256_sign)(raw.ctx, key, digest.as_ptr(), 32, signature.as_mut_ptr()), 0);
        let verify = |signature: &[u8; 64]| {
            (raw.p256_verify)(raw.ctx, point.as_ptr(), digest.as_ptr(), 32, signature.as_ptr())
        };
        assert_eq!(verify(&signature), 0);
        signature[40] ^= 1;
        assert_eq!(verify(&signature), 1);
    }
}

#[test]
fn a_foreign_table_is_checked_before_it_is_read() {
    let table = table(driver());
    let mut words = [0_u64; 64];
    let len = size_of::<HwCrypto>();
    // SAFETY: copies the table into a larger, aligned buffer, in which the header is then spoilt.
    let import = |words: &mut [u64; 64], version: u32, size: u32| unsafe {
        ptr::copy_nonoverlapping(ptr::from_ref(&table).cast::<u8>(), words.as_mut_ptr().cast(), len);
        let header = words.as_mut_ptr().cast::<u32>();
        header.write(version);
        header.add(1).write(size);
        HwCrypto::import(words.as_ptr().cast())
    };
    let full = u32::try_from(len).unwrap();
    assert_eq!(import(&mut words, 2, full).err(), Some(ImportError::Version { found: 2, expected: 1 }));
    assert_eq!(import(&mut words, 1, 8).err(), Some(ImportError::Size(8)));
    assert!((&import(&mut words, 1, full + 64).unwrap()).p256_sign(KeyRef::slot(3), &[1; 32]).is_ok());
    // A table that ends after its first entry, and one that ends in the middle of the second.
    let pointer = u32::try_from(size_of::<usize>()).unwrap();
    for size in [8 + 2 * pointer, 8 + 2 * pointer + 3] {
        let short = import(&mut words, 1, size).unwrap();
        assert!((&short).public_key(KeyRef::slot(3)).is_ok());
        assert_eq!((&short).p256_sign(KeyRef::slot(3), &[1; 32]), Err(Error::Unsupported));
    }
    // SAFETY: both pointers are what `import` promises to refuse.
    unsafe {
        assert_eq!(HwCrypto::import(ptr::null()).err(), Some(ImportError::Null));
        assert_eq!(HwCrypto::import(ptr::without_provenance(3)).err(), Some(ImportError::Misaligned));
    }
}
