//! What a program without a standard library has: a driver of its own, which knows no clock and no timeouts, and a time
//! provider. Run with `--no-default-features --features tls12` these tests go through the same locks as a
//! microcontroller does.

extern crate alloc;

mod limits;
mod memory;

use alloc::sync::Arc;
use core::net::{IpAddr, SocketAddr};
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::sync::{Mutex, mpsc};
use std::thread;

use rustls::crypto::ring;
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketDriver,
    SocketOption,
};
use sockets::zssl::{Identity, TlsContext, TlsError};
use sockets::{Errno, Error};
use tls_glue::{Gate, KeyExchange, Options, Wait};

use self::memory::Memory;

/// It is the year 2030 for ever.
#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(60 * 31_557_600)))
    }
}

fn contexts() -> (TlsContext, TlsContext) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
    let (pem, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let crypto = Arc::new(ring::default_provider());
    let client = TlsContext::client(Arc::clone(&crypto)).trust(&pem).server_name("localhost");
    let server = TlsContext::server(crypto).identity(Identity::pem(&pem, &key));
    (client.time(Arc::new(Clock)).build().unwrap(), server.time(Arc::new(Clock)).build().unwrap())
}

fn address() -> SocketAddr {
    "127.0.0.1:443".parse().unwrap()
}

fn stream(sockets: &Gzsock, context: &TlsContext) -> Fd {
    sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, Some(context)).unwrap()
}

/// A client and a server, connected; the handshake is still to come on the server's side.
fn pair(sockets: &Gzsock) -> (Fd, Fd) {
    let (client, server) = contexts();
    let listener = stream(sockets, &server);
    sockets.bind(listener, &address()).unwrap();
    sockets.listen(listener, 1).unwrap();
    thread::scope(|scope| {
        let connecting = scope.spawn(|| {
            let fd = stream(sockets, &client);
            sockets.connect(fd, &address()).unwrap();
            fd
        });
        let (accepted, _) = sockets.accept(listener).unwrap();
        sockets.handshake(accepted).unwrap();
        (connecting.join().unwrap(), accepted)
    })
}

#[test]
fn a_session_over_a_driver_without_clock_and_timeouts() {
    let sockets = Gzsock::new(Arc::new(Memory::default()));
    let (client, server) = pair(&sockets);
    let data: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    thread::scope(|scope| {
        for (from, to) in [(client, server), (server, client)] {
            scope.spawn({
                let (sockets, data) = (&sockets, &data);
                move || sockets.send_all(from, data).unwrap()
            });
            scope.spawn({
                let (sockets, data) = (&sockets, &data);
                move || {
                    let (mut got, mut chunk) = (Vec::new(), [0; 3000]);
                    while got.len() < data.len() {
                        let len = sockets.recv(to, &mut chunk, MsgFlags::NONE).unwrap();
                        got.extend_from_slice(&chunk[..len]);
                    }
                    assert!(got == *data);
                }
            });
        }
    });
    sockets.shutdown(client, Shutdown::Write).unwrap();
    assert_eq!(sockets.recv(server, &mut [0; 1], MsgFlags::NONE).unwrap(), 0);
    sockets.close(server).unwrap();
    assert_eq!(sockets.recv(client, &mut [0; 1], MsgFlags::NONE).unwrap(), 0);
    sockets.close(client).unwrap();
    assert_eq!(sockets.close(client).unwrap_err(), Error::Io(Errno::EBADF));
}

#[test]
fn two_receivers_take_turns() {
    let sockets = Gzsock::new(Arc::new(Memory::default()));
    let (client, server) = pair(&sockets);
    thread::scope(|scope| {
        let receivers = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut byte = [0];
                assert_eq!(sockets.recv(client, &mut byte, MsgFlags::NONE).unwrap(), 1);
                byte[0]
            })
        });
        sockets.send_all(server, &[1]).unwrap();
        sockets.send_all(server, &[2]).unwrap();
        let mut got = receivers.map(|receiver| receiver.join().unwrap());
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
    });
}

#[test]
fn closing_wakes_a_receiver() {
    let sockets = Gzsock::new(Arc::new(Memory::default()));
    let (client, server) = pair(&sockets);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| sockets.recv(client, &mut [0; 1], MsgFlags::NONE).unwrap_err());
        sockets.close(client).unwrap();
        assert_eq!(waiting.join().unwrap(), Error::Io(Errno::EBADF));
    });
    assert_eq!(sockets.recv(server, &mut [0; 1], MsgFlags::NONE).unwrap(), 0);
}

#[test]
fn a_poll_ends_with_its_time_although_there_is_no_clock() {
    let sockets = Gzsock::new(Arc::new(Memory::default()));
    let (client, server) = pair(&sockets);
    let poll = |fd, timeout| {
        let mut fds = [PollFd::new(fd, Events::IN)];
        sockets.poll(&mut fds, timeout).unwrap();
        fds[0].revents
    };
    assert_eq!(poll(client, Some(Duration::from_millis(5))), Events::NONE);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| poll(client, None));
        sockets.send_all(server, b"x").unwrap();
        assert_eq!(waiting.join().unwrap(), Events::IN);
    });
    // The client's receives must not wait for each other; a driver without such an option is no obstacle.
    sockets.set_option(client, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(sockets.recv(client, &mut [0; 2], MsgFlags::NONE).unwrap(), 1);
    assert_eq!(sockets.recv(client, &mut [0; 2], MsgFlags::NONE), Err(Error::Io(Errno::EAGAIN)));
    assert_eq!(sockets.option(client, OptionName::Error).unwrap(), SocketOption::Error(None));
}

#[test]
fn a_cut_is_told_from_an_end() {
    let driver = Arc::new(Memory::default());
    let sockets = Gzsock::new(Arc::clone(&driver) as _);
    let (client, _server) = pair(&sockets);
    driver.cut();
    let error = sockets.recv(client, &mut [0; 1], MsgFlags::NONE).unwrap_err();
    assert_eq!(error, Error::Tls(TlsError::Truncated));
}

/// A lookup that answers only when it is let go.
struct SlowLookup(Mutex<mpsc::Receiver<()>>);

impl SocketDriver for SlowLookup {
    fn resolve(&self, _: &str, found: &mut dyn FnMut(IpAddr)) -> Result<(), Errno> {
        // An error means that the test is over.
        _ = self.0.lock().unwrap().recv();
        found(address().ip());
        Ok(())
    }
}

#[cfg(feature = "std")]
#[test]
fn a_slow_lookup_does_not_outlast_the_deadline() {
    let (_let_go, wait) = mpsc::channel();
    let sockets = Gzsock::new(Arc::new(SlowLookup(Mutex::new(wait))));
    let made = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
    let context = TlsContext::client(Arc::new(ring::default_provider()))
        .trust(made.cert.pem())
        .server_name("localhost")
        .handshake_deadline(Duration::from_millis(20))
        .build()
        .unwrap();
    let error = sockets.connect_name("localhost", 443, Some(&context)).unwrap_err();
    assert_eq!(error, Error::Io(Errno::ETIMEDOUT));
}

#[cfg(not(feature = "std"))]
#[test]
fn a_lookup_that_fails_to_connect_says_what_is_missing() {
    let (let_go, wait) = mpsc::channel();
    let_go.send(()).unwrap();
    let sockets = Gzsock::new(Arc::new(SlowLookup(Mutex::new(wait))));
    let error = sockets.connect_name("localhost", 443, None).unwrap_err();
    assert_eq!(error, Error::Io(Errno::ENOSYS));
}

/// A client whose keys an element would make, whose turn never comes.
fn never_its_turn(wait: Wait) -> Error {
    static NO_CHIP: hwcrypto_api::Shared<parking_lot::RawMutex, ()> = hwcrypto_api::Shared::new(());
    let element = Box::leak(Box::new(hwcrypto_api::HwCrypto::builder(&NO_CHIP).build()));
    let mut turn = Gate::of(element).join(None).unwrap();
    turn.enter().unwrap();
    let options = Options::default().key_exchange(KeyExchange::Element).wait(wait);
    let made = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
    let context = TlsContext::client(tls_glue::provider(ring::default_provider(), element, options))
        .trust(made.cert.pem())
        .server_name("localhost")
        .handshake_deadline(Duration::from_secs(3))
        .time(Arc::new(Clock))
        .build()
        .unwrap();
    let sockets = Gzsock::new(Arc::new(Memory::default()));
    sockets.connect(stream(&sockets, &context), &address()).unwrap_err()
}

#[test]
fn without_a_clock_the_pauses_of_a_wait_count() {
    static PAUSES: AtomicU32 = AtomicU32::new(0);
    let wait = Wait::new(Duration::from_secs(1), Duration::from_secs(9), |_| {
        PAUSES.fetch_add(1, Ordering::Relaxed);
    });
    assert_eq!(never_its_turn(wait), Error::Tls(TlsError::ElementBusy));
    assert_eq!(PAUSES.load(Ordering::Relaxed), 3);
}

#[test]
fn who_does_not_wait_is_told_at_once() {
    assert_eq!(never_its_turn(Wait::NONE), Error::Tls(TlsError::ElementBusy));
}

#[cfg(not(feature = "std"))]
#[test]
fn without_a_clock_a_context_is_refused() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
    let context = TlsContext::client(Arc::new(ring::default_provider()))
        .trust(made.cert.pem())
        .server_name("localhost")
        .build();
    assert_eq!(context.unwrap_err(), sockets::ConfigError::NoClock);
}
