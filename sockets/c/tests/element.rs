//! Keys in a crypto element: in the one that C has installed, and in one that it names.
#![expect(unsafe_code, reason = "this is the side that C is on")]

#[path = "common/pki.rs"]
mod pki;

use core::ffi::c_void;
use core::ptr;
use std::thread;

use gzsock::ffi::context::*;
use gzsock::ffi::gzsock::{gzsock_close, gzsock_recv};
use gzsock::ffi::init::{gzsock_connect_name, gzsock_init};
use gzsock::ffi::input::Bytes;
use gzsock::ffi::text::{GZSOCK_LAST_ERROR, gzsock_error_text};
use gzsock::ffi::zssl::*;
use hwcrypto_api::{Counting, Error, HwCrypto, Shared, Software};
use p256::SecretKey;
use p256::pkcs8::DecodePrivateKey;
use parking_lot::RawMutex;
use pki::Pki;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sockets::RawSocketAddr;

const SLOT: u32 = 2;

type Driver = Shared<RawMutex, Counting<Software<ChaCha20Rng>>>;

/// An element with the key of the device, and its table.
fn element(pki: &Pki) -> (&'static Driver, &'static HwCrypto) {
    let key = SecretKey::from_pkcs8_pem(&pki.key).unwrap().to_bytes();
    let software = Software::new(ChaCha20Rng::seed_from_u64(1), b"serial");
    let software = software.with_private_key(2, &key.into()).unwrap();
    let driver: &'static Driver = Box::leak(Box::new(Shared::new(Counting::new(software))));
    (driver, Box::leak(Box::new(HwCrypto::builder(driver).public_key().p256_sign().build())))
}

fn bytes(text: &str) -> Bytes {
    Bytes { start: text.as_ptr().cast(), len: text.len() }
}

/// A server's context with this key, and a client's that trusts it.
fn contexts(pki: &Pki, key_kind: u32, slot: u32, element: *const HwCrypto) -> (i32, i32) {
    let identity = TlsIdentity { chain: bytes(&pki.chain), key_kind, slot, key: bytes(""), element };
    let mut settings = TlsSettings {
        size: size_of::<TlsSettings>(),
        trust: bytes(&pki.ca),
        identities: &raw const identity,
        identity_count: 1,
        server_name: ptr::null(),
        alpn: ptr::null(),
        alpn_count: 0,
        verify: ZSSL_NO_CLIENT_CERTIFICATE,
        versions: 0,
        deadline_ms: 0,
        resumable_sessions: 0,
    };
    // SAFETY: what the settings point to is there.
    unsafe {
        let server = zssl_context_server(&raw const settings);
        (settings.verify, settings.identity_count) = (ZSSL_VERIFY_REQUIRED, 0);
        settings.server_name = c"localhost".as_ptr();
        (server, zssl_context_client(&raw const settings))
    }
}

fn words() -> String {
    let mut text = [0_u8; 200];
    // SAFETY: writable for as much as is said.
    let len = unsafe { gzsock_error_text(GZSOCK_LAST_ERROR, text.as_mut_ptr().cast(), text.len()) };
    str::from_utf8(&text[..usize::try_from(len).unwrap()]).unwrap().into()
}

/// One connection between the two.
fn connect((server, client): (i32, i32)) {
    let listener = zssl_socket(2, 1, 0, server);
    let mut name = RawSocketAddr { family: 2, ..RawSocketAddr::default() };
    name.address[..4].copy_from_slice(&[127, 0, 0, 1]);
    // SAFETY: every pointer is good.
    unsafe {
        assert_eq!((zssl_bind(listener, &raw const name), zssl_listen(listener, 1)), (0, 0));
        assert_eq!(zssl_getsockname(listener, &raw mut name), 0);
    }
    let serving = thread::spawn(move || {
        // SAFETY: null is allowed; five bytes are there.
        unsafe {
            let fd = zssl_accept(listener, ptr::null_mut());
            assert_eq!(zssl_send(fd, b"hello".as_ptr().cast::<c_void>(), 5, 0), 5, "{}", words());
            assert_eq!((zssl_close(fd), zssl_close(listener)), (0, 0));
        }
    });
    let mut answer = [0_u8; 8];
    // SAFETY: a text; eight bytes are there.
    unsafe {
        let fd = gzsock_connect_name(c"127.0.0.1".as_ptr(), name.port, client);
        assert!(fd > 0, "{}", words());
        assert_eq!(gzsock_recv(fd, answer.as_mut_ptr().cast(), 8, 0), 5);
        assert_eq!(gzsock_close(fd), 0);
    }
    serving.join().unwrap();
}

#[test]
fn contexts_keep_the_element_with_which_they_were_made() {
    let pki = Pki::new();
    let (driver, table) = element(&pki);
    let signatures = || driver.with(|driver| Ok::<_, Error>(driver.counts().p256_sign)).unwrap();
    // SAFETY: null, or a table that lives as long as the program.
    let install = |table: *const HwCrypto| unsafe { zssl_crypto_init(table) };
    // SAFETY: no table.
    assert_eq!(unsafe { gzsock_init(ptr::null(), 0) }, 0);

    assert_eq!(contexts(&pki, ZSSL_KEY_SLOT, SLOT, ptr::null()).0, -1, "there is no element yet");
    assert_eq!(install(table), 0);
    let by_slot = contexts(&pki, ZSSL_KEY_SLOT, SLOT, ptr::null());
    assert_eq!(contexts(&pki, ZSSL_KEY_SLOT, SLOT + 1, ptr::null()).0, -1, "that slot is empty");
    assert_eq!(install(ptr::null()), 0);
    assert_eq!(contexts(&pki, ZSSL_KEY_SLOT, SLOT, ptr::null()).0, -1, "it is out of use");
    let by_table = contexts(&pki, ZSSL_KEY_ELEMENT, SLOT, table);

    let before = signatures();
    connect(by_slot);
    assert_eq!(signatures(), before + 1);
    connect(by_table);
    assert_eq!(signatures(), before + 2);
    assert_eq!(contexts(&Pki::new(), ZSSL_KEY_ELEMENT, SLOT, table).0, -1, "a certificate for another key");
}
