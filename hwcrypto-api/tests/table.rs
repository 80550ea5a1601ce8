//! A driver, the table made from it, and the table used again as a driver: what goes in must come out, and
//! whatever a C caller does wrong must come back as an error.
#![expect(unsafe_code, reason = "plays the C side of the table")]

use core::{mem, ptr};
use std::sync::Mutex;

use hwcrypto_api::abi::ImportError;
use hwcrypto_api::{
    Counting, Ecdh, Error, HwCrypto, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, Shared,
    StreamId, installed,
};
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::elliptic_curve::sec1::ToSec1Point;
use sha2::Digest;

/// The scalar of RFC 6979 A.2.5.
const SCALAR: [u8; 32] = [
    0xC9, 0xAF, 0xA9, 0xD8, 0x45, 0xBA, 0x75, 0x16, 0x6B, 0x5C, 0x21, 0x57, 0x67, 0xB1, 0xD6, 0x93, 0x4E,
    0x50, 0xC3, 0xDB, 0x36, 0xE8, 0x9B, 0x12, 0x7B, 0x8A, 0x62, 0x2B, 0x12, 0x0F, 0x67, 0x21,
];

/// A software element with one key, in slot 3.
#[derive(Default)]
struct Element {
    stream: Option<sha2::Sha256>,
    open: bool,
}

impl Element {
    fn key(key: KeyRef) -> Result<p256::SecretKey, Error> {
        match key.as_slot() {
            Some(3) => Ok(p256::SecretKey::from_slice(&SCALAR).unwrap()),
            _ => Err(Error::InvalidKey),
        }
    }
}

impl PublicKey for Element {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        let point = Self::key(key)?.public_key().to_sec1_point(false);
        Ok(point.as_bytes()[1..].try_into().unwrap())
    }
}

impl P256Sign for Element {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        let key = p256::ecdsa::SigningKey::from(Self::key(key)?);
        let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
        Ok(signature.to_bytes().into())
    }
}

impl Ecdh for Element {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        let mut sec1 = [4; 65];
        sec1[1..].copy_from_slice(peer);
        let peer = p256::PublicKey::from_sec1_bytes(&sec1).map_err(|_| Error::InvalidInput)?;
        let key = Self::key(key)?;
        Ok((*p256::ecdh::diffie_hellman(key.to_nonzero_scalar(), peer.as_affine()).raw_secret_bytes()).into())
    }
}

impl Random for Element {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        out.fill(0xA5);
        Ok(())
    }
}

impl Sha256 for Element {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        Ok(sha2::Sha256::digest(data).into())
    }
}

impl Sha256Stream for Element {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        if mem::replace(&mut self.open, true) { Err(Error::Busy) } else { Ok(StreamId(1)) }
    }

    fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error> {
        if stream != StreamId(1) || !self.open {
            return Err(Error::InvalidInput);
        }
        self.stream = Some(sha2::Sha256::new());
        Ok(())
    }

    fn sha256_update(&mut self, _: StreamId, data: &[u8]) -> Result<(), Error> {
        self.stream.as_mut().ok_or(Error::InvalidInput)?.update(data);
        Ok(())
    }

    fn sha256_finish(&mut self, _: StreamId) -> Result<[u8; 32], Error> {
        Ok(self.stream.take().ok_or(Error::InvalidInput)?.finalize().into())
    }

    fn sha256_close(&mut self, _: StreamId) {
        self.open = false;
    }
}

type Driver = Shared<parking_lot::RawMutex, Counting<Element>>;

fn driver() -> &'static Driver {
    Box::leak(Box::new(Shared::new(Counting::new(Element::default()))))
}

fn table(driver: &'static Driver) -> HwCrypto {
    HwCrypto::builder(driver).public_key().p256_sign().ecdh().random().sha256().sha256_stream().build()
}

#[test]
fn a_signature_through_the_table_verifies_over_the_digest_itself() {
    let driver = driver();
    let table = table(driver);
    let mut element = &table;
    let digest: [u8; 32] = sha2::Sha256::digest(b"sample").into();
    let signature = element.p256_sign(KeyRef::slot(3), &digest).unwrap();
    let mut sec1 = [4; 65];
    sec1[1..].copy_from_slice(&element.public_key(KeyRef::slot(3)).unwrap());
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&sec1).unwrap();
    key.verify_prehash(&digest, &p256::ecdsa::Signature::from_slice(&signature).unwrap()).unwrap();
    let counts = driver.with(|d| Ok::<_, Error>(d.counts())).unwrap();
    assert_eq!((counts.p256_sign, counts.public_key, counts.ecdh), (1, 1, 0));
}

#[test]
fn a_secret_agreed_through_the_table_is_the_other_sides_secret() {
    let table = table(driver());
    let mut element = &table;
    let peer = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let point = peer.public_key().to_sec1_point(false);
    let secret = element.ecdh(KeyRef::slot(3), point.as_bytes()[1..].try_into().unwrap()).unwrap();
    let ours = p256::SecretKey::from_slice(&SCALAR).unwrap().public_key();
    let expected = p256::ecdh::diffie_hellman(peer.to_nonzero_scalar(), ours.as_affine());
    assert_eq!(secret[..], expected.raw_secret_bytes()[..]);
    assert_eq!(element.ecdh(KeyRef::slot(3), &[1; 64]), Err(Error::InvalidInput));
}

#[test]
fn hash_streams_agree_with_the_one_shot_and_there_is_one_engine() {
    let table = table(driver());
    let mut element = &table;
    let stream = element.sha256_open().unwrap();
    assert_eq!(element.sha256_open(), Err(Error::Busy));
    element.sha256_start(stream).unwrap();
    element.sha256_update(stream, b"ab").unwrap();
    element.sha256_update(stream, b"").unwrap();
    element.sha256_update(stream, b"c").unwrap();
    assert_eq!(element.sha256_finish(stream), element.sha256(b"abc"));
    assert_eq!(element.sha256_finish(stream), Err(Error::InvalidInput));
    element.sha256_close(stream);
    assert!(element.sha256_open().is_ok());
}

#[test]
fn an_absent_entry_is_unsupported() {
    let table = HwCrypto::builder(driver()).random().build();
    let mut element = &table;
    assert_eq!(element.public_key(KeyRef::slot(3)), Err(Error::Unsupported));
    assert_eq!(element.p256_sign(KeyRef::slot(3), &[0; 32]), Err(Error::Unsupported));
    assert_eq!(element.ecdh(KeyRef::slot(3), &[0; 64]), Err(Error::Unsupported));
    assert_eq!(element.sha256(b""), Err(Error::Unsupported));
    assert_eq!(element.sha256_open(), Err(Error::Unsupported));
    element.random(&mut [0; 4]).unwrap();
}

#[test]
fn an_unknown_key_is_invalid() {
    let table = table(driver());
    assert_eq!((&table).p256_sign(KeyRef::slot(4), &[0; 32]), Err(Error::InvalidKey));
}

#[test]
fn a_driver_that_was_taken_away_does_not_answer() {
    let driver: &'static Shared<parking_lot::RawMutex, _> =
        Box::leak(Box::new(Shared::new(Some(Element::default()))));
    let table = HwCrypto::builder(driver).p256_sign().sha256_stream().build();
    assert!((&table).p256_sign(KeyRef::slot(3), &[1; 32]).is_ok());
    assert!(driver.with(|driver| Ok::<_, Error>(driver.take())).unwrap().is_some());
    assert_eq!((&table).p256_sign(KeyRef::slot(3), &[1; 32]), Err(Error::NoResponse));
    assert_eq!((&table).sha256_open(), Err(Error::NoResponse));
}

#[test]
fn a_driver_in_use_is_busy_and_not_a_deadlock() {
    let driver = driver();
    let table = table(driver);
    let nested = driver.with(|_| Ok::<_, Error>((&table).p256_sign(KeyRef::slot(3), &[0; 32])));
    assert_eq!(nested, Ok(Err(Error::Busy)));
    assert!((&table).p256_sign(KeyRef::slot(3), &[0; 32]).is_ok());
}

/// The table as C sees it: the first entries of the header and of the original's order.
#[repr(C)]
struct Raw {
    abi_version: u32,
    size: u32,
    ctx: *mut core::ffi::c_void,
    ec_public_key: unsafe extern "C" fn(*mut core::ffi::c_void, KeyRef, *mut u8) -> i32,
    ecdsa_p256_sign: unsafe extern "C" fn(*mut core::ffi::c_void, KeyRef, *const u8, usize, *mut u8) -> i32,
    sha256: unsafe extern "C" fn(*mut core::ffi::c_void, *const u8, usize, *mut u8) -> i32,
}

#[test]
fn null_pointers_and_wrong_lengths_from_c_are_errors() {
    let table = table(driver());
    let invalid = Error::InvalidInput.code();
    // SAFETY: `Raw` is a prefix of the table, all of whose entries are present.
    let raw = unsafe { &*ptr::from_ref(&table).cast::<Raw>() };
    let (key, mut out) = (KeyRef::slot(3), [0_u8; 64]);
    // SAFETY: each call breaks one rule that the thunks promise to check.
    unsafe {
        assert_eq!((raw.ec_public_key)(raw.ctx, key, ptr::null_mut()), invalid);
        assert_eq!((raw.ec_public_key)(ptr::null_mut(), key, out.as_mut_ptr()), invalid);
        assert_eq!((raw.ecdsa_p256_sign)(raw.ctx, key, ptr::null(), 32, out.as_mut_ptr()), invalid);
        for len in [0, 20, 31] {
            let digest = [0; 32];
            assert_eq!((raw.ecdsa_p256_sign)(raw.ctx, key, digest.as_ptr(), len, out.as_mut_ptr()), invalid);
        }
        assert_eq!((raw.sha256)(raw.ctx, ptr::null(), 1, out.as_mut_ptr()), invalid);
        assert_eq!((raw.sha256)(raw.ctx, ptr::null(), 0, out.as_mut_ptr()), 0);
    }
    assert_eq!(out[..32], sha2::Sha256::digest(b"")[..]);
}

#[test]
fn a_foreign_table_is_checked_before_it_is_read() {
    let table = table(driver());
    let mut words = [0_u64; 32];
    let len = size_of::<HwCrypto>();
    // SAFETY: copies the table into a larger, aligned buffer, in which the header is then spoilt.
    let import = |words: &mut [u64; 32], version: u32, size: u32| unsafe {
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

#[test]
fn the_installed_table_follows_init_enable_disable() {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock();
    let table: &'static HwCrypto = Box::leak(Box::new(table(driver())));
    installed::init(None);
    assert!(!installed::enable());
    installed::init(Some(table));
    assert!(installed::current().is_none(), "init alone does not put a table in use");
    assert!(installed::enable());
    assert!(ptr::eq(installed::current().unwrap(), table));
    installed::disable();
    assert!(installed::current().is_none());
    assert!(installed::enable(), "disable keeps the table stored");
    installed::init(None);
    assert!(installed::current().is_none());
}
