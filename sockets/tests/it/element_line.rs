//! Handshakes that need the same element: one after the other, in order, none for ever.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use hwcrypto_api::KeyRef;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Events, Fd, PollFd, SocketOption};
use sockets::zssl::{ClientSide, ContextBuilder, Identity, ServerSide, TlsContext, TlsError, TlsVersion};
use sockets::{Errno, Error};
use tls_glue::{Gate, KeyExchange, Options, Provider, provider};

use crate::element::{Element, SLOT};
use crate::harness::{End, Parties, VERSIONS, crypto, host, listener, pair, stream};
use crate::tap::record_types;

/// As good as for ever.
const AMPLE: Duration = Duration::from_secs(120);
const SHORT: Duration = Duration::from_millis(50);

fn exchanging(element: &Element, hold: Duration) -> Provider {
    let base = (*crypto()).clone();
    provider(base, element.table, Options::default().key_exchange(KeyExchange::Element).hold(hold))
}

/// A client whose keys are all the element's.
fn client(parties: &Parties, element: &Element, hold: Duration) -> ContextBuilder<ClientSide> {
    TlsContext::client(exchanging(element, hold))
        .trust(parties.authority.pem())
        .server_name("localhost")
        .identity(Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT)))
        .handshake_deadline(AMPLE)
}

/// A server whose keys are all the element's.
fn server(parties: &Parties, element: &Element, hold: Duration) -> ContextBuilder<ServerSide> {
    TlsContext::server(exchanging(element, hold))
        .identity(Identity::element(&parties.server.chain, element.table, KeyRef::slot(SLOT)))
        .handshake_deadline(AMPLE)
}

/// A server that never answers, and the first bytes of those who came to it.
fn silent_server() -> (SocketAddr, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    (listener.local_addr().unwrap(), listener)
}

/// What a client of this version says first.
fn hello(parties: &Parties, version: TlsVersion) -> Vec<u8> {
    let context = parties.client().versions(&[version]).build().unwrap();
    let (address, silent) = silent_server();
    let sockets = host();
    let fd = stream(&sockets, Some(&context));
    thread::scope(|scope| {
        scope.spawn(|| sockets.connect(fd, &address));
        let mut hello = vec![0; 4096];
        let len = silent.accept().unwrap().0.read(&mut hello).unwrap();
        hello.truncate(len);
        hello
    })
}

fn say_hello(address: SocketAddr, hello: &[u8]) -> TcpStream {
    let mut stranger = TcpStream::connect(address).unwrap();
    stranger.write_all(hello).unwrap();
    stranger
}

/// Runs the handshake of a non-blocking socket until it is done, waits for nobody, or fails.
fn try_handshake(sockets: &Gzsock, fd: Fd) -> Option<Error> {
    sockets.handshake(fd).err().filter(|error| *error != Error::Io(Errno::EAGAIN))
}

fn dont_wait(sockets: &Gzsock, fd: Fd) {
    sockets.set_option(fd, SocketOption::Nonblocking(true)).unwrap();
}

/// Takes a step of the handshake that has to wait afterwards.
fn step(sockets: &Gzsock, fd: Fd) {
    assert_eq!(sockets.handshake(fd), Err(Error::Io(Errno::EAGAIN)));
}

/// Until `standing` handshakes stand at the element.
fn wait_for(element: &Element, standing: usize) {
    while Gate::of(element.table).standing() != standing {
        thread::yield_now();
    }
}

#[test]
fn the_element_exchanges_keys_for_either_side() {
    for version in VERSIONS {
        let parties = Parties::new();
        let (ours, theirs) = (Element::holding(&parties.device.key), Element::holding(&parties.server.key));
        let client = client(&parties, &ours, AMPLE).versions(&[version]).build().unwrap();
        let (client, server) = pair(&client, &server(&parties, &theirs, AMPLE).build().unwrap());
        client.send_all(b"hello").unwrap();
        assert_eq!(server.recv_exactly(5).unwrap(), b"hello");
        for element in [ours, theirs] {
            let counts = element.counts();
            assert_eq!((counts.ephemeral_key, counts.ecdh), (1, 1), "TLS {version}");
            assert_eq!(Gate::of(element.table).standing(), 0);
        }
    }
}

#[test]
fn many_handshakes_at_once_on_one_element_take_turns() {
    for version in VERSIONS {
        let parties = Parties::new();
        let (ours, theirs) = (Element::holding(&parties.device.key), Element::holding(&parties.server.key));
        let client = client(&parties, &ours, AMPLE).versions(&[version]).build().unwrap();
        let server = server(&parties, &theirs, AMPLE).build().unwrap();
        let sockets = host();
        let (listening, address) = listener(&sockets, Some(&server));
        thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    let fd = stream(&sockets, Some(&client));
                    sockets.connect(fd, &address).unwrap();
                    let end = End { sockets: Arc::clone(&sockets), fd };
                    assert_eq!(end.recv_exactly(1).unwrap(), [7]);
                });
            }
            for _ in 0..6 {
                let (fd, _) = sockets.accept(listening).unwrap();
                scope.spawn({
                    let sockets = &sockets;
                    move || sockets.send_all(fd, &[7]).unwrap()
                });
            }
        });
        for element in [ours, theirs] {
            let counts = element.counts();
            assert_eq!((counts.ephemeral_key, counts.ecdh), (6, 6), "TLS {version}");
        }
    }
}

#[test]
fn a_silent_server_loses_the_key_to_whoever_waits() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let context = client(&parties, &element, SHORT).build().unwrap();
    let (silent, _silent) = silent_server();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&parties.server().build().unwrap()));
    thread::scope(|scope| {
        let first = stream(&sockets, Some(&context));
        let stuck = scope.spawn({
            let sockets = &sockets;
            move || sockets.connect(first, &silent)
        });
        wait_for(&element, 1);
        scope.spawn(|| {
            let (fd, _) = sockets.accept(listening).unwrap();
            sockets.handshake(fd).unwrap();
        });
        let second = stream(&sockets, Some(&context));
        sockets.connect(second, &address).unwrap();
        assert_eq!(element.counts().ecdh, 1);
        sockets.close(first).unwrap();
        assert_eq!(stuck.join().unwrap(), Err(Error::Io(Errno::EBADF)));
    });
}

#[test]
fn a_client_of_tls_1_2_that_never_comes_to_the_point_loses_the_key_to_whoever_waits() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    let context = server(&parties, &element, SHORT).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&context));
    let mut stranger = say_hello(address, &hello(&parties, TlsVersion::Tls12));
    let (stuck, _) = sockets.accept(listening).unwrap();
    dont_wait(&sockets, stuck);
    while element.counts().ephemeral_key == 0 {
        step(&sockets, stuck);
    }
    let client = parties.client().build().unwrap();
    let served = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let (fd, _) = sockets.accept(listening).unwrap();
            sockets.handshake(fd).unwrap();
        });
        // The header of a record that is never complete, and its bytes one by one: were they to prolong the hold, nobody
        // else would ever be served.
        scope.spawn(|| {
            stranger.write_all(&[22, 3, 3, 0x40, 0]).unwrap();
            while !served.load(Ordering::Acquire) {
                stranger.write_all(&[16]).unwrap();
                _ = sockets.handshake(stuck);
                thread::sleep(Duration::from_millis(1));
            }
        });
        sockets.connect_name("127.0.0.1", address.port(), Some(&client)).unwrap();
        served.store(true, Ordering::Release);
    });
    assert_eq!(element.counts().ecdh, 1);
}

#[test]
fn a_wait_ends_with_the_deadline() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let patient = client(&parties, &element, AMPLE).build().unwrap();
    let hasty = client(&parties, &element, AMPLE).handshake_deadline(SHORT).build().unwrap();
    let (silent, _silent) = silent_server();
    let sockets = host();
    let holder = stream(&sockets, Some(&patient));
    dont_wait(&sockets, holder);
    assert_eq!(sockets.connect(holder, &silent), Err(Error::Io(Errno::EINPROGRESS)));
    // One thread: were the wait inside of the element's key exchange, this would never end.
    let error = sockets.connect_name("127.0.0.1", silent.port(), Some(&hasty)).unwrap_err();
    assert_eq!((&error, error.errno()), (&Error::Tls(TlsError::ElementBusy), Errno::EBUSY));
    step(&sockets, holder);
    assert_eq!(element.counts().ephemeral_key, 1);
}

#[test]
fn a_socket_that_does_not_block_is_told_to_try_again() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let context = client(&parties, &element, AMPLE).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&parties.server().build().unwrap()));
    let [first, second] = [(); 2].map(|()| stream(&sockets, Some(&context)));
    for fd in [first, second] {
        dont_wait(&sockets, fd);
        assert_eq!(sockets.connect(fd, &address), Err(Error::Io(Errno::EINPROGRESS)));
    }
    // Both in one thread, with servers that do not block either.
    let servers = [(); 2].map(|()| sockets.accept(listening).unwrap().0);
    for fd in servers {
        dont_wait(&sockets, fd);
    }
    step(&sockets, second);
    assert_eq!(element.counts().ephemeral_key, 1, "the second waits for the first");
    let all = [first, second, servers[0], servers[1]];
    while !all.iter().all(|fd| sockets.tls_info(*fd).unwrap().is_some()) {
        for fd in all {
            assert_eq!(try_handshake(&sockets, fd), None);
        }
    }
    let mut byte = [0];
    let nothing = sockets.recv(first, &mut byte, sockets::zsock::MsgFlags::NONE);
    assert_eq!(nothing, Err(Error::Io(Errno::EAGAIN)));
    let counts = element.counts();
    assert_eq!((counts.ephemeral_key, counts.ecdh, counts.p256_sign), (2, 2, 2));
}

#[test]
fn a_poll_goes_on_with_who_stands_in_line() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let context = client(&parties, &element, AMPLE).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&parties.server().build().unwrap()));
    let clients = [(); 4].map(|()| {
        let fd = stream(&sockets, Some(&context));
        dont_wait(&sockets, fd);
        assert_eq!(sockets.connect(fd, &address), Err(Error::Io(Errno::EINPROGRESS)));
        fd
    });
    let servers = [(); 4].map(|()| sockets.accept(listening).unwrap().0);
    let mut fds = [clients, servers].concat();
    while !fds.is_empty() {
        let mut asked: Vec<_> = fds.iter().map(|fd| PollFd::new(*fd, Events::OUT)).collect();
        sockets.poll(&mut asked, None).unwrap();
        assert!(asked.iter().all(|fd| fd.events.contains(fd.revents)), "{asked:?}");
        fds = asked.iter().filter(|fd| fd.revents.is_empty()).map(|fd| fd.fd).collect();
    }
    let counts = element.counts();
    assert_eq!((counts.ephemeral_key, counts.ecdh, counts.p256_sign), (4, 4, 4));
}

#[test]
fn one_thread_and_one_element_for_both_sides_end_with_an_error() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    let client = TlsContext::client(exchanging(&element, SHORT));
    let client = client.trust(parties.authority.pem()).server_name("localhost").build().unwrap();
    let server = server(&parties, &element, SHORT).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server));
    let client_end = stream(&sockets, Some(&client));
    dont_wait(&sockets, client_end);
    assert_eq!(sockets.connect(client_end, &address), Err(Error::Io(Errno::EINPROGRESS)));
    let (server_end, _) = sockets.accept(listening).unwrap();
    dont_wait(&sockets, server_end);
    // The client has the one key that the element has room for, and the server cannot answer without one.
    let failure = loop {
        if let Some(failure) =
            try_handshake(&sockets, server_end).or_else(|| try_handshake(&sockets, client_end))
        {
            break failure;
        }
    };
    assert!(failure.to_string().contains("the crypto element lost the state"), "{failure}");
}

#[test]
fn strangers_beyond_the_bound_are_turned_away_before_any_cryptography() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.server.key);
        // Only the key is in the element.
        let context = TlsContext::server(crypto()).max_waiting_handshakes(2);
        let context = context
            .identity(Identity::element(&parties.server.chain, element.table, KeyRef::slot(SLOT)))
            .build()
            .unwrap();
        let sockets = host();
        let (listening, address) = listener(&sockets, Some(&context));
        let hello = hello(&parties, version);
        // Somebody is at the element; a second one waits.
        let mut turn = Gate::of(element.table).join(None).unwrap();
        turn.enter().unwrap();
        let _second = say_hello(address, &hello);
        let (second, _) = sockets.accept(listening).unwrap();
        dont_wait(&sockets, second);
        // Whoever says nothing takes no place.
        let _mute = TcpStream::connect(address).unwrap();
        let (mute, _) = sockets.accept(listening).unwrap();
        dont_wait(&sockets, mute);
        step(&sockets, mute);
        while Gate::of(element.table).standing() < 2 {
            step(&sockets, second);
        }
        let mut third = say_hello(address, &hello);
        let (refused, _) = sockets.accept(listening).unwrap();
        third.shutdown(std::net::Shutdown::Write).unwrap();
        let error = sockets.handshake(refused).unwrap_err();
        assert_eq!((&error, error.errno()), (&Error::Tls(TlsError::TooManyHandshakes), Errno::EBUSY));
        assert_eq!(sockets.handshake(refused), Err(error), "for good");
        let mut answer = Vec::new();
        third.read_to_end(&mut answer).unwrap();
        assert_eq!(record_types(&answer), [21]);
        assert_eq!(answer[5..], [2, 80], "internal_error");
        assert_eq!(element.counts().p256_sign, 0);

        // The others recover, and there is room again.
        drop(turn);
        while element.counts().p256_sign == 0 {
            step(&sockets, second);
        }
        sockets.close(listening).unwrap();
        let (client, server) = pair(&parties.client().versions(&[version]).build().unwrap(), &context);
        client.send_all(b"x").unwrap();
        assert_eq!(server.recv_exactly(1).unwrap(), b"x");
    }
}

#[test]
fn a_client_that_is_turned_away_hears_it_as_an_alert() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    let context = server(&parties, &element, AMPLE).max_waiting_handshakes(1).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&context));
    let mut turn = Gate::of(element.table).join(None).unwrap();
    turn.enter().unwrap();
    let client = parties.client().build().unwrap();
    thread::scope(|scope| {
        let turned_away = scope.spawn(|| sockets.connect_name("127.0.0.1", address.port(), Some(&client)));
        let (fd, _) = sockets.accept(listening).unwrap();
        assert_eq!(sockets.handshake(fd), Err(Error::Tls(TlsError::TooManyHandshakes)));
        let error = turned_away.join().unwrap().unwrap_err();
        assert_eq!(error, Error::Tls(TlsError::Alert("internal_error".into())));
    });
}

#[test]
fn closing_wakes_who_stands_in_line() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let context = client(&parties, &element, AMPLE).build().unwrap();
    let (silent, _silent) = silent_server();
    let sockets = host();
    let mut turn = Gate::of(element.table).join(None).unwrap();
    turn.enter().unwrap();
    thread::scope(|scope| {
        let fd = stream(&sockets, Some(&context));
        let waiting = scope.spawn({
            let sockets = &sockets;
            move || sockets.connect(fd, &silent)
        });
        wait_for(&element, 2);
        sockets.close(fd).unwrap();
        assert_eq!(waiting.join().unwrap(), Err(Error::Io(Errno::EBADF)));
    });
    assert_eq!(Gate::of(element.table).standing(), 1);
}
