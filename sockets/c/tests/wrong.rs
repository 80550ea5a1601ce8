//! Whatever C gets wrong is an error number with words, and never more than that.
#![expect(unsafe_code, reason = "this is the side that C is on")]

#[path = "common/pki.rs"]
mod pki;

use core::ffi::{c_char, c_void};
use core::ptr;
use std::sync::Once;

use gzsock::ffi::context::*;
use gzsock::ffi::errno::*;
use gzsock::ffi::gzsock::*;
use gzsock::ffi::info::{SessionInfo, gzsock_tls_info, zssl_peer_certificate};
use gzsock::ffi::init::{gzsock_connect_name, gzsock_init};
use gzsock::ffi::input::Bytes;
use gzsock::ffi::text::{GZSOCK_LAST_ERROR, gzsock_errno, gzsock_error_text};
use gzsock::ffi::zsock::*;
use gzsock::ffi::zssl::*;
use pki::Pki;
use sockets::{RawAddrInfo, RawFdSet, RawPollFd, RawSocketAddr};

const INET: i32 = 2;
const STREAM: i32 = 1;
const DATAGRAM: i32 = 2;
const SOL_SOCKET: i32 = 0xffff;

fn init() {
    static INIT: Once = Once::new();
    // SAFETY: no table.
    INIT.call_once(|| assert_eq!(unsafe { gzsock_init(ptr::null(), 0) }, 0));
}

/// What is wrong with a socket, or was with the last call.
fn words(fd: i32) -> String {
    let mut text = [0; 400];
    // SAFETY: writable for as much as is said.
    let len = unsafe { gzsock_error_text(fd, text.as_mut_ptr().cast::<c_char>(), text.len()) };
    let len = usize::try_from(len).unwrap();
    assert_eq!(text[len], 0, "ends with a NUL");
    str::from_utf8(&text[..len]).unwrap().into()
}

#[track_caller]
fn refused(result: i32, errno: i32) {
    assert_eq!((result, gzsock_errno()), (-1, errno), "{}", words(GZSOCK_LAST_ERROR));
}

fn bytes(text: &str) -> Bytes {
    Bytes { start: text.as_ptr().cast(), len: text.len() }
}

fn settings(pki: &Pki) -> TlsSettings {
    TlsSettings {
        size: size_of::<TlsSettings>(),
        trust: bytes(&pki.ca),
        identities: ptr::null(),
        identity_count: 0,
        server_name: c"localhost".as_ptr(),
        alpn: ptr::null(),
        alpn_count: 0,
        verify: ZSSL_VERIFY_REQUIRED,
        versions: 0,
        deadline_ms: 2000,
        resumable_sessions: 0,
    }
}

fn identity(pki: &Pki) -> TlsIdentity {
    TlsIdentity {
        chain: bytes(&pki.chain),
        key_kind: ZSSL_KEY_MEMORY,
        slot: 0,
        key: bytes(&pki.key),
        element: ptr::null(),
    }
}

fn client(settings: &TlsSettings) -> i32 {
    // SAFETY: what the settings point to is there.
    unsafe { zssl_context_client(settings) }
}

fn server(settings: &TlsSettings) -> i32 {
    // SAFETY: as above.
    unsafe { zssl_context_server(settings) }
}

#[test]
fn wild_numbers_of_sockets_are_refused_by_every_call() {
    init();
    let (name, mut set) = (RawSocketAddr { family: 2, ..RawSocketAddr::default() }, RawFdSet::default());
    let mut one = 1_i32;
    let place = ptr::from_mut(&mut one).cast::<c_void>();
    for fd in [i32::MIN, -2, -1, 0, 1, 2, 3, 16_000_000, i32::MAX] {
        refused(gzsock_close(fd), ZSOCK_EBADF);
        refused(zsock_close(fd), ZSOCK_EBADF);
        refused(zssl_close(fd), ZSOCK_EBADF);
        refused(zssl_handshake(fd), ZSOCK_EBADF);
        refused(gzsock_listen(fd, 1), ZSOCK_EBADF);
        refused(gzsock_shutdown(fd, 2), ZSOCK_EBADF);
        refused(gzsock_fcntl(fd, 3, 0), ZSOCK_EBADF);
        // SAFETY: every pointer is null or good.
        unsafe {
            refused(gzsock_accept(fd, ptr::null_mut()), ZSOCK_EBADF);
            refused(gzsock_bind(fd, &name), ZSOCK_EBADF);
            refused(gzsock_connect(fd, &name), ZSOCK_EBADF);
            refused(gzsock_send(fd, place, 4, 0), ZSOCK_EBADF);
            refused(gzsock_recv(fd, place, 4, 0), ZSOCK_EBADF);
            refused(gzsock_ioctl(fd, 0x8004_667e, place), ZSOCK_EBADF);
            refused(gzsock_setsockopt(fd, SOL_SOCKET, 4, place, 4), ZSOCK_EBADF);
            let mut asked = RawPollFd { fd, events: 1, revents: 0 };
            assert_eq!((gzsock_poll(&raw mut asked, 1, 0), asked.revents), (1, 16));
            (set.count, set.fds[0]) = (1, fd);
            let wait = gzsock_select(5, &raw mut set, ptr::null_mut(), ptr::null_mut(), ptr::null());
            refused(wait, ZSOCK_EBADF);
        }
    }
}

#[test]
fn null_and_impossible_lengths_are_refused() {
    init();
    let fd = gzsock_socket(INET, DATAGRAM, 0, ZSSL_PLAIN);
    let (mut name, mut len) = (RawSocketAddr::default(), 2_u32);
    // SAFETY: every pointer is null or good; lengths that are wrong come with null or are of `setsockopt`.
    unsafe {
        refused(gzsock_bind(fd, ptr::null()), ZSOCK_EINVAL);
        refused(gzsock_connect(fd, ptr::null()), ZSOCK_EINVAL);
        refused(gzsock_bind(fd, &name), ZSOCK_EAFNOSUPPORT);
        name.family = 9;
        refused(gzsock_connect(fd, &name), ZSOCK_EAFNOSUPPORT);
        refused(gzsock_getsockname(fd, ptr::null_mut()), ZSOCK_EINVAL);
        refused(gzsock_send(fd, ptr::null(), usize::MAX, 0), ZSOCK_EINVAL);
        refused(gzsock_recv(fd, ptr::null_mut(), 1, 0), ZSOCK_EINVAL);
        refused(gzsock_sendto(fd, ptr::null(), 0, 0, ptr::null()), ZSOCK_EINVAL);
        let value = ptr::from_ref(&len).cast();
        refused(gzsock_setsockopt(fd, SOL_SOCKET, 4, value, 3), ZSOCK_EINVAL);
        refused(gzsock_setsockopt(fd, SOL_SOCKET, 4, ptr::null(), 4), ZSOCK_EINVAL);
        refused(gzsock_setsockopt(fd, 77, 4, value, 4), ZSOCK_ENOPROTOOPT);
        let mut place = 0_i32;
        let value = ptr::from_mut(&mut place).cast();
        refused(gzsock_getsockopt(fd, SOL_SOCKET, 4, value, &raw mut len), ZSOCK_EINVAL);
        refused(gzsock_getsockopt(fd, SOL_SOCKET, 4, value, ptr::null_mut()), ZSOCK_EINVAL);
        refused(gzsock_ioctl(fd, 0x8004_667e, ptr::null_mut()), ZSOCK_EINVAL);
        refused(gzsock_ioctl(fd, 42, value), ZSOCK_EINVAL);
        refused(gzsock_fcntl(fd, 42, 0), ZSOCK_EINVAL);
        refused(gzsock_poll(ptr::null_mut(), 1, 0), ZSOCK_EINVAL);
        let none = ptr::null_mut();
        refused(gzsock_select(0, none, none, none, ptr::null()), ZSOCK_EINVAL);
        let mut set = RawFdSet { count: u32::MAX, ..RawFdSet::default() };
        refused(gzsock_select(0, &raw mut set, none, none, ptr::null()), ZSOCK_EINVAL);
        let mut found = ptr::null_mut::<RawAddrInfo>();
        refused(gzsock_getaddrinfo(ptr::null(), ptr::null(), ptr::null(), &raw mut found), ZSOCK_EINVAL);
        refused(
            gzsock_getaddrinfo(c"localhost".as_ptr(), ptr::null(), ptr::null(), ptr::null_mut()),
            ZSOCK_EINVAL,
        );
        assert_eq!(gzsock_inet_addr(ptr::null()), u32::MAX);
        assert!(gzsock_inet_ntoa(ptr::null()).is_null());
        refused(gzsock_connect_name(ptr::null(), 1, ZSSL_PLAIN), ZSOCK_EINVAL);
        refused(gzsock_connect_name(c"\xff".as_ptr(), 1, ZSSL_PLAIN), ZSOCK_EINVAL);
        refused(gzsock_tls_info(fd, ptr::null_mut()), ZSOCK_EINVAL);
        refused(zssl_peer_certificate(fd, 0, ptr::null_mut(), 0), ZSOCK_EOPNOTSUPP);
    }
    refused(gzsock_socket(1, STREAM, 0, ZSSL_PLAIN), ZSOCK_EAFNOSUPPORT);
    refused(gzsock_socket(INET, 9, 0, ZSSL_PLAIN), ZSOCK_EPROTOTYPE);
    refused(gzsock_socket(INET, STREAM, 99, ZSSL_PLAIN), ZSOCK_EPROTONOSUPPORT);
    refused(gzsock_shutdown(fd, 3), ZSOCK_EINVAL);
    assert_eq!(gzsock_close(fd), 0);
}

#[test]
fn a_failed_context_never_makes_a_plain_socket() {
    init();
    let pki = Pki::new();
    let mut nameless = settings(&pki);
    nameless.server_name = ptr::null();
    let failed = client(&nameless);
    refused(failed, ZSOCK_EINVAL);
    assert!(words(GZSOCK_LAST_ERROR).contains("name the server"), "{}", words(GZSOCK_LAST_ERROR));
    refused(gzsock_socket(INET, STREAM, 0, failed), ZSOCK_EINVAL);
    refused(zssl_socket(INET, STREAM, 0, ZSSL_PLAIN), ZSOCK_EINVAL);
    let freed = client(&settings(&pki));
    assert_eq!(zssl_context_free(freed), 0);
    refused(gzsock_socket(INET, STREAM, 0, freed), ZSOCK_EINVAL);
    assert!(words(GZSOCK_LAST_ERROR).contains("no such context"));
}

#[test]
fn settings_that_do_not_hold_together_are_refused_in_words() {
    init();
    let pki = Pki::new();
    let (stranger, whole) = (Pki::new(), settings(&pki));
    let wrong = |change: &dyn Fn(&mut TlsSettings), about: &str| {
        let mut settings = whole;
        change(&mut settings);
        refused(client(&settings), ZSOCK_EINVAL);
        assert!(words(GZSOCK_LAST_ERROR).contains(about), "{about}: {}", words(GZSOCK_LAST_ERROR));
    };
    // SAFETY: null.
    refused(unsafe { zssl_context_client(ptr::null()) }, ZSOCK_EINVAL);
    wrong(&|settings| settings.size = 0, "sizeof");
    wrong(&|settings| settings.size = usize::MAX, "sizeof");
    wrong(&|settings| settings.trust.len = 0, "authority");
    wrong(&|settings| settings.trust.start = ptr::null(), "null");
    wrong(&|settings| settings.trust.len = usize::MAX, "length");
    wrong(&|settings| settings.verify = ZSSL_NO_CLIENT_CERTIFICATE, "for servers");
    wrong(&|settings| settings.verify = 77, "no such way");
    wrong(&|settings| settings.versions = 8, "version");
    wrong(&|settings| settings.identity_count = 1, "null");
    wrong(&|settings| settings.server_name = c"no name".as_ptr(), "no name");
    let mismatched = TlsIdentity { key: bytes(&stranger.key), ..identity(&pki) };
    wrong(&|settings| (settings.identities, settings.identity_count) = (&mismatched, 1), "does not belong");
    for (key_kind, slot, about) in [
        (0, 0, "key_kind"),
        (ZSSL_KEY_SLOT, 0, "no crypto element"),
        (ZSSL_KEY_SLOT, 256, "255"),
        (ZSSL_KEY_ELEMENT, 0, "null"),
    ] {
        let identity = TlsIdentity { key_kind, slot, ..identity(&pki) };
        wrong(&|settings| (settings.identities, settings.identity_count) = (&identity, 1), about);
    }
    let empty = [c"".as_ptr()];
    wrong(&|settings| (settings.alpn, settings.alpn_count) = (empty.as_ptr(), 1), "255");
}

#[test]
fn a_newer_program_may_not_ask_for_what_is_unknown_here() {
    init();
    #[repr(C)]
    struct Newer {
        settings: TlsSettings,
        setting: u64,
    }
    let pki = Pki::new();
    let mut newer = Newer { settings: settings(&pki), setting: 0 };
    newer.settings.size = size_of::<Newer>();
    // SAFETY: as long as it says.
    let make = |newer: &Newer| unsafe { zssl_context_client(ptr::from_ref(newer).cast()) };
    let context = make(&newer);
    assert!(context > 0);
    assert_eq!(zssl_context_free(context), 0);
    newer.setting = 1;
    refused(make(&newer), ZSOCK_EINVAL);
}

#[test]
fn families_do_not_touch_each_others_sockets() {
    init();
    let pki = Pki::new();
    let context = client(&settings(&pki));
    let (plain, secure) = (zsock_socket(INET, STREAM, 0), zssl_socket(INET, STREAM, 0, context));
    let byte = ptr::from_ref(&0_u8).cast();
    let to = RawSocketAddr { family: 2, port: 1, ..RawSocketAddr::default() };
    // SAFETY: good for a byte.
    unsafe {
        refused(zsock_send(secure, byte, 1, 0), ZSOCK_EOPNOTSUPP);
        refused(zsock_connect(secure, &to), ZSOCK_EOPNOTSUPP);
        refused(zsock_sendto(secure, byte, 1, 0, &to), ZSOCK_EOPNOTSUPP);
        refused(gzsock_sendto(secure, byte, 1, 0, &to), ZSOCK_EOPNOTSUPP);
        refused(zssl_send(plain, byte, 1, 0), ZSOCK_EOPNOTSUPP);
        let mut asked = RawPollFd { fd: secure, events: 1, revents: 0 };
        refused(zsock_poll(&raw mut asked, 1, 0), ZSOCK_EOPNOTSUPP);
        // Before the connection there is nothing to encrypt with, and nothing goes out in clear.
        refused(gzsock_send(secure, byte, 1, 0), ZSOCK_ENOTCONN);
    }
    refused(zsock_close(secure), ZSOCK_EOPNOTSUPP);
    refused(gzsock_listen(secure, 1), ZSOCK_EINVAL);
    refused(zssl_socket(INET, DATAGRAM, 0, context), ZSOCK_EPROTOTYPE);
    assert_eq!((zsock_close(plain), zssl_close(secure), zssl_context_free(context)), (0, 0, 0));
}

#[test]
fn a_socket_tells_what_was_wrong_with_it() {
    init();
    let (pki, stranger) = (Pki::new(), Pki::new());
    let identity = identity(&pki);
    let mut of_server = settings(&pki);
    (of_server.server_name, of_server.verify) = (ptr::null(), ZSSL_NO_CLIENT_CERTIFICATE);
    (of_server.identities, of_server.identity_count) = (&identity, 1);
    let (server, client) = (server(&of_server), client(&settings(&stranger)));
    let listener = zssl_socket(INET, STREAM, 0, server);
    let mut name = RawSocketAddr { family: 2, ..RawSocketAddr::default() };
    name.address[..4].copy_from_slice(&[127, 0, 0, 1]);
    // SAFETY: every pointer is good.
    unsafe {
        assert_eq!(zssl_bind(listener, &name), 0);
        assert_eq!(zssl_getsockname(listener, &raw mut name), 0);
    }
    assert_eq!(zssl_listen(listener, 1), 0);
    let serving = std::thread::spawn(move || {
        // SAFETY: null is allowed.
        let accepted = unsafe { zssl_accept(listener, ptr::null_mut()) };
        assert_eq!(zssl_handshake(accepted), -1, "the client refuses us");
        assert_eq!(zssl_close(accepted), 0);
    });
    let fd = zssl_socket(INET, STREAM, 0, client);
    assert_eq!(words(fd), "", "nothing is wrong yet");
    // SAFETY: good.
    refused(unsafe { zssl_connect(fd, &name) }, ZSOCK_EPROTO);
    let told = words(GZSOCK_LAST_ERROR);
    assert!(told.contains("authority"), "{told}");
    let elsewhere = std::thread::spawn(move || words(fd)).join().unwrap();
    assert_eq!(elsewhere, told, "whichever thread asks");
    let mut short = [1_u8; 8];
    // SAFETY: writable for as much as is said.
    let whole = unsafe { gzsock_error_text(fd, short.as_mut_ptr().cast(), short.len()) };
    assert_eq!(whole, i32::try_from(told.len()).unwrap());
    assert_eq!((&short[..7], short[7]), (&told.as_bytes()[..7], 0));
    let mut info = SessionInfo {
        size: size_of::<SessionInfo>(),
        version: 0,
        verified: 0,
        resumed: 0,
        peer_certificates: 0,
        cipher_suite: [0; 64],
        alpn: [0; 256],
        verification: [0; 256],
    };
    // SAFETY: as long as it says.
    refused(unsafe { gzsock_tls_info(fd, &raw mut info) }, ZSOCK_ENOTCONN);
    serving.join().unwrap();
    assert_eq!((zssl_close(fd), zssl_close(listener)), (0, 0));
    // SAFETY: null without room.
    assert_eq!(unsafe { gzsock_error_text(fd, ptr::null_mut(), 0) }, -1, "it is closed");
}
