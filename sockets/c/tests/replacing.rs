//! Another network stack below sockets that are open: not by accident, and never so that a secure socket turns into a plain
//! one.
#![expect(unsafe_code, reason = "this is the side that C is on")]

#[path = "common/pki.rs"]
mod pki;

use core::ffi::c_void;
use core::ptr;
use std::sync::Arc;
use std::thread;

use gzsock::ffi::context::{TlsSettings, ZSSL_VERIFY_REQUIRED, zssl_context_client};
use gzsock::ffi::errno::{ZSOCK_EBADF, ZSOCK_EBUSY, ZSOCK_EINVAL};
use gzsock::ffi::gzsock::*;
use gzsock::ffi::init::{gzsock_connect_name, gzsock_init};
use gzsock::ffi::input::Bytes;
use gzsock::ffi::text::gzsock_errno;
use pki::Pki;
use sockets::SocketApi;
use sockets::driver::host::HostSockets;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, MsgFlags, Protocol, SockType};
use sockets::zssl::{Identity, TlsContext};

/// A server that is none of the C side's; echoes one message, then tells how its client ended.
fn serve(pki: &Pki) -> (u16, thread::JoinHandle<Result<usize, sockets::Error>>) {
    let crypto = Arc::new(rustls::crypto::ring::default_provider());
    let context = TlsContext::server(crypto).identity(Identity::pem(&pki.chain, &pki.key)).build().unwrap();
    let sockets = Gzsock::host();
    let listener = sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, Some(&context)).unwrap();
    sockets.bind(listener, &"127.0.0.1:0".parse().unwrap()).unwrap();
    sockets.listen(listener, 1).unwrap();
    let port = sockets.getsockname(listener).unwrap().port();
    let serving = thread::spawn(move || {
        let (peer, _) = sockets.accept(listener)?;
        let mut word = [0; 4];
        let len = sockets.recv(peer, &mut word, MsgFlags::NONE)?;
        sockets.send_all(peer, word.get(..len).unwrap_or_default())?;
        sockets.recv(peer, &mut word, MsgFlags::NONE)
    });
    (port, serving)
}

fn context(pki: &Pki) -> i32 {
    let settings = TlsSettings {
        size: size_of::<TlsSettings>(),
        trust: Bytes { start: pki.ca.as_ptr().cast(), len: pki.ca.len() },
        identities: ptr::null(),
        identity_count: 0,
        server_name: c"localhost".as_ptr(),
        alpn: ptr::null(),
        alpn_count: 0,
        verify: ZSSL_VERIFY_REQUIRED,
        versions: 0,
        deadline_ms: 0,
        resumable_sessions: 0,
    };
    // SAFETY: what the settings point to is there.
    unsafe { zssl_context_client(&settings) }
}

fn init(table: *const SocketApi, force: i32) -> (i32, i32) {
    // SAFETY: null, or a table that lives as long as the program.
    let result = unsafe { gzsock_init(table, force) };
    (result, if result < 0 { gzsock_errno() } else { 0 })
}

fn recv(fd: i32) -> (i32, i32) {
    let mut word = [0_u8; 4];
    // SAFETY: good for four bytes.
    let result = unsafe { gzsock_recv(fd, word.as_mut_ptr().cast::<c_void>(), 4, 0) };
    (result, if result < 0 { gzsock_errno() } else { 0 })
}

fn send(fd: i32) -> (i32, i32) {
    // SAFETY: good for four bytes.
    let result = unsafe { gzsock_send(fd, b"word".as_ptr().cast::<c_void>(), 4, 0) };
    (result, if result < 0 { gzsock_errno() } else { 0 })
}

#[test]
fn a_live_stack_is_replaced_only_by_force_and_its_secure_sockets_end_properly() {
    let pki = Pki::new();
    let table = Box::leak(Box::new(SocketApi::new(Box::leak(Box::new(HostSockets::new())))));
    assert_eq!(init(ptr::null(), 0), (0, 0));
    assert_eq!(init(table, 0), (0, 0), "nothing was open");
    let (port, serving) = serve(&pki);
    // SAFETY: a text.
    let fd = unsafe { gzsock_connect_name(c"127.0.0.1".as_ptr(), port, context(&pki)) };
    assert!(fd > 0);

    assert_eq!(init(ptr::null(), 0), (-1, ZSOCK_EBUSY));
    assert_eq!((send(fd), recv(fd)), ((4, 0), (4, 0)), "it goes on as before");

    let waiting = thread::spawn(move || recv(fd));
    assert_eq!(init(ptr::null(), 1), (0, 0));
    assert_eq!(waiting.join().unwrap(), (-1, ZSOCK_EBADF), "who waits is woken");
    assert_eq!(serving.join().unwrap(), Ok(0), "the peer was told: this is no broken connection");
    let plain = gzsock_socket(2, 1, 0, ZSSL_PLAIN);
    assert!(plain > 0 && plain != fd);
    assert_eq!(send(fd), (-1, ZSOCK_EBADF), "the number is dead, though its place was taken");
    assert_eq!((gzsock_close(fd), gzsock_close(plain)), (-1, 0));

    let words = [7_u64, 0];
    assert_eq!(init(words.as_ptr().cast(), 0), (-1, ZSOCK_EINVAL), "a table of another version");
    assert_eq!(init(ptr::without_provenance(3), 0), (-1, ZSOCK_EINVAL));
}
